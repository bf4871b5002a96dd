"""From the first second to a chat that answers, and how far that is."""

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chatbot.answer import Turn
from chatbot.chat import Chat
from chatbot.jobs import INGEST, Job, Jobs
from vectorstore import Embedder, Settings, Store, StoreBusy, StoreError, load_embedder

if TYPE_CHECKING:
    from chatbot.writer import Writer

State = Literal["reading", "waiting", "warming", "ready", "failed"]

OUTDATED = (
    "The documents were prepared by another version of this program. They answer as before; to "
    "bring them up to date, read the folder again: python -m ingest"
)
# Asked for in a process of its own, as all of ingest is run.
_TEXT_VERSION = (sys.executable, "-c", "from ingest import text_version; print(text_version())")
_LOOK = 0.1  # seconds between two looks at what is waited for
_WAITING = "Another process reads documents into this store. Waiting until it has ended …"


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
        writer: "Writer | None" = None,
    ) -> None:
        """For the store of `settings`; nothing is started yet."""
        self._settings, self._load, self._writer = settings, load, writer
        self.jobs = Jobs(ingest)
        self._first: Job | None = None
        self._stopped = False
        self.state: State = "warming"
        self.message = "Warming up …"
        self.ready: Ready | None = None
        self.page_is_open = False
        self.outdated: int | None = None  # the corpus version that was found to be

    def begin(self) -> None:
        """Start reading the documents where the store is empty; returns at once."""
        if Store.empty(self._settings) and not self._stopped:
            self.state, self.message = "reading", "Reading the documents …"
            self._first = self.jobs.start()

    def finish(self) -> None:
        """Load what is needed, see the reading through, and be ready."""
        with without_collecting():
            embedder = self._load(self._settings.model)
            embedder.embed_query("")  # the model is loaded when it is first asked
        if self._first is not None:
            self._see_through(self._first)
        self.state, self.message = "warming", "Warming up …"
        if self._stopped:
            return
        with without_collecting():
            store = Store.open(self._settings, embedder)
        try:
            self._answer_from(store)
        finally:
            if self.ready is None or self._stopped:
                store.close()

    def check_age(self) -> None:
        """Say so where the documents were prepared by another version of this program."""
        asked = subprocess.run(_TEXT_VERSION, capture_output=True, text=True, check=False)
        if asked.returncode:
            raise StoreError(f"The program cannot prepare documents: {asked.stderr}")
        with Store.open(self._settings, None, asked.stdout.strip()) as store:
            if store.outdated:
                self.outdated = store.corpus_version
                print(OUTDATED, file=sys.stderr, flush=True)

    def fail(self, reason: str) -> None:
        """Give up, for a reason that the doors tell."""
        self.state, self.message = "failed", reason

    def stop(self) -> None:
        """Let go of the store and end what was started."""
        self._stopped = True
        self.jobs.stop()
        if self.ready is not None:
            self.ready.store.close()

    def _see_through(self, first: Job) -> None:
        while not first.wait(_LOOK):
            if first.told["total"]:
                self.message = f"Reading {first.told['done']} of {first.told['total']} …"
        for failed in [] if self._stopped else first.told["failed"]:
            said = filter(None, ["Not read", failed["source"], failed["reason"]])
            print(": ".join(said), file=sys.stderr)

    def _answer_from(self, store: Store) -> None:
        self._wait_for_documents(store)
        chat = Chat(store)
        if not self._stopped:
            chat.ask(Turn("What do these documents say?"))  # what loads lazily, loads now
            chat.writer = self._writer  # not before: the question above is no person's
            self.ready = Ready(store, chat)
            self.state, self.message = "ready", "Ready."

    def _wait_for_documents(self, store: Store) -> None:
        """An empty store may be one that a command is reading documents into."""
        while not store.corpus_version and not self._stopped:
            try:
                with store.writing():  # then nobody else is
                    if not store.corpus_version:
                        raise StoreError(_why_empty(self._first))
            except StoreBusy:
                self.state, self.message = "waiting", _WAITING
                time.sleep(_LOOK)


def _why_empty(first: Job | None) -> str:
    reasons = [failed["reason"] for failed in first.told["failed"]] if first else []
    return " ".join(reasons) or "The documents could not be read into the store."
