"""A server for tests: real store, real chat, real doors; the embedder alone is the quick one."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2

from chatbot.chat import Chat
from chatbot.doors.server import serve
from chatbot.doors.startup import Ready, Startup
from chatbot.settings import Reading, Settings
from tests.conftest import BagOfWords, prepared
from vectorstore import Changes, Passage, Prepared, Store
from vectorstore import Settings as StoreSettings

ROOT = Path(__file__).parents[1]

QUICK = (sys.executable, "-m", "tests.quick_ingest", "--json", "--progress", "lines")

PAY = "A senior machine learning engineer earns $126,557 to $130,802 a year."
HOSTILE_NAME = 'a [b](javascript:alert(1)) "c" <img src=x onerror=alert(1)>.md'
HOSTILE_HEADING = '<script>alert(1)</script> ![x](y) ${alert(1)} {{value}} "Tools"'
HOSTILE_TEXT = (
    "The zeppelin pilot uses <b>bold</b> tools such as https://evil.example/x and `code`.\n"
    "</main><script>document.title = 'owned'</script>\n"
)


def corpus() -> list[Prepared]:
    """A small literal world, with a document that tries to be more than text."""
    return [
        _pay(),
        prepared(
            "skills.md",
            "- Skills in Python\n- Communication with other teams\n",
            ("Data scientist", "Required skills"),
            "Skills",
        ),
        prepared(HOSTILE_NAME, HOSTILE_TEXT, (HOSTILE_HEADING,), HOSTILE_HEADING),
    ]


def _pay() -> Prepared:
    """A document that is longer than a screen, with what is asked for in its middle."""
    filler = "".join(f"Line {number} is about the weather.\n" for number in range(200))
    path = ("Senior machine learning engineer",)
    whole = prepared("pay.md", f"{filler}{PAY}\n{filler}", path, "Pay")
    units = whole.passages[0].units
    passages = []
    for first in range(0, len(units), 20):  # as long as passages are: the reader reads no further
        part = units[first : first + 20]
        span = part[0].start, part[-1].end
        passages.append(Passage(whole.document, path, whole.text[slice(*span)], *span, units=part))
    return Prepared(whole.document, whole.text, passages)


def fill(settings: StoreSettings) -> None:
    """Publish the small world into an empty store."""
    with Store.open(settings, BagOfWords(), "text-1") as store:
        store.publish(Changes(corpus(), folder="world"))


def ready(store: Store) -> Startup:
    """A startup that is through, on an open store."""
    startup = Startup(StoreSettings(path=store.path, url="", model="bundled"))
    startup.ready = Ready(store, Chat(store))
    startup.state, startup.message = "ready", "Ready."
    return startup


@contextmanager
def serving(path: Path, command: Sequence[str] = (), **environment: str) -> Iterator[str]:
    """The whole server as a process of its own, on a free port; its address.

    Without a `command` it has the quick embedder, and serves the store in `path`.
    """
    command = command or (sys.executable, "-m", "tests.served")
    env = os.environ | {"VECTORSTORE_PATH": str(path), "CHATBOT_PORT": "0"} | environment
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env, cwd=ROOT)
    assert server.stderr is not None
    try:
        said = ""
        while not (opened := re.search(r"Open (http\S+) in a browser", said)):
            line = server.stderr.readline()
            assert line, f"The server ended: {said}"
            said += line
        threading.Thread(target=server.stderr.read, daemon=True).start()
        yield opened[1]
    finally:
        server.terminate()
        server.wait(20)
        server.stderr.close()


def wait_until_ready(address: str, seconds: float = 60) -> None:
    """Wait for a server to answer questions."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if httpx2.get(f"{address}/readyz").status_code == 200:
            return
        time.sleep(0.1)
    raise TimeoutError(httpx2.get(f"{address}/readyz").text)


class Slow(Startup):
    """A startup that has much to load, or so it seems."""

    def finish(self) -> None:
        time.sleep(float(os.environ.get("TEST_SLOW", "0")))
        super().finish()


if __name__ == "__main__":
    reading = Reading()
    startup = Slow(StoreSettings(), lambda model: BagOfWords(), QUICK, folder=reading.folder)
    serve(Settings(), reading, startup)
