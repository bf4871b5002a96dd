"""The guard: known names, own origin, bodies of a bearable length, safe headers."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from chatbot.doors.guard import Guard
from chatbot.doors.server import create_api
from chatbot.doors.startup import Startup
from vectorstore import Settings

OWN = "http://127.0.0.1:7860"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Say how long the body is."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


@pytest.fixture
def client() -> TestClient:
    return TestClient(Guard(echo, ["Chat.example"]), base_url=OWN)


def refused(response: httpx2.Response, status: int, word: str) -> None:
    """Check that a response is a problem with a sentence."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert word in response.json()["detail"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1:7860", "localhost", "LOCALHOST:1", "[::1]:7860", "[::1]", "chat.example:80"]
)
def test_it_answers_to_its_names(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.", "10.0.0.1"],
)
def test_it_refuses_a_name_that_is_not_its_own(client: TestClient, host: str) -> None:
    refused(client.get("/", headers={"Host": host}), 403, "CHATBOT_ALLOWED_HOSTS")


def test_a_request_without_a_name_is_refused(client: TestClient) -> None:
    refused(client.get("/", headers={"Host": ""}), 400, "Host header")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://evil.example",
        "https://127.0.0.1:7860",
        "http://127.0.0.1:1",
        "http://127.0.0.1",
    ],
)
def test_a_change_from_another_origin_is_refused(
    client: TestClient, method: str, origin: str
) -> None:
    for path in ("/api/ask", "/gradio_api/queue/join", "/gradio_api/upload"):
        refused(client.request(method, path, headers={"Origin": origin}), 403, "own page")


def test_a_change_from_the_own_page_is_taken(client: TestClient) -> None:
    assert client.post("/gradio_api/upload", headers={"Origin": OWN}).status_code == 200


def test_programs_send_no_origin_and_may_use_the_api(client: TestClient) -> None:
    assert client.post("/api/ask", content=b"{}").status_code == 200


CHANGING = ["/api/ask", "/api/documents", "/api/ingest", "/api/versions/undo", "/gradio_api/upload"]


@pytest.mark.parametrize("site", ["cross-site", "same-site", "unheard-of"])
@pytest.mark.parametrize("path", CHANGING)
def test_a_browser_that_hides_the_origin_still_says_that_it_is_another_site(
    client: TestClient, path: str, site: str
) -> None:
    """So a form, a `no-cors` fetch and a beacon of another page are refused."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        headers = {"Sec-Fetch-Site": site, "Content-Type": kind}
        refused(client.post(path, headers=headers, content=b"{}"), 403, "own page")


@pytest.mark.parametrize("path", CHANGING)
def test_another_name_that_leads_here_changes_nothing(client: TestClient, path: str) -> None:
    """DNS rebinding: the browser takes the other site and this one for the same."""
    headers = {
        "Host": "evil.example:7860", "Origin": "http://evil.example:7860",
        "Sec-Fetch-Site": "same-origin",
    }  # fmt: skip
    refused(client.post(path, headers=headers, content=b"{}"), 403, "CHATBOT_ALLOWED_HOSTS")


def test_two_origins_are_none_of_ours(client: TestClient) -> None:
    headers = [("Origin", OWN), ("Origin", "http://evil.example")]
    refused(client.post("/api/ask", headers=headers), 403, "own page")


@pytest.fixture
def keyed() -> TestClient:
    return TestClient(Guard(echo, keys=["first", "sécond"]), base_url=OWN)


@pytest.mark.parametrize("key", ["Bearer first", "bearer  sécond", "BEARER first"])
@pytest.mark.parametrize("origin", [None, "http://evil.example"])
def test_a_key_opens_the_api(keyed: TestClient, key: str, origin: str | None) -> None:
    headers = [(b"Authorization", key.encode())]
    headers += [(b"Origin", origin.encode())] if origin else []
    assert keyed.post("/api/ask", headers=headers).status_code == 200


@pytest.mark.parametrize("key", [None, "Bearer third", "Bearer ", "Bearer", "Basic first", "first"])
def test_where_there_are_keys_a_program_needs_one(keyed: TestClient, key: str | None) -> None:
    headers = {"Authorization": key} if key is not None else {}
    response = keyed.post("/api/ask", headers=headers)
    refused(response, 401, "CHATBOT_API_KEYS")
    assert response.headers["www-authenticate"] == "Bearer"


def test_where_there_are_keys_the_own_page_needs_none_and_reading_goes_on(
    keyed: TestClient,
) -> None:
    assert keyed.post("/api/ask", headers={"Origin": OWN}).status_code == 200
    assert keyed.get("/api/documents").status_code == 200
    refused(keyed.post("/api/ask", headers={"Origin": "http://evil.example"}), 403, "own page")


def test_a_key_opens_none_of_the_pages_own_routes(keyed: TestClient) -> None:
    headers = {"Authorization": "Bearer first"}
    refused(keyed.post("/gradio_api/upload", headers=headers), 403, "own page")


def test_a_key_that_nobody_asked_for_does_no_harm(client: TestClient) -> None:
    headers = {"Authorization": "Bearer anything"}
    assert client.post("/api/ask", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/upload/", "/gradio_api/run/x"])
def test_the_pages_own_routes_take_nothing_without_an_origin(client: TestClient, path: str) -> None:
    refused(client.post(path, content=b"x"), 403, "own page")


def test_a_long_question_is_refused_by_its_announced_length(client: TestClient) -> None:
    refused(client.post("/api/ask", content=b"x" * 70_000), 413, "64 kB")


def test_a_long_question_is_refused_also_when_it_announces_nothing(settings: Settings) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1_000

    async def post() -> httpx2.Response:
        transport = httpx2.ASGITransport(Guard(create_api(Startup(settings))))
        async with httpx2.AsyncClient(transport=transport, base_url=OWN) as client:
            headers = {"Content-Type": "application/json"}
            return await client.post("/api/ask", content=chunks(), headers=headers)

    import asyncio

    refused(asyncio.run(post()), 413, "Send a shorter one.")


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/api/documents"])
def test_an_upload_is_limited_too(path: str) -> None:
    client = TestClient(Guard(echo, max_bytes=1_000_000), base_url=OWN)
    assert client.post(path, headers={"Origin": OWN}, content=b"x" * 1_000_001).status_code == 200
    headers = {"Origin": OWN, "Content-Length": "1100000"}
    refused(client.post(path, headers=headers, content=b""), 413, "1,000,000 bytes")
    refused(client.post("/api/ingest", content=b"x" * 70_000), 413, "64 kB")


def test_every_response_carries_safe_headers(client: TestClient) -> None:
    for response in (client.get("/"), client.get("/", headers={"Host": "evil.example"})):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["x-frame-options"] == "SAMEORIGIN"
        policy = response.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe-eval" not in policy
        assert "http" not in policy
