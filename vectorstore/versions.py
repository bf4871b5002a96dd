"""The corpus versions that are kept, and the step that brings one of them back."""

import sqlite3
from dataclasses import dataclass
from typing import NamedTuple

from vectorstore import catalog
from vectorstore.errors import StoreError
from vectorstore.publishing import Step


@dataclass(frozen=True, slots=True)
class Version:
    """One kept corpus version: when (UTC) and why it was published, and what it changed.

    `restores` is the version whose state an undo brought back; the counts are of documents.
    """

    number: int
    published_at: str
    cause: str
    restores: int | None
    documents: int
    added: int
    changed: int
    removed: int


class _Held(NamedTuple):
    """What stands at a source in one version."""

    key: int
    hash: str
    embedder: str


def kept_versions(connection: sqlite3.Connection) -> list[Version]:
    """The kept versions, newest first."""
    rows = connection.execute(
        "SELECT number, published_at, cause, restores, documents, added, changed, removed"
        " FROM versions ORDER BY number DESC"
    )
    return [Version(*row) for row in rows]


def skipped(connection: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    """The pairs of source and version that an undo took back; version "" is a removal."""
    return frozenset(connection.execute("SELECT source, version FROM skipped"))


def undo_step(connection: sqlite3.Connection, to: int | None) -> Step:
    """The step to the state of version `to`, or of the one before what the newest shows.

    Raises `StoreError` where there is none, or it is not kept or of another embedder.
    """
    target = _target(connection, to)
    embedder = catalog.meta(connection, "embedder") or ""
    now, then = _state(connection, catalog.corpus_version(connection)), _state(connection, target)
    if {held.embedder for held in then.values()} - {embedder}:
        raise StoreError(
            f"Version {target} was made with another embedding model and cannot be searched with "
            "the present one. Set VECTORSTORE_MODEL back and run: python -m ingest"
        )
    opened = [source for source, held in then.items() if now.get(source) != held]
    removed = [source for source in now if source not in then]
    # A source that goes leads to one that comes with the same bytes: a move is taken back.
    came = {then[source].hash: source for source in opened if source not in now}
    query = "SELECT text_version FROM versions WHERE number = ?"
    return Step(
        embedder=embedder,
        cause="undo",
        opened=[then[source].key for source in opened],
        removed=removed,
        moved=[(old, came[now[old].hash]) for old in removed if now[old].hash in came],
        skipped=_skipped(dict(skipped(connection)), now, then),
        text_version=connection.execute(query, (target,)).fetchone()[0],
        restores=target,
    )


def _target(connection: sqlite3.Connection, to: int | None) -> int:
    restores = dict(connection.execute("SELECT number, restores FROM versions"))
    if to is None:
        shown = max(restores, default=0)
        while restores.get(shown) is not None:  # an undo shows the version that it brought back
            shown = restores[shown]
        to = shown - 1
        if to < 1:
            raise StoreError("There is nothing to undo: nothing was published before.")
    if to not in restores:
        raise StoreError(
            f"Version {to} is not kept (VECTORSTORE_KEEP says how many are). To see those that "
            "are: python -m vectorstore versions"
        )
    return to


def _state(connection: sqlite3.Connection, version: int) -> dict[str, _Held]:
    rows = connection.execute(
        "SELECT source, key, version, embedder FROM documents JOIN lifetimes ON document = key"
        " WHERE added <= ?1 AND (removed IS NULL OR removed > ?1) ORDER BY source",
        (version,),
    )
    return {source: _Held(*held) for source, *held in rows}


def _skipped(
    before: dict[str, str], now: dict[str, _Held], then: dict[str, _Held]
) -> list[tuple[str, str]]:
    """Where the folder differs from the restored state.

    The folder holds what was shown up to now, unless an earlier undo had left it behind already.
    """
    hashes = {source: held.hash for source, held in then.items()}
    folder = dict.fromkeys(then, "") | {s: held.hash for s, held in now.items()} | before
    return [(s, hash_) for s, hash_ in sorted(folder.items()) if hash_ != hashes.get(s, "")]
