"""The store: publishing changes, and handing out readers. The verb file of the package."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from vectorstore import catalog
from vectorstore.catalog import Catalog, vector_id
from vectorstore.chroma import VectorIndex, open_client
from vectorstore.embedder import Embedder
from vectorstore.errors import EmbedderMismatch, StoreError
from vectorstore.lock import OwnerLock
from vectorstore.passage import Document, Prepared
from vectorstore.reader import Reader
from vectorstore.settings import Settings

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """No progress to show."""


_BATCH = 64  # texts embedded between two steps of the progress, all kept if the process dies


@dataclass(frozen=True, slots=True)
class Changes:
    """What one publish changes: a source in `added` replaces what stands there, `removed` ones go.

    `folder` is the folder that the store belongs to from now on, None to leave it as it is.
    """

    added: Sequence[Prepared] = ()
    removed: Sequence[str] = ()
    cause: str = "ingest"
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """How many texts were embedded, and how many had their vector already."""

    embedded: int
    reused: int


class Store:
    """The documents of one folder with their passages and vectors, owned by this process."""

    def __init__(self, settings: Settings, embedder: Embedder, text_version: str | None) -> None:
        """Use `Store.open`."""
        self.path = settings.path
        self._embedder, self._text_version = embedder, text_version
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = OwnerLock(self.path)
        except OSError as error:
            raise StoreError(
                f"The store in {self.path} cannot be written ({error.strerror}). "
                "Mend its permissions, or choose another folder with VECTORSTORE_PATH."
            ) from error
        try:
            self._catalog = Catalog(_catalog_file(self.path))
            self.outdated = self._is_outdated()
            self._index = self._open_index(settings.url)
        except BaseException:
            self._lock.release()
            raise

    @classmethod
    def open(
        cls, settings: Settings, embedder: Embedder, text_version: str | None = None
    ) -> "Store":
        """Open the store and own it; who publishes names the `text_version` of its preparation.

        A reader is refused a store of another embedder (`EmbedderMismatch`); a publisher gets it
        with `outdated` set: every document has to be prepared again. Raises `StoreBusy` where
        another process owns the store, `StoreError` where it cannot be used.
        """
        return cls(settings, embedder, text_version)

    @staticmethod
    def empty(settings: Settings) -> bool:
        """Whether nothing was published yet; cheap, and needs neither lock nor model."""
        file = _catalog_file(settings.path)
        if not file.exists():
            return True
        try:
            with Catalog(file).reading() as connection:
                return catalog.corpus_version(connection) == 0
        except sqlite3.DatabaseError as error:
            raise StoreError(f"The catalog {file} cannot be read ({error}).") from error

    @property
    def folder(self) -> str | None:
        """The folder that the store belongs to, None before the first publish."""
        with self._catalog.reading() as connection:
            return catalog.meta(connection, "folder")

    @property
    def embedder(self) -> Embedder:
        """The embedder that made the vectors; whoever cuts passages measures with it."""
        return self._embedder

    @property
    def corpus_version(self) -> int:
        """The newest published version, 0 before the first."""
        with self._catalog.reading() as connection:
            return catalog.corpus_version(connection)

    def documents(self) -> list[Document]:
        """The documents of the newest version, by source."""
        with self._catalog.reading() as connection:
            return catalog.live_documents(connection)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """What one question reads: one corpus version, whatever is published meanwhile."""
        with self._catalog.reading() as connection:
            yield Reader(connection, self._index, self._embedder)

    def is_word(self, word: str) -> bool:
        """Whether the embedder's tokenizer has the word whole: then it is no slip of the pen."""
        return self._embedder.count_tokens(word) <= self._embedder.count_tokens("") + 1

    def stage(self, texts: Sequence[str], progress: Progress = _silent) -> Staged:
        """Embed and keep what has no vector yet; a crash loses one batch at most."""
        wanted = {vector_id(text, self._embedder.fingerprint): text for text in texts}
        with self._catalog.reading() as connection:
            held = catalog.known_vectors(connection, list(wanted))
        # Texts of a length stand together, so that short ones are not padded to long ones.
        missing = sorted(wanted.keys() - held, key=lambda id_: len(wanted[id_]))
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            vectors = self._embedder.embed_documents([wanted[id_] for id_ in batch])
            self._catalog.stage(dict(zip(batch, vectors, strict=True)))
            progress(min(start + _BATCH, len(missing)), len(missing))
        return Staged(embedded=len(missing), reused=len(held))

    def publish(self, changes: Changes) -> int:
        """Make the changes the newest corpus version, in one transaction; returns its number.

        Readers see all of it or nothing. Vectors go into the index first: one that no published
        passage uses is never returned, while a published passage without its vector would be lost.
        """
        changes = self._with_outdated(changes)
        self.stage([text for prepared in changes.added for text in prepared.embedded_texts])
        self._index_passages(changes.added)
        with self._catalog.writing() as connection:
            version = catalog.begin_version(connection, changes.cause)
            replaced = [prepared.document.source for prepared in changes.added]
            catalog.retire(connection, [*changes.removed, *replaced], version)
            for prepared in changes.added:
                catalog.add(connection, prepared, version, self._embedder.fingerprint)
            self._remember(connection, changes.folder)
        self.outdated = False
        return version

    def close(self) -> None:
        """Let go of the index and of the lock."""
        self._index.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def _is_outdated(self) -> bool:
        with self._catalog.reading() as connection:
            if not catalog.corpus_version(connection):
                return False
            embedder = catalog.meta(connection, "embedder")
            text_version = catalog.meta(connection, "text_version")
        if self._text_version is not None:
            return (embedder, text_version) != (self._embedder.fingerprint, self._text_version)
        if embedder != self._embedder.fingerprint:
            raise EmbedderMismatch(
                f"The store in {self.path} was made with another embedding model than "
                "VECTORSTORE_MODEL names now. Set it back, or embed the documents anew: "
                "python -m ingest"
            )
        return False

    def _open_index(self, url: str) -> VectorIndex:
        """The collection of this embedder; filled from the catalog where Chroma has lost it."""
        with self._catalog.reading() as connection:
            wanted = [] if self.outdated else catalog.live_vectors(connection)
            index = VectorIndex(open_client(self.path / "chroma", url), self._collection())
            missing = index.missing(wanted) if index.count() < len(wanted) else set()
            index.add(list(catalog.held_vectors(connection, sorted(missing)).items()))
        return index

    def _collection(self) -> str:
        """One name per embedder and store, so that stores can share a Chroma server."""
        return f"passages-{vector_id(str(self.path.resolve()), self._embedder.fingerprint)}"

    def _index_passages(self, added: Sequence[Prepared]) -> None:
        ids = {
            vector_id(passage.embedded_text, self._embedder.fingerprint)
            for prepared in added
            for passage in prepared.passages
        }
        missing = self._index.missing(sorted(ids))
        with self._catalog.reading() as connection:
            self._index.add(list(catalog.held_vectors(connection, sorted(missing)).items()))

    def _with_outdated(self, changes: Changes) -> Changes:
        """In an outdated store also what stays is added anew: its old vectors are of no use."""
        if not self.outdated:
            return changes
        touched = {*changes.removed, *(prepared.document.source for prepared in changes.added)}
        with self.reading() as reader:
            kept = [reader.document(d.id) for d in self.documents() if d.source not in touched]
            stale = [
                Prepared(k.document, k.text, reader.passages(k.document.id)) for k in kept if k
            ]
        return Changes([*changes.added, *stale], changes.removed, changes.cause, changes.folder)

    def _remember(self, connection: sqlite3.Connection, folder: str | None) -> None:
        catalog.remember(connection, "embedder", self._embedder.fingerprint)
        if self._text_version is not None:
            catalog.remember(connection, "text_version", self._text_version)
        if folder is not None:
            catalog.remember(connection, "folder", folder)


def _catalog_file(path: Path) -> Path:
    return path / "catalog.sqlite3"
