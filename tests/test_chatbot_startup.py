"""From an empty store to a chat that answers, with an ingest process of the test's own."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from chatbot.answer import Turn
from chatbot.doors.server import create_api
from chatbot.doors.startup import Startup
from tests.conftest import BagOfWords
from tests.served import corpus, fill
from vectorstore import Changes, Settings
from vectorstore import Store as RealStore

QUESTION = "What does a machine learning engineer earn?"
READING = """
import json, sys, time
from pathlib import Path
for done in range(1, 4):
    told = {"state": "running", "done": done, "total": 3, "source": "a.md"}
    print(json.dumps(told), file=sys.stderr, flush=True)
    time.sleep(0.3)
from tests.served import corpus, fill
from vectorstore import Settings
fill(Settings(path=Path(sys.argv[1])))
print('{"state": "done", "failed": [{"source": "bad.pdf", "reason": "damaged"}]}')
sys.exit(1)
"""
FAILING = """
import sys
print("The folder docs is empty. Put documents in it.", file=sys.stderr)
sys.exit(2)
"""


def load(model: str) -> BagOfWords:
    """The quick embedder, whatever model is set."""
    return BagOfWords()


def ingesting(script: str, settings: Settings) -> Startup:
    """A startup whose ingest process runs a script, for a folder beside the store."""
    command = (sys.executable, "-c", script, str(settings.path))
    return Startup(settings, load, command, folder=settings.path.parent / "docs")


@contextmanager
def waiting(startup: Startup) -> Iterator[threading.Thread]:
    """A startup that has found nothing to read, while it waits; stopped in the end."""
    startup.begin()
    thread = threading.Thread(target=startup.finish)
    thread.start()
    while startup.state != "waiting":
        assert thread.is_alive()
        time.sleep(0.02)
    try:
        yield thread
    finally:
        startup.stop()
        thread.join(10)
        assert not thread.is_alive()


def test_a_filled_store_is_ready_without_reading(settings: Settings) -> None:
    fill(settings)
    startup = Startup(settings, load)
    startup.begin()
    assert startup.state == "warming"
    startup.finish()
    assert startup.message == "Ready." and startup.ready
    assert startup.ready.chat.ask(Turn(QUESTION)).citations
    startup.stop()


def test_an_empty_store_is_read_first_and_says_how_far_it_is(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    startup = ingesting(READING, settings)
    startup.begin()
    assert startup.state == "reading"
    messages = set()
    thread = threading.Thread(target=startup.finish)
    thread.start()
    while thread.is_alive():
        messages.add(startup.message)
        time.sleep(0.005)
    said = "\n".join(messages)
    assert "Reading the documents: 2 of 3" in said
    assert "Reading the documents: 3 of 3 …" in said
    assert startup.message == "Ready."
    err = capsys.readouterr().err
    assert "Reading the documents …" in err and "Not read: bad.pdf: damaged" in err
    startup.stop()


def test_documents_of_another_version_of_the_program_answer_and_are_told_of(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(settings)  # prepared in a way that is no way of ours
    startup = Startup(settings, load)
    startup.finish()
    startup.check_age()
    assert "python -m ingest" in capsys.readouterr().err and startup.outdated == 1
    assert startup.ready and startup.ready.chat.ask(Turn(QUESTION)).citations
    startup.stop()


def test_a_server_that_finds_no_document_waits_and_says_so(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    startup = ingesting(FAILING, settings)
    with waiting(startup):
        why, waits = "The folder docs is empty. Put documents in it.", "As soon as there are"
        assert startup.message.startswith(f"{why} {waits}") and startup.ready is None
        assert f"{why}\n{waits}" in capsys.readouterr().err
        time.sleep(0.5)
        assert not capsys.readouterr().err, "it says so once"


def test_documents_that_come_into_the_folder_are_read(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    folder = settings.path.parent / "docs"
    empty = f"if not os.path.exists({str(folder / 'a.md')!r}): sys.exit('There is nothing.')\n"
    startup = ingesting(f"import os, sys\n{empty}{READING}", settings)
    with waiting(startup) as thread:
        folder.mkdir()
        (folder / "a.md").write_text("# Pay\n")
        thread.join(60)
        assert startup.ready and startup.ready.chat.ask(Turn(QUESTION)).citations


def test_an_upload_is_taken_while_there_is_no_document(settings: Settings) -> None:
    startup = ingesting("import sys; sys.exit('There is nothing.')", settings)
    with waiting(startup):
        client = TestClient(create_api(startup))
        sent = client.post("/api/documents", files={"file": ("a.md", b"# Pay")})
        assert sent.status_code == 202
        assert client.get(f"/api/ingest/{sent.json()['job_id']}").status_code == 200
        refused = client.post("/api/ask", json={"question": QUESTION})
        assert refused.status_code == 503 and "There is nothing." in refused.json()["detail"]


def test_an_upload_that_comes_during_the_first_reading_waits_for_it(settings: Settings) -> None:
    startup = ingesting("import sys, time; time.sleep('--upload' not in sys.argv)", settings)
    startup.begin()
    client = TestClient(create_api(startup))
    sent = client.post("/api/documents", files={"file": ("a.md", b"# Pay")})
    first, upload = startup.jobs.running, startup.jobs.get(sent.json()["job_id"])
    assert first and upload and first is not upload
    assert upload.wait(20) and not first.running
    startup.stop()


def test_the_ingest_process_does_not_outlive_the_server(settings: Settings) -> None:
    startup = ingesting("import time; time.sleep(60)", settings)
    startup.begin()
    began = time.monotonic()
    startup.stop()
    startup.finish()
    assert startup.ready is None and startup.jobs.running is None
    assert time.monotonic() - began < 5


def test_a_server_beside_a_command_answers_and_owns_the_store_when_that_has_ended(
    settings: Settings,
) -> None:
    fill(settings)
    startup = Startup(settings, load)
    with RealStore.open(settings, BagOfWords(), "text-1"):
        startup.begin()
        startup.finish()
        assert startup.ready and not startup.ready.store.owns
        assert startup.ready.chat.ask(Turn(QUESTION)).citations
    assert startup.ready.chat.ask(Turn(QUESTION)).citations
    assert startup.ready.store.owns
    startup.stop()


def test_an_empty_store_that_a_command_reads_into_is_waited_for(settings: Settings) -> None:
    startup = ingesting("import sys; sys.exit('Another run is changing the documents.')", settings)
    with RealStore.open(settings, BagOfWords(), "text-1") as command, waiting(startup) as thread:
        assert "Another run is changing the documents." in startup.message
        command.publish(Changes(corpus()))
        thread.join(10)
        assert startup.ready is not None


def test_nothing_is_kept_open_when_it_was_stopped_meanwhile(settings: Settings) -> None:
    fill(settings)
    startup = Startup(settings, load)
    startup.begin()
    startup.stop()
    startup.finish()
    with RealStore.open(settings, BagOfWords()):
        pass
