"""Hybrid search inside one read transaction: dense and lexical candidates, scored together."""

import json
import re
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

from vectorstore import catalog
from vectorstore.chroma import Vector, VectorIndex
from vectorstore.duplicates import collapse
from vectorstore.fusion import fuse, normalised
from vectorstore.passage import Hit
from vectorstore.rows import Row, load_passages

# Enough for each search to hold what the other ranks low; more costs time and brings nothing.
_CANDIDATES = 50

_WORD = re.compile(r"[\w+#]+")

_LIVE_PASSAGES = (
    "passages JOIN documents ON documents.key = passages.document"
    " JOIN lifetimes ON lifetimes.document = documents.key AND removed IS NULL"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to search: the question's vector, its words for BM25, how many, and where."""

    vector: Vector
    words: str
    k: int
    sources: Sequence[str] = ()


def hybrid_search(connection: sqlite3.Connection, index: VectorIndex, wanted: Wanted) -> list[Hit]:
    """The best live passages, best first, duplicates collapsed."""
    allowed = _allowed(connection, wanted.sources)
    lexical = normalised(_lexical(connection, wanted.words, allowed))
    dense = _dense(connection, index, wanted, allowed)
    rows = load_passages(connection, dense | lexical.keys())
    hits = _scored(connection, rows, wanted.vector, lexical)
    return collapse(sorted(hits, key=lambda hit: -hit.score), wanted.k)


def _allowed(connection: sqlite3.Connection, globs: Sequence[str]) -> Collection[str] | None:
    """The sources that the globs name; None for all."""
    if not globs:
        return None
    live = [document.source for document in catalog.live_documents(connection)]
    # A name is also taken as it stands: a bracket in it is no character class then.
    return {name for name in live if any(name == g or fnmatchcase(name, g) for g in globs)}


def _dense(
    connection: sqlite3.Connection,
    index: VectorIndex,
    wanted: Wanted,
    allowed: Collection[str] | None,
) -> set[int]:
    """The nearest allowed passages: the index holds dead ones too, so it is asked for ever more."""
    asked = enough = max(_CANDIDATES, 2 * wanted.k)
    while True:
        near = index.nearest(wanted.vector, asked)
        alive = _alive(connection, near, allowed)
        # Fewer than asked for are all; a count taken before would miss what is added meanwhile.
        if len(alive) >= enough or len(near) < asked:
            return set(alive[:enough])
        asked *= 2


def _alive(
    connection: sqlite3.Connection, vectors: Sequence[str], allowed: Collection[str] | None
) -> list[int]:
    query = f"SELECT passages.key, source, vector FROM {_LIVE_PASSAGES} WHERE vector IN"
    rank = {id_: place for place, id_ in enumerate(vectors)}
    rows = catalog.select_in(connection, query, vectors)
    live = [
        (rank[vector], key) for key, source, vector in rows if allowed is None or source in allowed
    ]
    return [key for _, key in sorted(live)]


def _lexical(
    connection: sqlite3.Connection, text: str, allowed: Collection[str] | None
) -> dict[int, float]:
    """BM25 by passage, higher is better."""
    # Every word is quoted, so that nothing in a question is FTS5 syntax.
    words = " OR ".join(f'"{word}"' for word in dict.fromkeys(_WORD.findall(text.lower())))
    if not words:
        return {}
    query = "SELECT rowid, -bm25(lexical) AS score FROM lexical WHERE lexical MATCH ?"
    parameters = [words]
    if allowed is not None:
        query += (
            " AND rowid IN (SELECT passages.key FROM passages JOIN documents"
            " ON documents.key = document WHERE source IN (SELECT value FROM json_each(?)))"
        )
        parameters.append(json.dumps(sorted(allowed)))
    query += f" ORDER BY score DESC, rowid LIMIT {_CANDIDATES}"
    return dict(connection.execute(query, parameters))


def _scored(
    connection: sqlite3.Connection, rows: Sequence[Row], question: Vector, lexical: dict[int, float]
) -> list[Hit]:
    wanted = [id_ for row in rows for id_ in (row.vector, *row.unit_vectors)]
    vectors = catalog.held_vectors(connection, list(dict.fromkeys(wanted)))
    cosines = {id_: float(np.dot(vector, question)) for id_, vector in vectors.items()}
    hits = []
    for row in rows:
        units = tuple(cosines[id_] for id_ in row.unit_vectors)
        score = fuse(cosines[row.vector], units, lexical.get(row.key, 0.0))
        hits.append(Hit(row.passage, score, cosines[row.vector], units))
    return hits
