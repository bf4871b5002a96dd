"""From an empty store to a chat that answers, with an ingest process of the test's own."""

import sys
import threading
import time
from pathlib import Path

import pytest

from chatbot.answer import Turn
from chatbot.startup import Startup
from tests.conftest import BagOfWords
from tests.served import fill
from vectorstore import Settings, StoreBusy, StoreError
from vectorstore import Store as RealStore

READING = """
import json, sys, time
from pathlib import Path
for done in range(1, 4):
    told = {"state": "running", "done": done, "total": 3, "source": "a.md"}
    print(json.dumps(told), file=sys.stderr, flush=True)
    time.sleep(0.05)
from tests.served import fill
from vectorstore import Settings
fill(Settings(path=Path(sys.argv[1])))
print('{"failed": [{"source": "bad.pdf", "reason": "damaged"}]}')
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
    assert startup.ready.chat.ask(Turn("What does a machine learning engineer earn?")).citations
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
    with pytest.raises(StoreError):
        startup.finish()
    assert time.monotonic() - began < 5


def test_a_store_in_use_is_refused(settings: Settings) -> None:
    fill(settings)
    startup = Startup(settings, load)
    startup.begin()
    with RealStore.open(settings, BagOfWords()), pytest.raises(StoreBusy, match="VECTORSTORE_PATH"):
        startup.finish()


def test_nothing_is_kept_open_when_it_was_stopped_meanwhile(settings: Settings) -> None:
    fill(settings)
    startup = Startup(settings, load)
    startup.begin()
    startup.stop()
    startup.finish()
    with RealStore.open(settings, BagOfWords()):
        pass
