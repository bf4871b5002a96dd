"""The catalog: documents, passages, vectors and versions in SQLite. The source of truth."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np

from vectorstore.chroma import Vector
from vectorstore.errors import StoreBusy, StoreError
from vectorstore.passage import Document, Passage, Unit
from vectorstore.schema import migrate

_PATIENCE = 30  # seconds; a publish of some ten thousand passages holds the file for a few

_LOCKED = (
    "The catalog {} is locked by another program, such as a database browser or a backup, and was "
    f"not free for {_PATIENCE} seconds. Close that one, then try again."
)
_FULL = (
    "The disk that holds {} is full or cannot be written ({}). The documents are as they were "
    "before. Free some space, then run it again."
)
_BROKEN = (
    "The catalog {} cannot be read or written ({}). Check the disk and its permissions, then run: "
    "python -m vectorstore doctor --repair. If that does not help, move the file away and run: "
    "python -m ingest"
)

_DOCUMENT_COLUMNS = "source, title, version, bytes, as_of, origin"

# What the newest version has; of the connection only, so that the schema stays as it is.
_LIVE = (
    "CREATE TEMP VIEW live AS SELECT documents.* FROM documents"
    " JOIN lifetimes ON document = key WHERE removed IS NULL",
    "CREATE TEMP VIEW live_passages AS SELECT passages.*, live.source, live.id FROM passages"
    " JOIN live ON live.key = document",
)


class Catalog:
    """One SQLite file in WAL mode: many readers, one writer.

    What SQLite says of a file that is locked, damaged or on a full disk becomes a `StoreError`.
    """

    def __init__(self, path: Path) -> None:
        """Open the catalog, make or migrate it."""
        self.path = path
        with self._explained(), ExitStack() as on_error:
            # Stays open: whenever the last connection closes, SQLite folds the whole WAL in.
            self._open = on_error.enter_context(closing(self._connect()))
            self._open.execute("PRAGMA journal_mode = WAL")
            migrate(self._open)
            on_error.pop_all()

    def close(self) -> None:
        """Let go of the file."""
        self._open.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one read transaction: it sees one corpus version throughout."""
        with self._explained(), closing(self._connect()) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one write transaction, rolled back on an error."""
        with self._explained(), closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        # A publish that was reported must survive a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        for view in _LIVE:
            connection.execute(view)
        return connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """SQLite's errors as sentences; mistakes of this program are raised as they are."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            kind = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind
            if kind in (0, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT):
                raise
            if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StoreBusy(_LOCKED.format(self.path)) from error
            # A full disk also shows as a failure to write or to make a file.
            full = kind in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
            raise StoreError((_FULL if full else _BROKEN).format(self.path, error)) from error


@dataclass(frozen=True, slots=True)
class Row:
    """A passage with its key and the ids of its vector and of its units' vectors."""

    key: int
    passage: Passage
    vector: str
    unit_vectors: tuple[str, ...]


def load_passages(connection: sqlite3.Connection, keys: Iterable[int]) -> list[Row]:
    """The passages with these keys, by key."""
    wanted = list(keys)
    units: dict[int, list[tuple[str, Unit]]] = defaultdict(list)
    of_units = "SELECT passage, vector, start, end, form, block, depth, lead FROM units"
    in_order = "ORDER BY passage, position"
    rows = execute_in(connection, f"{of_units} WHERE passage IN", wanted, in_order)
    for key, vector, *unit in rows:
        units[key].append((vector, Unit(*unit)))
    of_passages = (
        f"SELECT passages.key, vector, {_DOCUMENT_COLUMNS}, heading, passages.text, start, end,"
        " page, kind FROM passages JOIN documents ON documents.key = document"
    )
    in_order = "ORDER BY passages.key"
    rows = execute_in(connection, f"{of_passages} WHERE passages.key IN", wanted, in_order)
    made = []
    for key, vector, *row in rows:
        ids, own = zip(*units[key], strict=True) if key in units else ((), ())
        passage = Passage(Document(*row[:6]), tuple(json.loads(row[6])), *row[7:])
        made.append(Row(key, replace(passage, units=own), vector, ids))
    return made


def passage_keys(connection: sqlite3.Connection, documents: Iterable[int]) -> list[int]:
    """The keys of the passages of documents."""
    rows = execute_in(connection, "SELECT key FROM passages WHERE document IN", documents)
    return [key for (key,) in rows]


def vector_id(text: str, fingerprint: str) -> str:
    """The id of the vector that an embedder gives a text."""
    return sha256(f"{fingerprint}\n{text}".encode()).hexdigest()[:32]


def meta(connection: sqlite3.Connection, key: str) -> str | None:
    """One remembered fact about the store."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def corpus_version(connection: sqlite3.Connection) -> int:
    """The newest published version, 0 before the first."""
    version: int = connection.execute("SELECT coalesce(max(number), 0) FROM versions").fetchone()[0]
    return version


def live_documents(connection: sqlite3.Connection) -> list[Document]:
    """The documents of the newest version, by source."""
    rows = connection.execute(f"SELECT {_DOCUMENT_COLUMNS} FROM live ORDER BY source")
    return [Document(*row) for row in rows]


def searchable_vectors(
    connection: sqlite3.Connection, among: Sequence[str] | None = None
) -> set[str]:
    """The ids of the vectors that the index has to hold: all, or those `among` some.

    They are of all kept versions' passages, as far as the present embedder made them.
    """
    query = (
        "SELECT DISTINCT vector FROM passages WHERE document IN (SELECT key FROM documents"
        " WHERE embedder = (SELECT value FROM meta WHERE key = 'embedder')"
        " AND key IN (SELECT document FROM lifetimes))"
    )
    if among is None:
        return {id_ for (id_,) in connection.execute(query)}
    return {id_ for (id_,) in execute_in(connection, f"{query} AND vector IN", among)}


def held_vectors(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Vector]:
    """The vectors that the catalog holds of those asked for."""
    found = execute_in(connection, "SELECT id, vector FROM vectors WHERE id IN", ids)
    return {id_: np.frombuffer(blob, np.float32) for id_, blob in found}


def known_vectors(connection: sqlite3.Connection, ids: Sequence[str]) -> set[str]:
    """The ids among those asked for that have a vector, without reading the vectors."""
    return {id_ for (id_,) in execute_in(connection, "SELECT id FROM vectors WHERE id IN", ids)}


def execute_in(
    connection: sqlite3.Connection, statement: str, values: Iterable[object], then: str = ""
) -> sqlite3.Cursor:
    """Run `statement IN (values) then`; as JSON, because SQLite takes 32,766 parameters at most."""
    given = json.dumps(list(values))
    return connection.execute(f"{statement} (SELECT value FROM json_each(?)) {then}", (given,))


def now() -> str:
    """The time, UTC, to the second, as it is stored and shown."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
