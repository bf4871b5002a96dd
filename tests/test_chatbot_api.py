"""The REST door, over a real store and a real chat."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from chatbot.doors.server import create_api
from chatbot.doors.startup import Startup
from tests.conftest import BagOfWords, prepared
from tests.served import HOSTILE_NAME, PAY, corpus, ready
from vectorstore import Changes, Settings, Store, document_id

QUESTION = "What does a senior machine learning engineer earn?"
SSE = {"Accept": "text/event-stream"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all: no test here changes it."""
    settings = Settings(path=tmp_path_factory.mktemp("api"), url="", model="bundled")
    with Store.open(settings, BagOfWords(), "text-1") as store:
        store.publish(Changes(corpus(), folder="world"))
        yield store


@pytest.fixture
def client(filled: Store) -> TestClient:
    return TestClient(create_api(ready(filled)), raise_server_exceptions=False)


@pytest.fixture
def starting(settings: Settings) -> TestClient:
    """A server that is not ready."""
    return TestClient(create_api(Startup(settings)))


def events(text: str) -> list[tuple[str, Any]]:
    """The events of a stream, comments left out."""
    blocks = [block.split("\n") for block in text.split("\n\n") if block.startswith("event: ")]
    return [(b[0].removeprefix("event: "), json.loads(b[1].removeprefix("data: "))) for b in blocks]


