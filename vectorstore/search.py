"""Hybrid search inside one read transaction: dense and lexical candidates, scored together."""

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vectorstore import catalog
from vectorstore.catalog import Row
from vectorstore.chroma import Vector, VectorIndex
from vectorstore.passage import Hit, fold

# Enough for each search to hold what the other ranks low; more costs time and brings nothing.
_CANDIDATES = 50
_FEW = 300  # passages of the wanted sources: so many are compared without the index

# A passage is found by what it says as a whole and by the one sentence that answers; BM25 adds the
# exact words. On 755 validation questions over 371 documents the right passage is among the first
# five for .841 with these weights (.828 with 1 for the unit, .821 without BM25, .812 with neither).
BEST_UNIT = 2.0
LEXICAL = 0.2

# Of two passages that share this part of their words, one is enough: 0.9 leaves apart what differs
# in more than about one sentence.
_NEARLY = 0.9

_WORD = re.compile(r"[\w+#]+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

_AMONG = "source IN (SELECT value FROM json_each(:sources))"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to search: the question's vector, its words for BM25, and how many passages.

    `sources` limits the search to these; it is a list in JSON, None for all.
    """

    vector: Vector
    words: str
    k: int
    sources: str | None


def hybrid_search(connection: sqlite3.Connection, index: VectorIndex, wanted: Wanted) -> list[Hit]:
    """The best live passages, best first, duplicates collapsed."""
    lexical = _lexical(connection, wanted)
    dense = _dense(connection, index, wanted)
    rows = catalog.load_passages(connection, dense | lexical.keys())
    hits = _scored(connection, rows, wanted.vector, lexical)
    return collapse(sorted(hits, key=lambda hit: -hit.score), wanted.k)


def _dense(connection: sqlite3.Connection, index: VectorIndex, wanted: Wanted) -> set[int]:
    """The nearest wanted passages: the index holds dead ones too, so it is asked for ever more."""
    asked = enough = max(_CANDIDATES, 2 * wanted.k)
    given = {"sources": wanted.sources}
    if wanted.sources is not None:
        query = f"SELECT key FROM live_passages WHERE {_AMONG} LIMIT {_FEW + 1}"
        if len(few := connection.execute(query, given).fetchall()) <= _FEW:
            return {key for (key,) in few}
    # CROSS JOIN, because SQLite would else begin with the passages.
    query = (
        "SELECT live_passages.key FROM json_each(:near) AS near CROSS JOIN live_passages"
        f" ON vector = near.value WHERE :sources IS NULL OR {_AMONG} ORDER BY near.key"
    )
    while True:
        near = index.nearest(wanted.vector, asked)
        alive = connection.execute(query, given | {"near": json.dumps(near)}).fetchall()
        # Fewer than asked for are all; a count taken before would miss what is added meanwhile.
        if len(alive) >= enough or len(near) < asked:
            return {key for (key,) in alive[:enough]}
        asked *= 2


def _lexical(connection: sqlite3.Connection, wanted: Wanted) -> dict[int, float]:
    """BM25 by passage, as a part of the best one, so that it compares between questions."""
    # Every word is quoted, so that nothing in a question is FTS5 syntax.
    words = " OR ".join(f'"{word}"' for word in dict.fromkeys(_WORD.findall(wanted.words.lower())))
    if not words:
        return {}
    query = (
        "SELECT rowid, -bm25(lexical) AS score FROM lexical WHERE lexical MATCH :words"
        f" AND (:sources IS NULL OR rowid IN (SELECT key FROM live_passages WHERE {_AMONG}))"
        f" ORDER BY score DESC, rowid LIMIT {_CANDIDATES}"
    )
    scores = dict(connection.execute(query, {"words": words, "sources": wanted.sources}))
    best = max(scores.values(), default=0.0)
    return {key: score / best if best > 0 else 0.0 for key, score in scores.items()}


def _scored(
    connection: sqlite3.Connection,
    rows: Sequence[Row],
    question: Vector,
    lexical: Mapping[int, float],
) -> list[Hit]:
    wanted = [id_ for row in rows for id_ in (row.vector, *row.unit_vectors)]
    vectors = catalog.held_vectors(connection, list(dict.fromkeys(wanted)))
    cosines = {id_: float(np.dot(vector, question)) for id_, vector in vectors.items()}
    hits = []
    for row in rows:
        dense, units = cosines[row.vector], tuple(cosines[id_] for id_ in row.unit_vectors)
        best, bm25 = max(units, default=dense), lexical.get(row.key, 0.0)
        hits.append(Hit(row.passage, dense + BEST_UNIT * best + LEXICAL * bm25, dense, units))
    return hits


def collapse(hits: Sequence[Hit], k: int) -> list[Hit]:
    """The first `k` hits that say something new, of hits that are best first.

    Hits that say the same become one, the best, that names the other documents in `also_in`. A
    near-duplicate is left out, and not named, unless its figures differ: then it is news.
    """
    kept: dict[str, Hit] = {}
    said: list[tuple[frozenset[str], frozenset[str]]] = []
    for hit in hits:
        text = fold(hit.passage.text)
        if text in kept:
            best, source = kept[text], hit.passage.document.source
            if source not in (best.passage.document.source, *best.also_in):
                kept[text] = replace(best, also_in=(*best.also_in, source))
        elif len(kept) < k:
            words, figures = frozenset(text.split()), frozenset(_FIGURE.findall(text))
            if not any(
                figures == others and len(words & other) >= _NEARLY * len(words | other)
                for other, others in said
            ):
                kept[text] = hit
                said.append((words, figures))
    return list(kept.values())
