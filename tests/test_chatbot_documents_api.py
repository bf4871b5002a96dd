"""The REST door to the documents: upload, remove, read the folder again, follow a run, go back."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

import ingest.settings
from chatbot.doors.jobs import Jobs
from chatbot.doors.server import create_api
from chatbot.doors.startup import Startup
from ingest.pipeline import ingest as read
from ingest.split import text_version
from tests.conftest import BagOfWords, prepared
from tests.served import PAY, QUICK, ready
from vectorstore import Changes, Settings, Store, document_id

QUESTION = "What does a senior machine learning engineer earn?"
ZEPPELIN = "A zeppelin pilot earns $91,000 a year."
SSE = {"Accept": "text/event-stream"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of documents."""
    folder = tmp_path / "docs"
    (folder / "guides").mkdir(parents=True)
    (folder / "guides/pay.md").write_text(f"# Senior machine learning engineer\n\n{PAY}\n")
    (folder / "skills.md").write_text("# Data scientist\n\nA data scientist needs Python.\n")
    return folder


@pytest.fixture
def client(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """The API over a store that the folder was read into; its runs are real processes."""
    monkeypatch.setenv("VECTORSTORE_PATH", str(settings.path))
    with Store.open(settings, BagOfWords(), text_version()) as store:
        read(folder, store, ingest.settings.Settings(), lambda *_: None)
        yield served(ready(store))


def served(startup: Startup, command: tuple[str, ...] = QUICK) -> TestClient:
    """The API of a startup whose runs are those of a command."""
    startup.jobs = Jobs(command)
    return TestClient(create_api(startup, 1_000_000), raise_server_exceptions=False)


@pytest.fixture
def scripted(store: Store) -> TestClient:
    """The API over a store of two versions, whose runs sleep."""
    store.publish(Changes([prepared("a.md", "One thing.\n")]))
    store.publish(Changes([prepared("b.md", "Another thing.\n")]))
    return served(ready(store), (sys.executable, "-c", "import time; time.sleep(60)"))


def ended(client: TestClient, response: httpx2.Response) -> dict[str, Any]:
    """The job that a response has started, when it is over."""
    assert response.status_code == 202, response.text
    for _ in range(600):
        job: dict[str, Any] = client.get(f"/api/ingest/{response.json()['job_id']}").json()
        if job["state"] != "running":
            return job
        time.sleep(0.05)
    raise TimeoutError(job)


def uploaded(client: TestClient, name: str, content: str | bytes) -> dict[str, Any]:
    """The job of an upload."""
    return ended(client, client.post("/api/documents", files={"file": (name, content)}))


def sources(client: TestClient) -> set[str]:
    return {document["source"] for document in client.get("/api/documents").json()["documents"]}


def asked(client: TestClient, question: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/api/ask", json={"question": question}).json()
    return answer


def problem(response: httpx2.Response, status: int, words: str) -> dict[str, Any]:
    """Check that a response is a problem that says so."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert words in told["detail"]
    return told


def test_an_upload_answers_questions_until_it_is_undone(client: TestClient) -> None:
    question = "What does a zeppelin pilot earn?"
    assert asked(client, question)["status"] == "not_found"
    job = uploaded(client, "pilots.md", f"# Zeppelin pilot\n\n{ZEPPELIN}\n")
    assert (job["state"], job["new"], job["corpus_version"]) == ("done", ["uploads/pilots.md"], 2)
    (citation,) = asked(client, question)["citations"]
    assert (citation["quote"], citation["source"]) == (ZEPPELIN, "uploads/pilots.md")
    assert client.post("/api/versions/undo").json() == {"corpus_version": 3}
    assert asked(client, question)["status"] == "not_found"
    told = client.get("/api/versions").json()
    assert [(v["number"], v["cause"], v["restores"]) for v in told["versions"]] == [
        (3, "undo", 1), (2, "upload", None), (1, "ingest", None),
    ]  # fmt: skip
    assert client.get(citation["url"]).status_code == 200  # kept, and says that it is no more
    assert "was taken out" in client.get(citation["url"]).text


@pytest.mark.slow
def test_the_folder_is_read_again_after_its_plan_was_shown(
    client: TestClient, folder: Path
) -> None:
    cited = asked(client, QUESTION)["citations"][0]
    (folder / "guides/pay.md").write_text(f"# Senior machine learning engineer\n\n{PAY} More.\n")
    (folder / "new.md").write_text("# Pilot\n\nA pilot flies.\n")
    plan = ended(client, client.post("/api/ingest", json={"dry_run": True}))
    assert plan["state"] == "planned" and plan["new"] == ["new.md"]
    assert plan["changed"] == ["guides/pay.md"]
    assert client.get("/api/documents").json()["corpus_version"] == 1
    done = ended(client, client.post("/api/ingest"))
    assert done["state"] == "done" and done["corpus_version"] == 2
    assert done["changed"] == plan["changed"] and sources(client) >= {"new.md"}
    page = client.get(cited["url"]).text
    assert "An older version" in page and f">{cited['quote']}</mark>" in page
    assert "An older version" not in client.get(f"/documents/{cited['document_id']}").text


@pytest.mark.slow
def test_the_old_id_of_a_moved_document_leads_to_the_new_one(
    client: TestClient, folder: Path
) -> None:
    url = asked(client, QUESTION)["citations"][0]["url"]
    (folder / "guides/pay.md").rename(folder / "money.md")
    job = ended(client, client.post("/api/ingest", json={"dry_run": False}))
    assert job["moved"] == [{"from": "guides/pay.md", "to": "money.md"}] and not job["embedded"]
    old, new = document_id("guides/pay.md"), document_id("money.md")
    for path in (f"/api/documents/{old}", f"/documents/{old}"):
        response = client.get(path, follow_redirects=False)
        assert response.status_code == 307
        assert response.headers["location"] == path.replace(old, new)
        assert client.get(path).status_code == 200
    assert f">{PAY}</mark>" in client.get(url).text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("../../etc/Größe 'ß' 日本.md", "uploads/Größe 'ß' 日本.md"),
        ("C:\\Users\\me\\--yes.md", "uploads/--yes.md"),
    ],
)
def test_an_upload_is_called_by_the_last_part_of_its_name_and_can_be_taken_out(
    client: TestClient, name: str, source: str
) -> None:
    assert uploaded(client, name, ZEPPELIN)["new"] == [source]
    assert source in sources(client)
    gone = ended(client, client.delete(f"/api/documents/{document_id(source)}"))
    assert gone["removed"] == [source] and source not in sources(client)


@pytest.mark.slow
def test_an_upload_that_cannot_be_read_is_told_with_the_reason(client: TestClient) -> None:
    (failed,) = uploaded(client, "a.pdf", b"%PDF-1.4 broken")["failed"]
    assert failed["source"] == "uploads/a.pdf" and "damaged" in failed["reason"]
    assert client.get("/api/documents").json()["corpus_version"] == 1
    assert "uploads/a.pdf" not in sources(client)


def test_what_cannot_be_an_upload_is_refused_at_once(scripted: TestClient) -> None:
    def post(name: str, content: bytes) -> httpx2.Response:
        return scripted.post("/api/documents", files={"file": (name, content)})

    problem(post("a.md", b""), 422, "is empty")
    problem(post("a.md", b"x" * 1_000_001), 413, "INGEST_MAX_BYTES")
    problem(post("a/..\\", b"x"), 422, "cannot be a document's name")
    problem(post("é" * 101, b"x"), 422, "Rename the file")
    problem(post(".hidden.md", b"x"), 422, "no dot or tilde at its beginning")
    problem(post("a.exe", b"MZ"), 422, "a.exe is in no format that is read. There are: .csv,")
    problem(post("README", b"x"), 422, "no format that is read")
    problem(scripted.post("/api/documents"), 422, "file: Field required")
    problem(scripted.post("/api/documents", data={"file": "x"}), 422, "file: ")
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    raw = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a\x07.md"\r\n\r\nx\r\n--b--'
    )
    problem(
        scripted.post("/api/documents", content=raw, headers=headers), 422, "control characters"
    )
    headers = {"Content-Type": "multipart/form-data"}
    problem(scripted.post("/api/documents", content=b"x", headers=headers), 400, "boundary")
    assert scripted.get("/api/documents").json()["job_id"] is None


@pytest.mark.slow
def test_uploads_wait_for_their_turn(client: TestClient) -> None:
    texts = ("one", "two", "three")
    sent = [
        client.post("/api/documents", files={"file": ("a.md", f"# A\n\nA pilot earns {text}.\n")})
        for text in texts
    ]
    done = [ended(client, response) for response in sent]
    assert [job["corpus_version"] for job in done] == [2, 3, 4]
    text = client.get(f"/api/documents/{document_id('uploads/a.md')}").json()["text"]
    assert text.endswith("A pilot earns three.")


def test_a_second_run_is_refused_and_names_the_first(scripted: TestClient) -> None:
    first = scripted.post("/api/ingest", json={}).json()["job_id"]
    assert scripted.get("/api/documents").json()["job_id"] == first
    for response in (
        scripted.post("/api/ingest", json={"dry_run": True}),
        scripted.post("/api/versions/undo", json={}),
    ):
        assert problem(response, 409, "being read already")["job_id"] == first
    jobs(scripted).stop()
    assert scripted.get(f"/api/ingest/{first}").json()["state"] == "failed"


def jobs(client: TestClient) -> Jobs:
    found: Jobs = client.app.state.startup.jobs  # type: ignore[attr-defined]
    return found


def test_a_run_can_be_followed_as_a_stream(store: Store) -> None:
    script = (
        "import json, sys, time\n"
        "for done in range(3):\n"
        "    line = {'state': 'running', 'done': done, 'total': 3, 'source': 'a.md'}\n"
        "    print(json.dumps(line), file=sys.stderr, flush=True)\n"
        "    time.sleep(0.5)\n"
        "print(json.dumps({'state': 'done', 'done': 3, 'total': 3, 'new': ['a.md']}))\n"
    )
    client = served(ready(store), (sys.executable, "-c", script))
    job = client.post("/api/ingest").json()["job_id"]
    stream = client.get(f"/api/ingest/{job}", headers=SSE)
    assert stream.headers["content-type"].startswith("text/event-stream")
    blocks = [block.split("\n") for block in stream.text.strip().split("\n\n")]
    names = [block[0].removeprefix("event: ") for block in blocks]
    data = [json.loads(block[1].removeprefix("data: ")) for block in blocks]
    assert set(names[:-1]) == {"progress"} and names[-1] == "done"
    assert [told["done"] for told in data] == sorted(told["done"] for told in data)
    assert data[-1] == client.get(f"/api/ingest/{job}").json()
    assert data[-1]["new"] == ["a.md"] and data[-1]["changed"] == []


def test_a_document_of_the_folder_is_taken_out_in_the_folder(scripted: TestClient) -> None:
    problem(scripted.delete(f"/api/documents/{document_id('a.md')}"), 409, "Remove the file there")
    problem(scripted.delete("/api/documents/0000"), 404, "no such document")
    problem(scripted.get("/api/ingest/0000"), 404, "no such job")


def test_what_cannot_be_undone_is_told(scripted: TestClient, store: Store) -> None:
    problem(scripted.post("/api/versions/undo", json={"to": 99}), 409, "Version 99 is not kept")
    problem(scripted.post("/api/versions/undo", json={"to": 0}), 422, "to: ")
    problem(scripted.post("/api/versions/undo", json={"too": 1}), 422, "too: ")
    assert scripted.post("/api/versions/undo", json={}).json() == {"corpus_version": 3}
    problem(scripted.post("/api/versions/undo", json={}), 409, "nothing to undo")
    with store.writing():
        problem(scripted.post("/api/versions/undo", json={"to": 2}), 409, "Another run")
    skipped = scripted.get("/api/versions").json()["skipped"]
    assert [pair["source"] for pair in skipped] == ["b.md"]


@pytest.mark.parametrize("body", [{"folder": "/etc"}, {"dry_run": "yes"}, {"dry_run": None}, []])
def test_the_folder_to_read_is_never_named_by_a_request(scripted: TestClient, body: object) -> None:
    problem(scripted.post("/api/ingest", json=body), 422, "")


def test_a_citation_is_served_while_its_version_is_kept(
    tmp_path: Path, embedder: BagOfWords
) -> None:
    settings = Settings(path=tmp_path, url="", model="bundled", keep=2)
    with Store.open(settings, embedder, "text-1") as store:
        client = served(ready(store))
        versions = []
        for pay in ("one", "two", "three"):
            document = prepared("a.md", f"Pilots earn {pay}.\n")
            versions.append(document.document.version)
            store.publish(Changes([document]))
        statuses = [
            client.get(f"{path}/{document_id('a.md')}?version={version}").status_code
            for path in ("/documents", "/api/documents")
            for version in versions
        ]
        assert statuses == [410, 200, 200] * 2
        gone = client.get(f"/api/documents/{document_id('a.md')}?version={versions[0]}")
        problem(gone, 410, f"/documents/{document_id('a.md')}")
        store.publish(Changes([prepared("b.md", "Other.\n")], ["a.md"]))
        store.publish(Changes([prepared("c.md", "Others.\n")]))
        gone = client.get(f"/api/documents/{document_id('a.md')}?version={versions[2]}")
        problem(gone, 410, "It is gone")


def test_all_of_it_is_documented(scripted: TestClient) -> None:
    paths = scripted.get("/openapi.json").json()["paths"]
    operations = {f"{method} {path}" for path, item in paths.items() for method in item}
    assert operations >= {
        "get /api/documents", "post /api/documents", "get /api/documents/{id}",
        "delete /api/documents/{id}", "get /documents/{id}", "post /api/ingest",
        "get /api/ingest/{job_id}", "get /api/versions", "post /api/versions/undo",
    }  # fmt: skip
    for path, item in paths.items():
        for operation in item.values():
            assert operation["description"], path
