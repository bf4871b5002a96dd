"""One step from a corpus version to the next, inside one transaction, and what is kept after it."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vectorstore import catalog
from vectorstore.errors import StoreError
from vectorstore.passage import Prepared, composed, document_id
from vectorstore.staging import drop_documents

# Of the documents with some keys: those that are not there, and the vectors that are not.
_LOST = """
    WITH opened AS (SELECT value AS key FROM json_each(?)),
        own AS (SELECT key, vector FROM passages WHERE document IN opened)
    SELECT key FROM opened EXCEPT SELECT key FROM documents
    UNION ALL SELECT vector FROM own WHERE vector NOT IN (SELECT id FROM vectors)
    UNION ALL SELECT units.vector FROM units JOIN own ON passage = own.key
        WHERE units.vector NOT IN (SELECT id FROM vectors)
"""


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
    opened = {source for (source,) in catalog.execute_in(connection, sources, step.opened)}
    gone = _retire(connection, {*step.removed, *opened}, version)
    connection.executemany(
        "INSERT INTO lifetimes VALUES (?, ?, NULL)", [(key, version) for key in step.opened]
    )
    open_lexical(connection, step.opened)
    moves = [(document_id(old), document_id(new)) for old, new in step.moved]
    connection.executemany("INSERT OR REPLACE INTO moves VALUES (?, ?)", moves)
    # What is there again under its own id leads nowhere else.
    back = [(document_id(source),) for source in opened]
    connection.executemany("DELETE FROM moves WHERE old_id = ?", back)
    connection.execute("DELETE FROM skipped")
    connection.executemany("INSERT INTO skipped VALUES (?, ?)", step.skipped)
    facts = {key: getattr(step, key) for key in ("embedder", "text_version", "folder")}
    remembered = [(key, value) for key, value in facts.items() if value is not None]
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", remembered)
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
    vectors = "SELECT vector FROM passages WHERE document IN"
    intend(connection, list(catalog.execute_in(connection, vectors, keys)))
    drop_documents(connection, keys)
    connection.execute("DELETE FROM versions WHERE number < ?", (oldest,))


def intend(connection: sqlite3.Connection, vectors: Iterable[tuple[str]]) -> None:
    """Note vectors that the index may hold needlessly, or may lack, until it is settled."""
    connection.executemany("INSERT OR IGNORE INTO intents VALUES (?)", vectors)


def open_lexical(connection: sqlite3.Connection, documents: Sequence[int]) -> None:
    """Put the passages of documents into the full-text index."""
    query = "SELECT key, heading, text FROM passages WHERE document IN"
    rows = sorted(catalog.execute_in(connection, query, documents))
    connection.executemany(
        "INSERT INTO lexical (rowid, heading, text) VALUES (?, ?, ?)",
        [(key, *lexical_text(heading, text)) for key, heading, text in rows],
    )


def lexical_text(heading: str, text: str) -> tuple[str, str]:
    """What the full-text index holds of a passage, whose heading path is JSON as in the catalog."""
    return composed(" › ".join(json.loads(heading))), composed(text)


def _check_complete(connection: sqlite3.Connection, keys: Sequence[int]) -> None:
    """A document without its rows, or a passage without its vector, would be lost unnoticed."""
    if connection.execute(_LOST, [json.dumps(list(keys))]).fetchone():
        raise StoreError(
            "What was prepared is no longer there, because another run has swept it. The documents "
            "are as they were before. Run it again."
        )


def _retire(connection: sqlite3.Connection, sources: Iterable[str], version: int) -> set[str]:
    """End the lifetime of what stands at these sources; returns those where something stood."""
    ids = [document_id(source) for source in sources]
    gone = dict(catalog.execute_in(connection, "SELECT key, source FROM live WHERE id IN", ids))
    passages = catalog.passage_keys(connection, gone)
    catalog.execute_in(connection, "DELETE FROM lexical WHERE rowid IN", passages)
    ended = f"UPDATE lifetimes SET removed = {version} WHERE removed IS NULL AND document IN"
    catalog.execute_in(connection, ended, gone)
    return set(gone.values())
