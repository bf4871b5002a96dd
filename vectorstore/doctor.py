"""Whether catalog, full-text index and Chroma agree; both indexes made anew from the catalog."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from vectorstore import catalog
from vectorstore.catalog import Catalog, Row, vector_id
from vectorstore.errors import StoreError
from vectorstore.owner_access import OwnerAccess
from vectorstore.passage import document_id
from vectorstore.publishing import lexical_text, open_lexical
from vectorstore.store import Store

_PROBES = 1_000  # vectors that are searched for; all would take minutes in a large store
_SAME = 1e-3  # up to this in every place two vectors are one
# Chroma's search is approximate: of 1,200 vectors that all but equal each other it loses 40 %,
# of 12,000 real ones none; of an index that was lost in part it finds next to nothing.
_UNFOUND = 0.5

# What is said of each row that a query finds in the catalog.
_CATALOG = {
    "SQLite says {}.": "SELECT * FROM pragma_integrity_check WHERE integrity_check != 'ok'",
    "row {1} of {0} belongs to no row of {2}.": "SELECT * FROM pragma_foreign_key_check",
    "document {} lives from version {} to {} of {}.": (
        "SELECT document, added, removed, newest FROM lifetimes,"
        " (SELECT coalesce(max(number), 0) AS newest FROM versions)"
        " WHERE added < 1 OR added > newest OR removed <= added OR removed > newest"
    ),
    "version {} was published with {} documents and has {} at {} sources.": (
        "SELECT number, versions.documents AS said, count(source) AS held,"
        " count(DISTINCT source) AS sources FROM versions LEFT JOIN lifetimes"
        " ON lifetimes.added <= number AND coalesce(lifetimes.removed, number + 1) > number"
        " LEFT JOIN documents ON documents.key = document GROUP BY number"
        " HAVING said != held OR said != sources"
    ),
    "{} texts have lost their vector.": (
        "SELECT count(*) AS lost FROM (SELECT vector FROM passages UNION SELECT vector FROM units"
        " EXCEPT SELECT id FROM vectors) HAVING lost > 0"
    ),
    "the vectors of one embedder have {} different lengths.": (
        "SELECT count(DISTINCT length(vector)) AS lengths FROM vectors WHERE id IN (SELECT vector"
        " FROM passages JOIN documents ON documents.key = document WHERE embedder ="
        " (SELECT value FROM meta WHERE key = 'embedder')) HAVING lengths > 1"
    ),
}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was looked at, in numbers, and what is wrong with it, in sentences.

    `vectors` are those in Chroma, one for each different text of a passage; `older` of them are
    needed only by older versions that are kept.
    """

    corpus_version: int
    documents: int
    passages: int
    units: int
    vectors: int
    older: int
    findings: tuple[str, ...]


def examine(store: Store) -> Diagnosis:
    """Compare everything that is kept; raises `StoreBusy` while a run changes the documents."""
    with store.writing(), store.catalog.reading() as connection:
        parts = [
            ("Catalog", _rows(connection)),
            ("Catalog", _texts(connection)),
            ("Full-text index", _lexical(connection, store.catalog)),
            ("Chroma", _index(connection, store.owner)),
        ]
        findings = tuple(said for part, found in parts for said in _said(part, found))
        rows = connection.execute(
            "SELECT vector, (SELECT count(*) FROM units WHERE passage = key) FROM live_passages"
        ).fetchall()
        held = set(store.owner.ask("ids"))
        return Diagnosis(
            catalog.corpus_version(connection), len(catalog.live_documents(connection)), len(rows),
            sum(units for _, units in rows), len(held), len(held - {id_ for id_, _ in rows}),
            findings,
        )  # fmt: skip


def repair(store: Store) -> None:
    """Make Chroma and the full-text index anew from the catalog; embeds nothing."""
    with store.writing():
        store.owner.ask("rebuild")
        with store.catalog.writing() as connection:
            # From its own texts first: to take rows out of a broken index could fail.
            connection.execute("INSERT INTO lexical (lexical) VALUES ('rebuild')")
            connection.execute("DELETE FROM lexical")
            open_lexical(connection, [key for (key,) in connection.execute("SELECT key FROM live")])


def _said(part: str, findings: Iterator[str]) -> Iterator[str]:
    """What cannot even be read is a finding as well."""
    try:
        for finding in findings:
            yield f"{part}: {finding}"
    except (sqlite3.DatabaseError, StoreError) as error:
        yield f"{part}: it cannot be read ({error})."


def _rows(connection: sqlite3.Connection) -> Iterator[str]:
    for sentence, query in _CATALOG.items():
        for row in connection.execute(query):
            yield sentence.format(*row)


def _texts(connection: sqlite3.Connection) -> Iterator[str]:
    query = "SELECT key, id, source, version, text, embedder FROM documents"
    for key, id_, source, version, text, embedder in connection.execute(query):
        if id_ != document_id(source) or not re.fullmatch("[0-9a-f]{64}", version):
            yield f"{source} has the id {id_} and the version {version}."
        for row in catalog.load_passages(connection, catalog.passage_keys(connection, [key])):
            if problem := _passage_problem(row, text, embedder):
                yield f"in {source}, passage {row.key} {problem}."


def _passage_problem(row: Row, text: str, embedder: str) -> str | None:
    passage = row.passage
    if text[passage.start : passage.end] != passage.text:
        return "is not the text at its place"
    if any(not passage.start <= u.start < u.end <= passage.end for u in passage.units):
        return "has a unit outside itself"
    embedded = [passage.embedded_text, *map(passage.embedded_unit, passage.units)]
    if [vector_id(one, embedder) for one in embedded] != [row.vector, *row.unit_vectors]:
        return "has the vector of another text"
    return None


def _lexical(connection: sqlite3.Connection, catalog_: Catalog) -> Iterator[str]:
    query = "SELECT key, heading, text FROM live_passages"
    wanted = {key: lexical_text(*texts) for key, *texts in connection.execute(query)}
    held = {k: (h, t) for k, h, t in connection.execute("SELECT rowid, heading, text FROM lexical")}
    yield from _differences("passages", wanted, held)
    with catalog_.writing() as writing:  # SQLite's own check raises where words and texts differ
        writing.execute("INSERT INTO lexical (lexical) VALUES ('integrity-check')")


def _index(connection: sqlite3.Connection, owner: OwnerAccess) -> Iterator[str]:
    # What is noted there is on its way in or out, which the owner's next step ends.
    noted = {id_ for (id_,) in connection.execute("SELECT vector FROM intents")}
    wanted, held = catalog.searchable_vectors(connection), set(owner.ask("ids"))
    yield from _differences("vectors", dict.fromkeys(wanted - noted), dict.fromkeys(held - noted))
    both = sorted(wanted & held)
    probes = catalog.held_vectors(connection, both[:: max(1, -(-len(both) // _PROBES))])
    lost = 0
    for vector in probes.values():
        near = catalog.held_vectors(connection, owner.nearest(vector, 1))
        lost += not any(np.allclose(vector, other, atol=_SAME) for other in near.values())
    if lost > _UNFOUND * len(probes):
        yield f"{lost} of {len(probes)} passages are not found by their own vector."


def _differences(
    things: str, wanted: Mapping[Any, object], held: Mapping[Any, object]
) -> Iterator[str]:
    if missing := len(wanted.keys() - held.keys()):
        yield f"{missing} {things} are missing."
    if extra := len(held.keys() - wanted.keys()):
        yield f"{extra} {things} are left over."
    if other := sum(held[key] != wanted[key] for key in held.keys() & wanted.keys()):
        yield f"{other} {things} have another text."
