"""The one process that has Chroma open, and answers and publishes for all others."""

import logging
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from threading import Lock
from typing import Any

import numpy as np

from vectorstore import catalog
from vectorstore.catalog import Catalog, vector_id
from vectorstore.chroma import ChromaIndex, open_client
from vectorstore.errors import ANOTHER_MODEL, EmbedderMismatch, OwnerGone, StoreError
from vectorstore.owner_socket import Answer, Request
from vectorstore.publishing import Step, apply, intend, prune
from vectorstore.settings import Settings

_log = logging.getLogger(__name__)

# What may be asked for, here and over the socket: methods that take and return JSON's types.
_ASKED = frozenset({"hello", "nearest", "ids", "publish", "rebuild"})


class Owner:
    """Chroma, kept in line with the catalog."""

    _index: ChromaIndex

    def __init__(self, settings: Settings, catalog_: Catalog, fingerprint: str) -> None:
        """Open Chroma; `fingerprint` is of this process' own embedder."""
        self._settings, self._catalog, self._fingerprint = settings, catalog_, fingerprint
        self._folder = settings.path / "chroma"
        self._changing = Lock()
        self._closed = False
        with catalog_.reading() as connection:
            self._live = catalog.meta(connection, "embedder") or fingerprint
        self._open()

    def answer(self, request: Request) -> Answer:
        """What the method `do` returns for the arguments `with`."""
        if request["do"] not in _ASKED:
            raise StoreError(f"The process that has the store open cannot {request['do']!r}.")
        return getattr(self, request["do"])(*request.get("with", ()))

    def hello(self) -> None:
        """Show that somebody is there."""

    def nearest(self, vector: Sequence[float], k: int, embedder: str) -> list[str]:
        """The ids of the `k` nearest vectors, for a process that uses the same embedder."""
        if embedder != self._live:
            raise EmbedderMismatch(ANOTHER_MODEL)
        wanted = np.asarray(vector, np.float32)
        try:
            return self._index.nearest(wanted, k)
        except StoreError:
            with self._changing:  # a rebuild under way puts another index in its place
                if self._closed:
                    raise OwnerGone("The process that had the store open has ended.") from None
                return self._index.nearest(wanted, k)

    def ids(self) -> list[str]:
        """Every id that the index holds."""
        return self._index.ids()

    def publish(self, fields: Mapping[str, Any]) -> int:
        """Make the `Step` of these fields the newest version; returns its number."""
        step = Step(**fields)
        with self._changing:
            if not (self._settings.url or (self._folder / "chroma.sqlite3").exists()):
                _log.warning("Chroma's folder has gone: it is made anew from the catalog.")
                self._make_anew()
            index, former = self._index_for(step.embedder), self._index
            self._bring_in(index, step.opened)
            with self._catalog.writing() as connection:
                version = apply(connection, step)
            self._index, self._live = index, step.embedder
            if former is not index:
                with suppress(StoreError):  # what is left over goes when the store is opened
                    former.drop()
            self._tidy()
            return version

    def rebuild(self) -> None:
        """Chroma anew from the catalog, without embedding."""
        with self._changing:
            self._make_anew()

    def close(self) -> None:
        """Let go of Chroma, when what is being published is."""
        with self._changing:
            self._closed = True
            self._index.close()

    def _index_for(self, embedder: str) -> ChromaIndex:
        if embedder == self._live:
            return self._index
        if embedder != self._fingerprint:
            raise EmbedderMismatch(
                "Everything is embedded with the new model, but the process that has the store "
                "open answers with another one. Stop it and run python -m ingest again, which "
                "embeds nothing twice; then start it with the same VECTORSTORE_MODEL."
            )
        return self._index.beside(self._name(embedder))

    def _bring_in(self, index: ChromaIndex, documents: Sequence[int]) -> None:
        """The vectors first: a published passage without its vector would be lost."""
        query = "SELECT DISTINCT vector FROM passages WHERE document IN"
        with self._catalog.reading() as connection:
            vectors = [id_ for (id_,) in catalog.execute_in(connection, query, documents)]
        if missing := index.missing(vectors):
            with self._catalog.writing() as connection:
                intend(connection, [(id_,) for id_ in missing])
            self._fill(index, missing)

    def _tidy(self) -> None:
        """Drop the versions that are no longer kept; the publish stands if that fails."""
        try:
            with self._catalog.writing() as connection:
                prune(connection, self._settings.keep)
            self._settle()
        except Exception as error:
            _log.warning("Old versions could not be put away; the next run tries again: %s", error)

    def _settle(self) -> None:
        """Bring the index in line wherever something was intended, and drop former embedders'."""
        if not self._settings.url:  # a Chroma server may be shared with other stores
            self._index.drop_others()
        with self._catalog.reading() as connection:
            intended = connection.execute("SELECT vector FROM intents").fetchall()
            ids = [id_ for (id_,) in intended]
            needed = catalog.searchable_vectors(connection, ids)
        if intended:
            self._index.remove([id_ for id_ in ids if id_ not in needed])
            self._fill(self._index, needed)
            with self._catalog.writing() as connection:
                connection.executemany("DELETE FROM intents WHERE vector = ?", intended)

    def _fill(self, index: ChromaIndex, needed: Iterable[str]) -> None:
        missing = sorted(index.missing(list(needed)))
        with self._catalog.reading() as connection:
            index.add(list(catalog.held_vectors(connection, missing).items()))

    def _open(self) -> None:
        """Open the collection of the live embedder, and fill it from the catalog.

        A damaged folder, which may also crash the process, is made anew.
        """
        marker = self._settings.path / "chroma.opening"
        if marker.exists():
            _log.warning("Chroma was not opened whole the last time: it is made anew.")
            self._discard()
        marker.touch()
        try:
            self._index = self._tried()
        except StoreError as error:
            if self._settings.url:
                raise
            _log.warning("%s It is made anew from the catalog.", error)
            self._discard()
            self._index = self._tried()
        finally:
            marker.unlink()
        self._settle()
        with self._catalog.reading() as connection:
            needed = catalog.searchable_vectors(connection)
        self._fill(self._index, needed)

    def _tried(self) -> ChromaIndex:
        client = open_client(self._folder, self._settings.url)
        index = ChromaIndex(client, self._name(self._live))
        with self._catalog.reading() as connection:
            ids = list(catalog.searchable_vectors(connection))[:1]
            vectors = catalog.held_vectors(connection, ids)
        try:
            for vector in vectors.values():
                index.nearest(vector, 1)  # loads it, or fails to
        except StoreError:
            index.close()
            raise
        return index

    def _discard(self) -> None:
        if not self._settings.url:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _make_anew(self) -> None:
        if self._settings.url:
            self._index.drop()
        self._index.close()
        self._discard()
        self._open()

    def _name(self, embedder: str) -> str:
        """The name of a collection, by embedder and store: stores can share a Chroma server."""
        return f"passages-{vector_id(str(self._settings.path.resolve()), embedder)}"
