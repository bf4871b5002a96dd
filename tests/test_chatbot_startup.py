"""From an empty store to a chat that answers, with an ingest process of the test's own."""

import sys
import threading
import time
from pathlib import Path

import pytest

from chatbot.answer import Turn
from chatbot.startup import Startup
from tests.conftest import BagOfWords
from tests.served import corpus, fill
from vectorstore import Changes, Settings, StoreError
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
    """A startup whose ingest process runs a script."""
    return Startup(settings, load, (sys.executable, "-c", script, str(settings.path)))


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
    assert {"Reading 2 of 3 …", "Reading 3 of 3 …"} <= messages
    assert startup.message == "Ready."
    assert "Not read: bad.pdf: damaged" in capsys.readouterr().err
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


def test_a_failed_reading_is_told_in_its_own_words(settings: Settings) -> None:
    startup = ingesting(FAILING, settings)
    startup.begin()
    with pytest.raises(StoreError, match=r"^The folder docs is empty\. Put documents in it\.$"):
        startup.finish()


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


@pytest.mark.parametrize("then", ["reads", "is stopped"])
def test_an_empty_store_that_a_command_reads_into_is_waited_for(
    settings: Settings, then: str
) -> None:
    startup = ingesting("import sys; sys.exit(2)", settings)
    with RealStore.open(settings, BagOfWords(), "text-1") as command, command.writing():
        startup.begin()
        thread = threading.Thread(target=startup.finish)
        thread.start()
        while startup.state != "waiting":
            time.sleep(0.02)
        assert "Another process reads documents into this store" in startup.message
        if then == "reads":
            command.publish(Changes(corpus()))
        else:
            startup.stop()
    thread.join(10)
    assert not thread.is_alive() and (startup.ready is not None) is (then == "reads")
    startup.stop()


def test_nothing_is_kept_open_when_it_was_stopped_meanwhile(settings: Settings) -> None:
    fill(settings)
    startup = Startup(settings, load)
    startup.begin()
    startup.stop()
    startup.finish()
    with RealStore.open(settings, BagOfWords()):
        pass
