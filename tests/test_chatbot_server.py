"""The server: it answers at once, and opens the page and the chat as they come up."""

import socket
import time
from collections.abc import Iterator

import httpx2
import pytest

from chatbot.doors.server import serve
from chatbot.doors.startup import Startup
from chatbot.settings import Reading, Settings
from tests.served import fill, serving, wait_until_ready
from vectorstore import Settings as StoreSettings


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a filled store, looked at from its first moment on: all of it is one start."""
    settings = StoreSettings(path=tmp_path_factory.mktemp("server"), url="", model="bundled")
    fill(settings)
    with serving(settings.path, TEST_SLOW="1") as address:
        assert httpx2.get(f"{address}/healthz").status_code == 200
        first = httpx2.get(address)
        assert first.status_code == 200 and "Warming up" in first.text
        assert httpx2.get(f"{address}/config").status_code == 503
        not_ready = httpx2.get(f"{address}/readyz").json()
        assert (not_ready["state"], not_ready["page"]) == ("warming", False)
        while "gradio_config" not in httpx2.get(address).text:
            time.sleep(0.02)
        not_ready = httpx2.get(f"{address}/readyz").json()
        assert (not_ready["detail"], not_ready["page"]) == ("Warming up …", True)
        wait_until_ready(address)
        yield address


def test_the_page_is_gradios_in_the_end(address: str) -> None:
    page = httpx2.get(address)
    assert "gradio_config" in page.text and "/_static/page.js" in page.text
    assert "googleapis" not in page.text


def test_what_the_page_does_not_have_is_a_problem_with_a_sentence(address: str) -> None:
    missing = httpx2.get(f"{address}/nothing")
    assert missing.status_code == 404 and "nothing at /nothing" in missing.json()["detail"]
    assert missing.headers["content-type"] == "application/problem+json"


def test_one_port_serves_page_and_api(address: str) -> None:
    answer = httpx2.post(f"{address}/api/ask", json={"question": "What does an engineer earn?"})
    assert answer.json()["corpus_version"] == 1
    assert httpx2.get(f"{address}/docs").status_code == 200
    assert httpx2.get(f"{address}/_static/source.css").status_code == 200


@pytest.mark.parametrize("path", ["/", "/gradio_api/info", "/api/documents", "/docs", "/_static/x"])
def test_every_door_is_guarded(address: str, path: str) -> None:
    refused = httpx2.get(f"{address}{path}", headers={"Host": "evil.example"})
    assert refused.status_code == 403
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "http://evil.example"}])
def test_gradios_upload_takes_nothing_from_elsewhere(address: str, headers: dict[str, str]) -> None:
    file = {"files": ("a.txt", b"x")}
    url = f"{address}/gradio_api/upload"
    assert httpx2.post(url, files=file, headers=headers).status_code == 403
    assert httpx2.post(url, files=file, headers={"Origin": address}).status_code == 200


def test_a_taken_port_is_told_with_the_way_out(settings: StoreSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} .*CHATBOT_PORT"):
            serve(Settings(port=port), Reading(), Startup(settings))
