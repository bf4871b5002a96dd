"""The catalog: documents, passages, vectors and versions in SQLite. The source of truth."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from vectorstore.chroma import Vector
from vectorstore.errors import StoreError
from vectorstore.passage import Document
from vectorstore.schema import migrate

_PARAMETERS = 30_000  # SQLite takes 32,766 in one statement

_DOCUMENT_COLUMNS = "source, title, version, bytes, as_of, origin"
_LIVE = "documents JOIN lifetimes ON lifetimes.document = documents.key AND removed IS NULL"

# Of all kept versions as far as the present embedder made them: what Chroma has to hold.
_SEARCHABLE = (
    "passages WHERE document IN (SELECT key FROM documents"
    " WHERE embedder = (SELECT value FROM meta WHERE key = 'embedder')"
    " AND key IN (SELECT document FROM lifetimes))"
)


class Catalog:
    """One SQLite file in WAL mode: many readers, one writer."""

    def __init__(self, path: Path) -> None:
        """Open the catalog, make or migrate it; raises `StoreError` where it is damaged."""
        self.path = path
        try:
            # Stays open: whenever the last connection closes, SQLite folds the whole WAL in.
            self._open = self._connect()
            with ExitStack() as on_error:
                on_error.callback(self._open.close)
                self._open.execute("PRAGMA journal_mode = WAL")
                migrate(self._open)
                on_error.pop_all()
        except sqlite3.DatabaseError as error:
            self._raise_if_full(error)
            raise StoreError(
                f"The catalog {path} cannot be opened ({error}). Check the disk and its "
                "permissions; if the file is damaged, move it away and run: python -m ingest"
            ) from error

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA busy_timeout = 30000")
        # A publish that was reported must survive a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def close(self) -> None:
        """Let go of the file."""
        self._open.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one read transaction: it sees one corpus version throughout."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one write transaction, rolled back on an error.

        Raises `StoreError` where the disk is full: then everything is as it was before.
        """
        try:
            with closing(self._connect()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
        except sqlite3.OperationalError as error:
            self._raise_if_full(error)
            raise

    def _raise_if_full(self, error: sqlite3.DatabaseError) -> None:
        # The low byte is the kind; a full disk also shows as a failure to write or to make a file.
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if kind in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise StoreError(
                f"The disk that holds {self.path.parent} is full or cannot be written ({error}). "
                "The documents are as they were before. Free some space, then run it again."
            ) from error

    def stage(self, vectors: Mapping[str, Sequence[float]]) -> None:
        """Keep vectors by id; they wait here for the publish that uses them."""
        rows = [(id_, np.asarray(vector, np.float32).tobytes()) for id_, vector in vectors.items()]
        with self.writing() as connection:
            connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)


def vector_id(text: str, fingerprint: str) -> str:
    """The id of the vector that an embedder gives a text."""
    return sha256(f"{fingerprint}\n{text}".encode()).hexdigest()[:32]


def meta(connection: sqlite3.Connection, key: str) -> str | None:
    """One remembered fact about the store."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def remember(connection: sqlite3.Connection, key: str, value: str | None) -> None:
    """Remember a fact about the store; None leaves it as it is."""
    if value is not None:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def corpus_version(connection: sqlite3.Connection) -> int:
    """The newest published version, 0 before the first."""
    version: int = connection.execute("SELECT coalesce(max(number), 0) FROM versions").fetchone()[0]
    return version


def live_documents(connection: sqlite3.Connection) -> list[Document]:
    """The documents of the newest version, by source."""
    rows = connection.execute(f"SELECT {_DOCUMENT_COLUMNS} FROM {_LIVE} ORDER BY source")
    return [Document(*row) for row in rows]


def searchable_vectors(
    connection: sqlite3.Connection, among: Sequence[str] | None = None
) -> set[str]:
    """The ids of the vectors that the index has to hold: all, or those `among` some."""
    query = f"SELECT DISTINCT vector FROM {_SEARCHABLE}"
    if among is None:
        return {id_ for (id_,) in connection.execute(query)}
    return {id_ for (id_,) in select_in(connection, f"{query} AND vector IN", among)}


def held_vectors(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Vector]:
    """The vectors that the catalog holds of those asked for."""
    found = select_in(connection, "SELECT id, vector FROM vectors WHERE id IN", ids)
    return {id_: np.frombuffer(blob, np.float32) for id_, blob in found}


def known_vectors(connection: sqlite3.Connection, ids: Sequence[str]) -> set[str]:
    """The ids among those asked for that have a vector, without reading the vectors."""
    return {id_ for (id_,) in select_in(connection, "SELECT id FROM vectors WHERE id IN", ids)}


def select_in(
    connection: sqlite3.Connection, query: str, values: Sequence[object]
) -> Iterator[tuple[Any, ...]]:
    """Rows of `query … IN (values)`, in as many statements as SQLite's limit asks for."""
    for start in range(0, len(values), _PARAMETERS):
        part = values[start : start + _PARAMETERS]
        yield from connection.execute(f"{query} ({', '.join('?' * len(part))})", part)


def now() -> str:
    """The time, UTC, to the second, as it is stored and shown."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
