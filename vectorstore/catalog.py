"""The catalog: documents, passages, vectors and versions in SQLite. The source of truth."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from vectorstore.chroma import Vector
from vectorstore.duplicates import fold
from vectorstore.errors import StoreError
from vectorstore.passage import Document, Passage, Prepared
from vectorstore.schema import migrate

_PARAMETERS = 30_000  # SQLite takes 32,766 in one statement

_DOCUMENT_COLUMNS = "source, title, version, bytes, as_of, origin"
_LIVE = "documents JOIN lifetimes ON lifetimes.document = documents.key AND removed IS NULL"


class Catalog:
    """One SQLite file in WAL mode: many readers, one writer."""

    def __init__(self, path: Path) -> None:
        """Open the catalog, make or migrate it; raises `StoreError` where it is damaged."""
        self.path = path
        try:
            with closing(self._connect()) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                migrate(connection)
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"The catalog {path} cannot be opened ({error}). Check the disk and its "
                "permissions; if the file is damaged, move it away and run: python -m ingest"
            ) from error

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA busy_timeout = 10000")
        # A publish that was reported must survive a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one read transaction: it sees one corpus version throughout."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one write transaction, rolled back on an error."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

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


def remember(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Remember a fact about the store."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def corpus_version(connection: sqlite3.Connection) -> int:
    """The newest published version, 0 before the first."""
    version: int = connection.execute("SELECT coalesce(max(number), 0) FROM versions").fetchone()[0]
    return version


def live_documents(connection: sqlite3.Connection) -> list[Document]:
    """The documents of the newest version, by source."""
    rows = connection.execute(f"SELECT {_DOCUMENT_COLUMNS} FROM {_LIVE} ORDER BY source")
    return [Document(*row) for row in rows]


def live_vectors(connection: sqlite3.Connection) -> list[str]:
    """The ids of the vectors of the newest version's passages, each once."""
    query = f"SELECT DISTINCT vector FROM passages JOIN ({_live_keys()}) USING (document)"
    return [id_ for (id_,) in connection.execute(query)]


def held_vectors(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Vector]:
    """The vectors that the catalog holds of those asked for."""
    found = select_in(connection, "SELECT id, vector FROM vectors WHERE id IN", ids)
    return {id_: np.frombuffer(blob, np.float32) for id_, blob in found}


def known_vectors(connection: sqlite3.Connection, ids: Sequence[str]) -> set[str]:
    """The ids among those asked for that have a vector, without reading the vectors."""
    return {id_ for (id_,) in select_in(connection, "SELECT id FROM vectors WHERE id IN", ids)}


def begin_version(connection: sqlite3.Connection, cause: str) -> int:
    """Open the next corpus version inside a write transaction."""
    number = corpus_version(connection) + 1
    connection.execute(
        "INSERT INTO versions (number, published_at, cause) VALUES (?, ?, ?)",
        (number, now(), cause),
    )
    return number


def retire(connection: sqlite3.Connection, sources: Iterable[str], version: int) -> None:
    """End the lifetime of what stands at these sources, and take it out of the full-text index."""
    for source in sources:
        row = connection.execute(f"SELECT key FROM {_LIVE} WHERE source = ?", (source,)).fetchone()
        if row is None:
            continue
        connection.execute(
            "DELETE FROM lexical WHERE rowid IN (SELECT key FROM passages WHERE document = ?)", row
        )
        connection.execute(
            "UPDATE lifetimes SET removed = ? WHERE document = ? AND removed IS NULL",
            (version, *row),
        )


def add(connection: sqlite3.Connection, prepared: Prepared, version: int, fingerprint: str) -> None:
    """Write one document with its passages and units, alive from `version` on."""
    document = prepared.document
    key = connection.execute(
        "INSERT INTO documents (id, source, title, version, bytes, as_of, origin, added_at, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (document.id, document.source, document.title, document.version, document.bytes,
         document.as_of, document.origin, now(), prepared.text),
    ).lastrowid  # fmt: skip
    connection.execute("INSERT INTO lifetimes VALUES (?, ?, NULL)", (key, version))
    for passage in prepared.passages:
        _add_passage(connection, key, passage, fingerprint)


def _add_passage(
    connection: sqlite3.Connection, document: int | None, passage: Passage, fingerprint: str
) -> None:
    key = connection.execute(
        "INSERT INTO passages (document, heading, text, start, end, page, kind, vector)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (document, json.dumps(passage.heading), passage.text, passage.start, passage.end,
         passage.page, passage.kind, vector_id(passage.embedded_text, fingerprint)),
    ).lastrowid  # fmt: skip
    connection.execute(
        "INSERT INTO lexical (rowid, heading, text) VALUES (?, ?, ?)",
        (key, " › ".join(passage.heading), passage.text),
    )
    connection.executemany(
        "INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (key, position, unit.start, unit.end, unit.form, unit.block, unit.depth, unit.lead,
             vector_id(passage.embedded_unit(unit), fingerprint), fold(passage.quote(unit)))
            for position, unit in enumerate(passage.units)
        ),
    )  # fmt: skip


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


def _live_keys() -> str:
    return "SELECT document FROM lifetimes WHERE removed IS NULL"
