"""The same store over a Chroma server instead of the embedded one."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import BagOfWords
from vectorstore import Settings, Store, StoreError


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(tmp_path / "c")]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/api/v2/heartbeat")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait(url: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail("the Chroma server did not start within 60 seconds")


# In a process of its own: chromadb 1.5.9 leaves HTTP sessions open, and a warning is an error here.
PUBLISH_AND_ASK = """
import sys
from pathlib import Path
from tests.conftest import BagOfWords, prepared
from vectorstore import Changes, Settings, Store

url, folder = sys.argv[1:]
for name in ("one", "two"):
    with Store.open(Settings(path=Path(folder) / name, url=url), BagOfWords(), "text-1") as store:
        store.publish(Changes([prepared(f"{name}.md", f"Engineers of {name} write Python.")]))
        with store.reading() as snapshot:
            print([hit.passage.document.source for hit in snapshot.search("who writes Python")])
"""


@pytest.mark.slow
def test_two_stores_share_a_chroma_server_without_mixing(server: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PUBLISH_AND_ASK, server, str(tmp_path)]
    printed = subprocess.check_output(command, text=True, cwd=Path(__file__).parents[1])
    assert printed.splitlines() == ["['one.md']", "['two.md']"]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9", "chroma:8000"], ids=["nobody-answers", "no-address"]
)
def test_an_address_without_a_chroma_server_is_said_in_a_sentence(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="VECTORSTORE_URL"):
        Store.open(Settings(path=tmp_path / "store", url=url), BagOfWords())
