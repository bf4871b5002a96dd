"""Whether catalog, full-text index and Chroma agree; both indexes made anew from the catalog."""

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vectorstore import catalog
from vectorstore.catalog import Catalog, vector_id
from vectorstore.errors import StoreError
from vectorstore.owner_access import OwnerAccess
from vectorstore.passage import document_id
from vectorstore.publishing import open_lexical
from vectorstore.rows import Row, load_passages
from vectorstore.store import Store

_PROBES = 1_000  # vectors that are searched for; all would take minutes in a large store
# Chroma's search is approximate: of 1,200 vectors that all but equal each other it loses 40 %,
# of 12,000 real ones none; of an index that was lost in part it finds next to nothing.
_UNFOUND = 0.5

_LIVE = "SELECT document FROM lifetimes WHERE removed IS NULL"
_KEPT = "SELECT document FROM lifetimes"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was looked at, in numbers, and what is wrong with it, in sentences."""

    corpus_version: int
    documents: int
    passages: int
    vectors: int
    findings: tuple[str, ...]


def examine(store: Store) -> Diagnosis:
    """Compare everything that is kept; raises `StoreBusy` while a run changes the documents."""
    with store.writing(), store.catalog.reading() as connection:
        findings = (
            *_said("Catalog", _file(connection)),
            *_said("Catalog", _lifetimes(connection)),
            *_said("Catalog", _texts(connection)),
            *_said("Catalog", _vectors(connection)),
            *_said("Full-text index", _lexical(connection)),
            *_said("Full-text index", _lexical_itself(store.catalog)),
            *_said("Chroma", _index(connection, store.owner)),
        )
        passages = connection.execute(
            f"SELECT count(*) FROM passages WHERE document IN ({_LIVE})"
        ).fetchone()
        return Diagnosis(
            catalog.corpus_version(connection),
            len(catalog.live_documents(connection)),
            passages[0],
            store.owner.count(),
            findings,
        )


def repair(store: Store) -> None:
    """Make Chroma and the full-text index anew from the catalog; embeds nothing."""
    with store.writing():
        store.owner.rebuild()
        try:
            with store.catalog.writing() as connection:
                # From its own texts first: to take rows out of a broken index could fail.
                connection.execute("INSERT INTO lexical (lexical) VALUES ('rebuild')")
                connection.execute("DELETE FROM lexical")
                open_lexical(connection, [key for (key,) in connection.execute(_LIVE)])
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"The catalog in {store.path} is damaged too badly to be repaired ({error}). Move "
                "it away and run: python -m ingest"
            ) from error


def _said(part: str, findings: Iterator[str]) -> Iterator[str]:
    """What cannot even be read is a finding as well."""
    try:
        for finding in findings:
            yield f"{part}: {finding}"
    except (sqlite3.DatabaseError, StoreError) as error:
        yield f"{part}: it cannot be read ({error})."


def _file(connection: sqlite3.Connection) -> Iterator[str]:
    for (problem,) in connection.execute("PRAGMA integrity_check"):
        if problem != "ok":
            yield f"SQLite says {problem}."
    for table, key, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"row {key} of {table} belongs to no row of {parent}."


def _lifetimes(connection: sqlite3.Connection) -> Iterator[str]:
    newest = catalog.corpus_version(connection)
    for document, added, removed in connection.execute(
        "SELECT document, added, removed FROM lifetimes"
        " WHERE added < 1 OR added > ?1 OR removed <= added OR removed > ?1",
        (newest,),
    ):
        yield f"document {document} lives from version {added} to {removed} of {newest}."
    for number, said in connection.execute("SELECT number, documents FROM versions"):
        sources = [
            source
            for (source,) in connection.execute(
                "SELECT source FROM documents JOIN lifetimes ON document = key"
                " WHERE added <= ?1 AND (removed IS NULL OR removed > ?1)",
                (number,),
            )
        ]
        if len(sources) != said or len(set(sources)) != said:
            yield (
                f"version {number} was published with {said} documents and has "
                f"{len(sources)} at {len(set(sources))} sources."
            )


def _texts(connection: sqlite3.Connection) -> Iterator[str]:
    documents = connection.execute(
        f"SELECT key, id, source, version, text, embedder FROM documents WHERE key IN ({_KEPT})"
    )
    for key, id_, source, version, text, embedder in documents:
        if id_ != document_id(source) or not re.fullmatch("[0-9a-f]{64}", version):
            yield f"{source} has the id {id_} and the version {version}."
        keys = connection.execute("SELECT key FROM passages WHERE document = ?", (key,))
        for row in load_passages(connection, [passage for (passage,) in keys]):
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


def _vectors(connection: sqlite3.Connection) -> Iterator[str]:
    passages = f"SELECT key FROM passages WHERE document IN ({_KEPT})"
    (lost,) = connection.execute(
        f"SELECT count(*) FROM (SELECT vector FROM passages WHERE key IN ({passages})"
        f" UNION SELECT vector FROM units WHERE passage IN ({passages})"
        " EXCEPT SELECT id FROM vectors)"
    ).fetchone()
    if lost:
        yield f"{lost} texts have lost their vector."
    (lengths,) = connection.execute(
        "SELECT count(DISTINCT length(vector)) FROM vectors WHERE id IN (SELECT vector FROM"
        " passages JOIN documents ON documents.key = document WHERE embedder ="
        " (SELECT value FROM meta WHERE key = 'embedder'))"
    ).fetchone()
    if lengths > 1:
        yield f"the vectors of one embedder have {lengths} different lengths."


def _lexical(connection: sqlite3.Connection) -> Iterator[str]:
    query = f"SELECT key, heading, text FROM passages WHERE document IN ({_LIVE})"
    wanted = {key: (" › ".join(json.loads(h)), text) for key, h, text in connection.execute(query)}
    held = {k: (h, t) for k, h, t in connection.execute("SELECT rowid, heading, text FROM lexical")}
    if missing := len(wanted.keys() - held.keys()):
        yield f"{missing} passages are missing."
    if extra := len(held.keys() - wanted.keys()):
        yield f"{extra} passages are left over."
    if other := sum(held[key] != wanted[key] for key in held.keys() & wanted.keys()):
        yield f"{other} passages have another text."


def _lexical_itself(catalog_: Catalog) -> Iterator[str]:
    """SQLite's own check, which raises where words and texts differ."""
    with catalog_.writing() as connection:
        connection.execute("INSERT INTO lexical (lexical) VALUES ('integrity-check')")
    yield from ()


def _index(connection: sqlite3.Connection, owner: OwnerAccess) -> Iterator[str]:
    wanted, held = catalog.searchable_vectors(connection), set(owner.ids())
    # What is noted there is on its way in or out, which the owner's next step ends.
    noted = {id_ for (id_,) in connection.execute("SELECT vector FROM intents")}
    if missing := len(wanted - held - noted):
        yield f"{missing} vectors are missing."
    if extra := len(held - wanted - noted):
        yield f"{extra} vectors are left over."
    probes = _some(sorted(wanted & held))
    lost = len(owner.astray(probes))
    if lost > _UNFOUND * len(probes):
        yield f"{lost} of {len(probes)} passages are not found by their own vector."


def _some(ids: Sequence[str]) -> Sequence[str]:
    return ids[:: max(1, -(-len(ids) // _PROBES))]