def test_an_answer_has_the_fields_of_the_contract(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    assert answer["status"] == "answered" and answer["question"] == QUESTION
    assert PAY in answer["answer"].replace("\\", "")
    assert answer["citations"][0]["quote"] == PAY
    assert answer["citations"][0]["number"] == 1
    assert answer["conversation_id"]


def test_a_citation_is_what_stands_in_the_document(client: TestClient) -> None:
    for citation in client.post("/api/ask", json={"question": QUESTION}).json()["citations"]:
        text = client.get(f"/api/documents/{citation['document_id']}").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert client.get(citation["url"]).status_code == 200


@pytest.mark.parametrize("question", [QUESTION, "Who won the world cup in 1954?", " ", "the"])
def test_a_stream_is_the_answer_piece_by_piece(client: TestClient, question: str) -> None:
    response = client.post("/api/ask", json={"question": question}, headers=SSE)
    assert response.headers["content-type"].startswith("text/event-stream")
    names = [name for name, _ in events(response.text)]
    assert names[0] == "searching" and names[-1] == "done" and names.count("done") == 1
    assert set(names[1:-1]) <= {"delta"}
    sent = "".join(data["text"] for name, data in events(response.text) if name == "delta")
    assert sent == dict(events(response.text))["done"]["answer"]


def test_a_stream_and_a_plain_call_say_the_same(client: TestClient) -> None:
    streamed = events(client.post("/api/ask", json={"question": QUESTION}, headers=SSE).text)
    plain = client.post("/api/ask", json={"question": QUESTION}).json()
    own = {"id", "conversation_id", "timings_ms"}
    done = streamed[-1][1]
    assert {k: v for k, v in done.items() if k not in own} == {
        k: v for k, v in plain.items() if k not in own
    }


def test_a_failure_after_the_start_is_an_event_of_the_stream(store: Store) -> None:
    client = TestClient(create_api(ready(store)), raise_server_exceptions=False)
    store.close()
    (store.path / "catalog.sqlite3").write_bytes(b"no database" * 1000)
    response = client.post("/api/ask", json={"question": QUESTION}, headers=SSE)
    name, problem = events(response.text)[-1]
    assert name == "error" and problem["status"] in (500, 503)
    assert "Traceback" not in response.text
    assert "run: python -m vectorstore doctor --repair" in problem["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": "x" * 4_001}, "question"),
        ({"question": 7}, "question"),
        ({"question": None}, "question"),
        ({}, "question"),
        ({"question": "x", "top_k": 0}, "top_k"),
        ({"question": "x", "top_k": 51}, "top_k"),
        ({"question": "x", "top_k": "8"}, "top_k"),
        ({"question": "x", "sources": "a.md"}, "sources"),
        ({"question": "x", "sauces": []}, "sauces"),
        ({"question": "x", "conversation_id": 1}, "conversation_id"),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, dict) else None,
)
def test_a_question_that_is_none_is_refused_by_its_field(
    client: TestClient, body: dict[str, Any], field: str
) -> None:
    response = client.post("/api/ask", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert f"{field}: " in response.json()["detail"]


def test_half_a_character_is_no_question(client: TestClient) -> None:
    body, headers = b'{"question": "\\ud800"}', {"Content-Type": "application/json"}
    assert client.post("/api/ask", content=body, headers=headers).status_code == 422


def test_a_body_that_is_no_json_is_told(client: TestClient) -> None:
    response = client.post(
        "/api/ask", content=b'{"question": ', headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 400 and "not JSON" in response.json()["detail"]


@pytest.mark.parametrize(
    "question", ["x" * 4_000, "   ", '"AND" NEAR( * -', "a\x00b", "😀", "\u202e\n\t"]
)
def test_odd_questions_are_answered_or_refused_but_break_nothing(
    client: TestClient, question: str
) -> None:
    response = client.post("/api/ask", json={"question": question})
    assert response.status_code == 200
    assert response.json()["status"] in ("not_found", "unclear", "answered")


def test_globs_limit_the_search(client: TestClient) -> None:
    body = {"question": QUESTION, "sources": ["skills*"]}
    passages = client.post("/api/ask", json=body).json()["passages"]
    assert {passage["source"] for passage in passages} == {"skills.md"}


@pytest.mark.parametrize("headers", [{}, SSE])
def test_globs_that_name_no_document_are_told(client: TestClient, headers: dict[str, str]) -> None:
    body = {"question": QUESTION, "sources": ["skils*", "x.md"]}
    refused = client.post("/api/ask", json=body, headers=headers)
    assert refused.status_code == 422
    assert refused.json()["detail"].startswith("There is no document named 'skils*' or 'x.md'")


def test_accents_that_come_apart_are_the_same_letters(store: Store) -> None:
    """As macOS gives them, in a question, in `sources` and in a file's name."""
    composed, apart = "Köche.md", "Ko\u0308che.md"
    store.publish(Changes([prepared(apart, "A chef de café earns $33,000 a year.\n")]))
    client = TestClient(create_api(ready(store)))
    for sources in ([composed], [apart], ["Ko\u0308*"]):
        asked = {"question": "What does a chef de cafe\u0301 earn?", "sources": sources}
        answer = client.post("/api/ask", json=asked).json()
        assert [p["source"] for p in answer["passages"]] == [apart]
        assert answer["question"] == "What does a chef de café earn?"


def test_the_documents_are_listed(client: TestClient) -> None:
    listed = client.get("/api/documents").json()
    assert listed["corpus_version"] == 1
    assert {d["source"] for d in listed["documents"]} == {"pay.md", "skills.md", HOSTILE_NAME}


def test_an_unknown_document_is_a_404_and_an_unkept_version_a_410(client: TestClient) -> None:
    known = document_id("pay.md")
    for prefix in ("/api/documents", "/documents"):
        assert client.get(f"{prefix}/0000").status_code == 404
        gone = client.get(f"{prefix}/{known}?version=0000")
        assert gone.status_code == 410
        assert "source has changed" in gone.json()["detail"]


@pytest.mark.parametrize(
    "span", ["start=1", "end=3", "start=3&end=3", "start=5&end=2", "start=-1&end=4",
             "start=0&end=99999999", "start=a&end=b"]
)  # fmt: skip
def test_a_span_that_is_none_is_refused(client: TestClient, span: str) -> None:
    response = client.get(f"/documents/{document_id('pay.md')}?{span}")
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


def test_a_browser_is_told_on_a_page_of_its_own(client: TestClient) -> None:
    response = client.get("/documents/0000", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "There is no such document" in response.text
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/nothing", 404), ("POST", "/api/x/y", 404), ("GET", "/api/ask", 405),
     ("DELETE", "/api/documents", 405), ("GET", "/documents/", 404)],
)  # fmt: skip
def test_unknown_paths_and_wrong_methods_are_problems(
    client: TestClient, method: str, path: str, status: int
) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert "/docs" in response.json()["detail"]


def test_it_is_up_before_it_is_ready(starting: TestClient) -> None:
    assert starting.get("/healthz").status_code == 200
    for response in (
        starting.get("/readyz"),
        starting.get("/api/documents"),
        starting.post("/api/ask", json={"question": QUESTION}),
    ):
        assert response.status_code == 503
        assert "Warming up" in response.json()["detail"]


def test_ready_is_ready(client: TestClient) -> None:
    assert client.get("/readyz").status_code == 200


def test_the_documentation_of_the_api_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200 and "://" not in page.text.replace("http://testserver", "")
    assert client.get("/docs/files/swagger-ui-bundle.js").status_code == 200
    assert "/api/ask" in client.get("/openapi.json").json()["paths"]


def test_a_conversation_goes_on_is_shown_and_is_deleted(client: TestClient) -> None:
    first = client.post("/api/ask", json={"question": QUESTION}).json()
    more = {"question": "and in Lisbon?", "conversation_id": first["conversation_id"]}
    second = client.post("/api/ask", json=more).json()
    assert second["searched_for"] == QUESTION.replace("earn?", "earn in Lisbon?")
    path = f"/api/conversations/{first['conversation_id']}"
    assert [turn["question"] for turn in client.get(path).json()["turns"]] == [
        QUESTION, "and in Lisbon?",
    ]  # fmt: skip
    assert client.delete(path).status_code == 204
    for gone in (client.get(path), client.delete(path), client.post("/api/ask", json=more)):
        assert gone.status_code == 404
        assert gone.json()["detail"].startswith("There is no such conversation")


@pytest.mark.parametrize("headers", [{}, SSE])
@pytest.mark.parametrize("conversation", ["0" * 32, "' OR 1=1 --", "../../etc", "\u0000"])
def test_an_unknown_conversation_is_a_404_streamed_or_not(
    client: TestClient, headers: dict[str, str], conversation: str
) -> None:
    asked = {"question": QUESTION, "conversation_id": conversation}
    refused = client.post("/api/ask", json=asked, headers=headers)
    assert refused.status_code == 404
    assert refused.headers["content-type"] == "application/problem+json"
    assert set(refused.json()) == {"type", "title", "status", "detail"}
