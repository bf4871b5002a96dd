"""The corpus versions that are kept, and the step that brings one of them back."""

import sqlite3
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _State:
    """The documents of one version by source: key, hash of the bytes, embedder."""

    keys: dict[str, int]
    hashes: dict[str, str]
    embedders: set[str]


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
    if then.embedders - {embedder}:
        raise StoreError(
            f"Version {target} was made with another embedding model and cannot be searched with "
            "the present one. Set VECTORSTORE_MODEL back and run: python -m ingest"
        )
    opened = [source for source, key in then.keys.items() if now.keys.get(source) != key]
    gone = [source for source, key in now.keys.items() if then.keys.get(source) != key]
    return Step(
        embedder=embedder,
        cause="undo",
        opened=[then.keys[source] for source in opened],
        removed=[source for source in gone if source not in then.keys],
        moved=_moved(
            {source: now.hashes[source] for source in gone if source not in then.keys},
            {source: then.hashes[source] for source in opened if source not in now.keys},
        ),
        skipped=_skipped(dict(skipped(connection)), now.hashes, then.hashes),
        text_version=_text_version(connection, target),
        restores=target,
    )


def _target(connection: sqlite3.Connection, to: int | None) -> int:
    restores = dict(connection.execute("SELECT number, restores FROM versions"))
    target = to
    if target is None:
        shown = max(restores, default=0)
        while restores.get(shown) is not None:  # an undo shows the version that it brought back
            shown = restores[shown]
        target = shown - 1
        if target < 1:
            raise StoreError("There is nothing to undo: nothing was published before.")
    if target not in restores:
        raise StoreError(
            f"Version {target} is not kept (VECTORSTORE_KEEP says how many are). To see those that "
            "are: python -m vectorstore versions"
        )
    return target


def _state(connection: sqlite3.Connection, version: int) -> _State:
    rows = connection.execute(
        "SELECT source, key, version, embedder FROM documents JOIN lifetimes ON document = key"
        " WHERE added <= ?1 AND (removed IS NULL OR removed > ?1) ORDER BY source",
        (version,),
    ).fetchall()
    return _State(
        {source: key for source, key, _, _ in rows},
        {source: hash_ for source, _, hash_, _ in rows},
        {embedder for *_, embedder in rows},
    )


def _moved(gone: dict[str, str], came: dict[str, str]) -> list[tuple[str, str]]:
    """A source that goes leads to one that comes with the same bytes: a move is taken back."""
    by_hash = {hash_: source for source, hash_ in came.items()}
    return [(source, by_hash[hash_]) for source, hash_ in gone.items() if hash_ in by_hash]


def _skipped(
    before: dict[str, str], now: dict[str, str], then: dict[str, str]
) -> list[tuple[str, str]]:
    """Where the folder differs from the restored state.

    The folder holds what was shown up to now, unless an earlier undo had left it behind already.
    """
    sources = sorted({*before, *now, *then})
    folder = {source: before.get(source, now.get(source, "")) for source in sources}
    return [(s, folder[s]) for s in sources if folder[s] != then.get(s, "")]


def _text_version(connection: sqlite3.Connection, version: int) -> str | None:
    query = "SELECT text_version FROM versions WHERE number = ?"
    text_version: str | None = connection.execute(query, (version,)).fetchone()[0]
    return text_version
