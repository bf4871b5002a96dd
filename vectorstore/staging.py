"""What a run prepares in the catalog before it is published: rows that nobody sees yet."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vectorstore.catalog import Catalog, execute_in, known_vectors, now, passage_keys, vector_id
from vectorstore.embedder import Embedder
from vectorstore.passage import Passage, Prepared, fold

Progress = Callable[[int, int], None]

_BATCH = 64  # texts embedded between two steps of the progress, all kept if the process dies


@dataclass(frozen=True, slots=True)
class Staged:
    """How many texts were embedded, and how many had their vector already."""

    embedded: int
    reused: int


def stage_vectors(
    catalog: Catalog, embedder: Embedder, texts: Sequence[str], progress: Progress | None
) -> Staged:
    """Embed and keep what has no vector yet, batch by batch."""
    wanted = {vector_id(text, embedder.fingerprint): text for text in texts}
    with catalog.reading() as connection:
        held = known_vectors(connection, list(wanted))
    # Texts of a length stand together, so that short ones are not padded to long ones.
    missing = sorted(wanted.keys() - held, key=lambda id_: len(wanted[id_]))
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        vectors = np.array(embedder.embed_documents([wanted[id_] for id_ in batch]), np.float32)
        rows = [(id_, vector.tobytes()) for id_, vector in zip(batch, vectors, strict=True)]
        with catalog.writing() as connection:
            connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
        if progress is not None:
            progress(min(start + _BATCH, len(missing)), len(missing))
    return Staged(embedded=len(missing), reused=len(held))


def sweep(connection: sqlite3.Connection) -> None:
    """Take out the rows of runs that ended before their publish; for the writer alone."""
    staged = "SELECT key FROM documents WHERE key NOT IN (SELECT document FROM lifetimes)"
    drop_documents(connection, [key for (key,) in connection.execute(staged)])


def drop_documents(connection: sqlite3.Connection, keys: Sequence[int]) -> None:
    """Take out documents that no version has, with their passages and units."""
    execute_in(connection, "DELETE FROM units WHERE passage IN", passage_keys(connection, keys))
    execute_in(connection, "DELETE FROM passages WHERE document IN", keys)
    execute_in(connection, "DELETE FROM documents WHERE key IN", keys)


def drop_unneeded_vectors(connection: sqlite3.Connection) -> None:
    """Take out the vectors that no row needs; for the writer alone, when it stages nothing."""
    connection.execute(
        "DELETE FROM vectors WHERE id IN (SELECT id FROM vectors"
        " EXCEPT SELECT vector FROM passages EXCEPT SELECT vector FROM units)"
    )


def stage_document(connection: sqlite3.Connection, prepared: Prepared, fingerprint: str) -> int:
    """Write a document with passages and units, without a lifetime; returns its key."""
    document = prepared.document
    key = connection.execute(
        "INSERT INTO documents"
        " (id, source, title, version, bytes, as_of, origin, added_at, text, embedder)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (document.id, document.source, document.title, document.version, document.bytes,
         document.as_of, document.origin, now(), prepared.text, fingerprint),
    ).lastrowid  # fmt: skip
    assert key is not None
    for passage in prepared.passages:
        _stage_passage(connection, key, passage, fingerprint)
    return key


def _stage_passage(
    connection: sqlite3.Connection, document: int, passage: Passage, fingerprint: str
) -> None:
    key = connection.execute(
        "INSERT INTO passages (document, heading, text, start, end, page, kind, vector)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (document, json.dumps(passage.heading), passage.text, passage.start, passage.end,
         passage.page, passage.kind, vector_id(passage.embedded_text, fingerprint)),
    ).lastrowid  # fmt: skip
    connection.executemany(
        "INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (key, position, unit.start, unit.end, unit.form, unit.block, unit.depth, unit.lead,
             vector_id(passage.embedded_unit(unit), fingerprint), fold(passage.quote(unit)))
            for position, unit in enumerate(passage.units)
        ),
    )  # fmt: skip
