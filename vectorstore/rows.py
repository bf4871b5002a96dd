"""Passages as they stand in the catalog, made whole again."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from vectorstore.catalog import select_in
from vectorstore.passage import Document, Passage, Unit


@dataclass(frozen=True, slots=True)
class Row:
    """A passage with its key and the ids of its vector and of its units' vectors."""

    key: int
    passage: Passage
    vector: str
    unit_vectors: tuple[str, ...]


def load_passages(connection: sqlite3.Connection, keys: Iterable[int]) -> list[Row]:
    """The passages with these keys, by key."""
    wanted = sorted(keys)
    units, vectors = _units(connection, wanted)
    rows = select_in(
        connection,
        "SELECT passages.key, vector, source, title, version, bytes, as_of, origin,"
        " heading, passages.text, start, end, page, kind"
        " FROM passages JOIN documents ON documents.key = document WHERE passages.key IN",
        wanted,
    )
    return [_row(row, tuple(units[row[0]]), tuple(vectors[row[0]])) for row in rows]


def _units(
    connection: sqlite3.Connection, keys: list[int]
) -> tuple[dict[int, list[Unit]], dict[int, list[str]]]:
    units: dict[int, list[Unit]] = defaultdict(list)
    vectors: dict[int, list[str]] = defaultdict(list)
    query = (
        "SELECT passage, vector, start, end, form, block, depth, lead FROM units WHERE passage IN"
    )
    for key, vector, *unit in select_in(connection, query, keys):  # in the primary key's order
        units[key].append(Unit(*unit))
        vectors[key].append(vector)
    return units, vectors


def _row(row: tuple[Any, ...], units: tuple[Unit, ...], vectors: tuple[str, ...]) -> Row:
    key, vector, *document = row[:8]
    heading, text, start, end, page, kind = row[8:]
    passage = Passage(
        Document(*document), tuple(json.loads(heading)), text, start, end, page, kind, units
    )
    return Row(key, passage, vector, vectors)
