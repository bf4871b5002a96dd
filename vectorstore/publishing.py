"""One step from a corpus version to the next, inside one transaction, and what is kept after it."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vectorstore import catalog
from vectorstore.errors import StoreError
from vectorstore.passage import Prepared, document_id
from vectorstore.staging import drop_documents


@dataclass(frozen=True, slots=True)
class Changes:
    """What one publish changes: a source in `added` replaces what stands there, `removed` ones go.

    `folder` is the folder that the store belongs to from now on, None to leave it as it is.
    `moved` holds pairs of sources (old, new): the old one goes, and its id leads to the new one.
    """

    added: Sequence[Prepared] = ()
    removed: Sequence[str] = ()
    cause: str = "ingest"
    folder: str | None = None
    moved: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What a publish does; small, and of JSON's types, so that it can be sent to the owner.

    `opened` are keys of documents that are in the catalog already: staged, or of an older version;
    they take the place of what stands at their sources, and `removed` sources go. `moved` holds
    pairs of sources (old, new), `skipped` all pairs (source, version) that count from now on.
    """

    embedder: str
    cause: str
    opened: Sequence[int]
    removed: Sequence[str]
    moved: Sequence[Sequence[str]] = ()
    skipped: Sequence[Sequence[str]] = ()
    folder: str | None = None
    text_version: str | None = None
    restores: int | None = None


def apply(connection: sqlite3.Connection, step: Step) -> int:
    """Make the step the newest version; the caller's transaction makes it all or nothing."""
    _check_complete(connection, step.opened)
    version = catalog.corpus_version(connection) + 1
    sources = "SELECT source FROM documents WHERE key IN"
    opened = {source for (source,) in catalog.select_in(connection, sources, step.opened)}
    gone = set(_retire(connection, {*step.removed, *opened}, version))
    _open(connection, step.opened, version)
    connection.executemany(
        "INSERT OR REPLACE INTO moves VALUES (?, ?)",
        [(document_id(old), document_id(new)) for old, new in step.moved],
    )
    # What is there again under its own id leads nowhere else.
    connection.executemany(
        "DELETE FROM moves WHERE old_id = ?", [(document_id(source),) for source in opened]
    )
    connection.execute("DELETE FROM skipped")
    connection.executemany("INSERT INTO skipped VALUES (?, ?)", step.skipped)
    catalog.remember(connection, "embedder", step.embedder)
    catalog.remember(connection, "text_version", step.text_version)
    catalog.remember(connection, "folder", step.folder)
    connection.execute(
        "INSERT INTO versions VALUES (?, ?, ?, ?, (SELECT value FROM meta WHERE key ="
        " 'text_version'), (SELECT count(*) FROM lifetimes WHERE removed IS NULL), ?, ?, ?)",
        (version, catalog.now(), step.cause, step.restores,
         len(opened - gone), len(opened & gone), len(gone - opened)),
    )  # fmt: skip
    return version


def prune(connection: sqlite3.Connection, keep: int) -> None:
    """Let go of what none of the newest `keep` versions has; the index is told by the intents."""
    oldest = catalog.corpus_version(connection) - keep + 1
    rows = connection.execute(
        "SELECT document FROM lifetimes GROUP BY document"
        " HAVING max(coalesce(removed, ?1 + 1)) <= ?1",
        (oldest,),
    )
    keys = [key for (key,) in rows]
    connection.execute("DELETE FROM lifetimes WHERE removed <= ?", (oldest,))
    for key in keys:
        intend(connection, connection.execute(
            "SELECT vector FROM passages WHERE document = ?", (key,)
        ))  # fmt: skip
    drop_documents(connection, keys)
    connection.execute("DELETE FROM versions WHERE number < ?", (oldest,))


def intend(connection: sqlite3.Connection, vectors: Iterable[tuple[str]]) -> None:
    """Note vectors that the index may hold needlessly, or may lack, until it is settled."""
    connection.executemany("INSERT OR IGNORE INTO intents VALUES (?)", vectors)


def open_lexical(connection: sqlite3.Connection, documents: Sequence[int]) -> None:
    """Put the passages of documents into the full-text index."""
    query = "SELECT key, heading, text FROM passages WHERE document IN"
    rows = sorted(catalog.select_in(connection, query, documents))
    connection.executemany(
        "INSERT INTO lexical (rowid, heading, text) VALUES (?, ?, ?)",
        [(key, " › ".join(json.loads(heading)), text) for key, heading, text in rows],
    )


def _check_complete(connection: sqlite3.Connection, keys: Sequence[int]) -> None:
    """A document without its rows, or a passage without its vector, would be lost unnoticed."""
    found = catalog.select_in(connection, "SELECT count(*) FROM documents WHERE key IN", keys)
    missing = 0
    for wanted in (
        "SELECT count(*) FROM passages"
        " WHERE NOT EXISTS (SELECT 1 FROM vectors WHERE id = passages.vector) AND document IN",
        "SELECT count(*) FROM units JOIN passages ON passages.key = passage"
        " WHERE NOT EXISTS (SELECT 1 FROM vectors WHERE id = units.vector) AND document IN",
    ):
        missing += sum(count for (count,) in catalog.select_in(connection, wanted, keys))
    if missing or sum(count for (count,) in found) != len(keys):
        raise StoreError(
            "What was prepared is no longer there, because another run has swept it. The documents "
            "are as they were before. Run it again."
        )


def _retire(connection: sqlite3.Connection, sources: Iterable[str], version: int) -> list[str]:
    """End the lifetime of what stands at these sources; returns those where something stood."""
    gone = []
    for source in sorted(sources):
        row = connection.execute(
            "SELECT key FROM documents JOIN lifetimes ON document = key AND removed IS NULL"
            " WHERE id = ?",
            (document_id(source),),
        ).fetchone()
        if row is None:
            continue
        gone.append(source)
        connection.execute(
            "DELETE FROM lexical WHERE rowid IN (SELECT key FROM passages WHERE document = ?)", row
        )
        connection.execute(
            "UPDATE lifetimes SET removed = ? WHERE document = ? AND removed IS NULL",
            (version, *row),
        )
    return gone


def _open(connection: sqlite3.Connection, documents: Sequence[int], version: int) -> None:
    connection.executemany(
        "INSERT INTO lifetimes VALUES (?, ?, NULL)", [(key, version) for key in documents]
    )
    open_lexical(connection, documents)
