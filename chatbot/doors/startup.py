"""From the first second to a chat that answers, and how far that is."""

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from chatbot.answer import Turn
from chatbot.chat import Chat
from chatbot.doors.jobs import INGEST, Job, JobRunning, Jobs
from vectorstore import Embedder, Settings, Store, StoreError, load_embedder

if TYPE_CHECKING:
    from chatbot.writer import Writer

Files = frozenset[tuple[Path, int, int]]
State = Literal["reading", "waiting", "warming", "ready", "failed"]

OUTDATED = (
    "The documents were prepared by another version of this program. They answer as before; to "
    "bring them up to date, read the folder again: python -m ingest"
)
# Asked for in a process of its own, as all of ingest is run.
_TEXT_VERSION = (sys.executable, "-c", "from ingest import text_version; print(text_version())")
_LOOK = 0.1  # seconds between two looks at what is waited for
_SAY = 10.0  # seconds between two lines of progress in the terminal
_REST = 2.0  # seconds without a change after which no file is taken to be half written, as --watch
_READING = "Reading the documents"
_WARMING = "Warming up …"
_WAITING = "As soon as there are documents, they are read; the Documents tab takes uploads, too."


@dataclass(frozen=True, slots=True)
class Ready:
    """What doors answer from."""

    store: Store
    chat: Chat


class Startup:
    """Brings the store up; one thread runs it, any other may look at how far it is."""

    def __init__(
        self,
        settings: Settings,
        load: Callable[[str], Embedder] = load_embedder,
        ingest: Sequence[str] = INGEST,
        writer: "Writer | None" = None,
        folder: Path | None = None,
    ) -> None:
        """For the store of `settings`, filled from `folder`; nothing is started yet."""
        self._settings, self._load, self._writer, self._folder = settings, load, writer, folder
        self.jobs = Jobs(ingest)
        self._first: Job | None = None
        self._seen: Files = frozenset()
        self._stopped = False
        self.state: State = "warming"
        self.message = _WARMING
        self.ready: Ready | None = None
        self.page_is_open = False
        self.outdated: int | None = None  # the corpus version that was found to be

    def begin(self) -> None:
        """Start reading the documents where the store is empty; returns at once."""
        if Store.empty(self._settings) and not self._stopped:
            self.state, self.message = "reading", f"{_READING} …"
            _say(self.message)
            self._seen = _look(self._folder)
            self._first = self.jobs.queue(about="")  # an upload may have come before

    def finish(self) -> None:
        """Load what is needed, see the reading through, and be ready.

        Whoever has garbage collection off while modules are loaded has it on again after that.
        """
        embedder = self._load(self._settings.model)
        embedder.embed_query("")  # the model is loaded when it is first asked
        gc.freeze()
        gc.enable()
        if self._first is not None:
            self._see_through(self._first)
        if self._stopped:
            return
        store = Store.open(self._settings, embedder)
        try:
            self._wait_for_documents(store)
            self._answer_from(store)
        finally:
            if self.ready is None or self._stopped:
                store.close()

    def check_age(self) -> None:
        """Say so where the documents were prepared by another version of this program."""
        asked = subprocess.run(_TEXT_VERSION, capture_output=True, text=True, check=False)
        with suppress(StoreError), Store.open(self._settings, None, asked.stdout.strip()) as store:
            if store.outdated:
                self.outdated = store.corpus_version
                _say(OUTDATED)

    def fail(self, reason: str) -> None:
        """Give up, for a reason that the doors tell."""
        self.state, self.message = "failed", reason

    def stop(self) -> None:
        """Let go of the store and end what was started."""
        self._stopped = True
        self.jobs.stop()
        if self.ready is not None:
            self.ready.store.close()

    def _see_through(self, job: Job) -> None:
        """Tell of a run until it has ended: in the terminal, and by the message at every door."""
        self.state, said = "reading", time.monotonic()
        while not job.wait(_LOOK):
            self.message = _how_far(job.told)
            if time.monotonic() - said >= _SAY:
                _say(self.message)
                said = time.monotonic()
        for failed in [] if self._stopped else job.told["failed"]:
            source = f"Not read: {failed['source']}: " if failed["source"] else ""
            _say(source + failed["reason"])

    def _wait_for_documents(self, store: Store) -> None:
        """An empty folder is no failure: what comes into it is read once it is at rest.

        Meanwhile an upload may come, or another process may publish.
        """
        job, before = self._first, self._seen
        while not store.corpus_version and not self._stopped:
            if self.state != "waiting":
                reasons = [failed["reason"] for failed in job.told["failed"]] if job else []
                self.state, self.message = "waiting", " ".join([*reasons, _WAITING])
                _say(_WAITING)
            if job := self.jobs.running:
                self._see_through(job)
                continue
            time.sleep(_REST)
            if (now := _look(self._folder)) == before != self._seen:
                with suppress(JobRunning):
                    self.jobs.start()
                    self._seen = now
            before = now

    def _answer_from(self, store: Store) -> None:
        self.state, self.message = "warming", _WARMING
        chat = Chat(store)
        if not self._stopped:
            chat.ask(Turn("What do these documents say?"))  # what loads lazily, loads now
            chat.writer = self._writer  # not before: the question above is no person's
            self.ready = Ready(store, chat)
            self.state, self.message = "ready", "Ready."


def _how_far(told: dict[str, Any]) -> str:
    if not told["total"]:
        return f"{_READING} …"
    minutes = -(-(told["seconds_left"] or 0) // 60)
    left = f", about {minutes} min left" if minutes else ""
    return f"{_READING}: {told['done']} of {told['total']}{left} …"


def _look(folder: Path | None) -> Files:
    """All that is in a folder, with its size and time; nothing where some of it is just going."""
    with suppress(OSError):
        found = [(path, path.lstat()) for path in folder.rglob("*")] if folder else []
        return frozenset((path, stat.st_size, stat.st_mtime_ns) for path, stat in found)
    return frozenset()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
