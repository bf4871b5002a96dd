"""From the first second to a chat that answers, and how far that is."""

import gc
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from chatbot.answer import Turn
from chatbot.chat import Chat
from vectorstore import Embedder, Settings, Store, StoreError, load_embedder

State = Literal["reading", "warming", "ready", "failed"]

INGEST = (sys.executable, "-m", "ingest", "--json", "--progress", "lines")


@dataclass(frozen=True, slots=True)
class Ready:
    """What doors answer from."""

    store: Store
    chat: Chat


@contextmanager
def without_collecting() -> Iterator[None]:
    """Load modules without looking for garbage, of which they leave none: a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class Startup:
    """Brings the store up; one thread runs it, any other may look at how far it is."""

    def __init__(
        self,
        settings: Settings,
        load: Callable[[str], Embedder] = load_embedder,
        ingest: Sequence[str] = INGEST,
    ) -> None:
        """For the store of `settings`; nothing is started yet."""
        self._settings, self._load, self._command = settings, load, ingest
        self._ingest: IngestRun | None = None
        self._stopped = False
        self.state: State = "warming"
        self.message = "Warming up …"
        self.ready: Ready | None = None
        self.page_is_open = False

    def begin(self) -> None:
        """Start reading the documents where the store is empty; returns at once."""
        if Store.empty(self._settings) and not self._stopped:
            self.state, self.message = "reading", "Reading the documents …"
            self._ingest = IngestRun(self._command)

    def finish(self) -> None:
        """Load what is needed, see the reading through, and be ready."""
        with without_collecting():
            embedder = self._load(self._settings.model)
        if self._ingest is not None:
            # The store is the ingest process' own until it ends.
            for message in self._ingest.progress():
                self.message = message
            self._ingest.check(self._settings)
        self.state, self.message = "warming", "Warming up …"
        with without_collecting():
            store = Store.open(self._settings, embedder)
        chat = Chat(store)
        chat.ask(Turn("What do these documents say?"))  # what loads lazily, loads now
        self.ready = Ready(store, chat)
        self.state, self.message = "ready", "Ready."
        if self._stopped:
            store.close()

    def fail(self, reason: str) -> None:
        """Give up, for a reason that the doors tell."""
        self.state, self.message = "failed", reason

    def stop(self) -> None:
        """Let go of the store and end what was started."""
        self._stopped = True
        if self._ingest is not None:
            self._ingest.stop()
        if self.ready is not None:
            self.ready.store.close()


class IngestRun:
    """`python -m ingest` as a process of its own, so that questions and the page stay quick."""

    def __init__(self, command: Sequence[str] = INGEST) -> None:
        """Start it; it reads its settings from the environment."""
        self._report = tempfile.TemporaryFile("w+")  # noqa: SIM115 - lives as long as the process
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._report,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        self._complaint = ""

    def progress(self) -> Iterator[str]:
        """How far it is, until it ends."""
        with self._process as process:
            assert process.stderr is not None
            for line in process.stderr:
                told = _told(line)
                if told is None:
                    self._complaint = line.strip() or self._complaint
                elif told.get("total"):
                    yield f"Reading {told.get('done', 0)} of {told['total']} …"

    def check(self, settings: Settings) -> None:
        """Raise `StoreError` where it brought nothing in; say which files it left out."""
        for failed in self._left_out():
            print(f"Not read: {failed['source']}: {failed['reason']}", file=sys.stderr)
        if self._process.returncode not in (0, 1) or Store.empty(settings):
            raise StoreError(self._complaint or "The documents could not be read into the store.")

    def stop(self) -> None:
        """End it if it runs; the store stays as it was before."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _left_out(self) -> list[dict[str, str]]:
        with self._report as report:
            report.seek(0)
            told = _told(report.read())
        return told.get("failed", []) if told else []


def _told(line: str) -> dict[str, Any] | None:
    """The JSON object on a line, None where it is something else."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
