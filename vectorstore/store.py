"""The store: publishing changes, and handing out readers. The verb file of the package."""

import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import asdict
from functools import partial
from threading import get_ident
from typing import TypeVar

from vectorstore import catalog, staging, versions
from vectorstore.catalog import Catalog, vector_id
from vectorstore.embedder import Embedder
from vectorstore.errors import EmbedderMismatch, StoreError
from vectorstore.lock import FileLock
from vectorstore.owner_access import OwnerAccess
from vectorstore.passage import Document, Prepared
from vectorstore.publishing import Changes, Step
from vectorstore.settings import Settings
from vectorstore.snapshot import Snapshot
from vectorstore.staging import Progress, Staged, stage_vectors
from vectorstore.versions import Version

_log = logging.getLogger(__name__)
_CATALOG = "catalog.sqlite3"
_WRITING = "Another run is changing the documents (process id {}). Try again when it has ended."
_T = TypeVar("_T")


class Store(AbstractContextManager["Store"]):
    """The documents of one folder with their passages and vectors.

    One process owns the embedded Chroma; a store that is opened beside it does the same by asking
    that process, and takes its place when it ends.
    """

    def __init__(
        self, settings: Settings, embedder: Embedder | None, text_version: str | None
    ) -> None:
        """Use `Store.open`."""
        self.path = settings.path
        self._embedder, self._text_version = embedder, text_version
        self._writer: int | None = None  # the thread that holds the writer's lock
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.catalog = Catalog(self.path / _CATALOG)
            with ExitStack() as on_error:
                on_error.callback(self.catalog.close)
                if text_version is None and self.outdated:
                    raise EmbedderMismatch(
                        f"The store in {self.path} was made with another embedding model than "
                        "VECTORSTORE_MODEL names now. Set it back, or embed the documents anew: "
                        "python -m ingest"
                    )
                self.owner = OwnerAccess(settings, self.catalog, self._fingerprint)
                on_error.pop_all()
        except OSError as error:
            raise StoreError(
                f"The store in {self.path} cannot be written ({error.strerror or error}). "
                "Mend its permissions, or choose another folder with VECTORSTORE_PATH."
            ) from error

    @classmethod
    def open(
        cls, settings: Settings, embedder: Embedder | None, text_version: str | None = None
    ) -> "Store":
        """Open the store; who publishes names the `text_version` of its preparation.

        A reader is refused a store of another embedder (`EmbedderMismatch`); a publisher gets it
        with `outdated` set: every document has to be prepared again. None is for what neither
        searches nor embeds. Raises `StoreError` where the store cannot be used.
        """
        return cls(settings, embedder, text_version)

    @staticmethod
    def empty(settings: Settings) -> bool:
        """Whether nothing was published yet; cheap, and needs neither lock nor model."""
        file = settings.path / _CATALOG
        if not file.exists():
            return True
        with closing(Catalog(file)) as opened, opened.reading() as connection:
            return catalog.corpus_version(connection) == 0

    @property
    def owns(self) -> bool:
        """Whether this process owns the embedded Chroma."""
        return self.owner.owns

    @property
    def folder(self) -> str | None:
        """The folder that the store belongs to, None before the first publish."""
        return self._meta("folder")

    @property
    def outdated(self) -> bool:
        """Whether another embedder, splitter or cleaner made what is published."""
        made = self._meta("embedder"), self._meta("text_version")
        wanted = self._fingerprint, self._text_version or made[1]
        return self.corpus_version > 0 and made != wanted

    @property
    def embedder(self) -> Embedder:
        """The embedder that makes the vectors; whoever cuts passages measures with it."""
        if self._embedder is None:
            raise StoreError("This store was opened without an embedding model.")
        return self._embedder

    @property
    def corpus_version(self) -> int:
        """The newest published version, 0 before the first."""
        return self._read(catalog.corpus_version)

    def documents(self) -> list[Document]:
        """The documents of the newest version, by source."""
        return self._read(catalog.live_documents)

    def versions(self) -> list[Version]:
        """The kept corpus versions, newest first."""
        return self._read(versions.kept_versions)

    def skipped(self) -> frozenset[tuple[str, str]]:
        """The pairs (source, version) that an undo took back, version "" for a removal."""
        return self._read(versions.skipped)

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """What one question reads: one corpus version, whatever is published meanwhile."""
        with self.catalog.reading() as connection:
            yield Snapshot(connection, self.owner, self.embedder)

    def is_word(self, word: str) -> bool:
        """Whether the embedder's tokenizer has the word whole: then it is no slip of the pen."""
        return self.embedder.count_tokens(word) <= self.embedder.count_tokens("") + 1

    def missing(self, texts: Sequence[str]) -> int:
        """How many different texts have no vector yet."""
        wanted = {vector_id(text, self._fingerprint) for text in texts}
        return len(wanted - self._read(partial(catalog.known_vectors, ids=list(wanted))))

    def stage(self, texts: Sequence[str], progress: Progress | None = None) -> Staged:
        """Embed and keep what has no vector yet; a crash loses one batch at most."""
        return stage_vectors(self.catalog, self.embedder, texts, progress)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time, from its plan to its publish, in whatever process.

        Raises `StoreBusy` with the process id of the other one. Rows that an earlier writer left
        unpublished are deleted; their vectors stay until the publish, as this run may use them.
        """
        if self._writer == get_ident():
            yield
            return
        lock = FileLock(self.path / "writer.lock", _WRITING)
        try:
            self._writer = get_ident()
            with self.catalog.writing() as connection:
                staging.sweep(connection)
            yield
        finally:
            self._writer = None
            lock.release()

    def publish(self, changes: Changes) -> int:
        """Make the changes the newest corpus version, in one transaction; returns its number.

        Readers see all of it or nothing. The rows wait in the catalog, seen by nobody, until the
        owner of the store, this process or another, gives them a lifetime.
        """
        with self.writing():
            removed = [*changes.removed, *(old for old, _ in changes.moved)]
            touched = {*removed, *(prepared.document.source for prepared in changes.added)}
            added = [*changes.added, *self._stale(touched)]
            self.stage([text for prepared in added for text in prepared.embedded_texts])
            with self.catalog.writing() as connection:
                keys = [staging.stage_document(connection, p, self._fingerprint) for p in added]
            step = Step(
                self._fingerprint, changes.cause, keys, removed, changes.moved,
                [pair for pair in sorted(self.skipped()) if pair[0] not in touched],
                changes.folder, self._text_version,
            )  # fmt: skip
            return self._published(step)

    def undo(self, to: int | None = None) -> int:
        """Publish the state of version `to` anew, or one step further back; embeds nothing.

        Returns the new version. Raises `StoreError` where there is nothing to go back to.
        """
        with self.writing():
            return self._published(self._read(partial(versions.undo_step, to=to)))

    def close(self) -> None:
        """Let go of the index and of the lock."""
        self.owner.close()
        self.catalog.close()

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _fingerprint(self) -> str:
        if self._embedder is not None:
            return self._embedder.fingerprint
        return self._meta("embedder") or ""

    def _meta(self, key: str) -> str | None:
        return self._read(partial(catalog.meta, key=key))

    def _read(self, question: Callable[[sqlite3.Connection], _T]) -> _T:
        with self.catalog.reading() as connection:
            return question(connection)

    def _published(self, step: Step) -> int:
        version: int = self.owner.ask("publish", asdict(step))
        try:
            with self.catalog.writing() as connection:
                staging.drop_unneeded_vectors(connection)
        except (StoreError, sqlite3.Error) as error:  # the publish itself is done
            _log.warning("Old vectors could not be put away; the next run tries again: %s", error)
        return version

    def _stale(self, touched: set[str]) -> list[Prepared]:
        """With another embedder, the documents that stay: they need new vectors, too."""
        if self._meta("embedder") in (None, self._fingerprint):
            return []
        with self.reading() as snapshot:
            kept = [snapshot.document(d.id) for d in self.documents() if d.source not in touched]
            return [
                Prepared(k.document, k.text, snapshot.passages(k.document.id)) for k in kept if k
            ]
