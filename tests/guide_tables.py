"""The tables that the guide is made from: official figures, our words, and our names."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "guide"
Row = Mapping[str, str]


@cache
def table() -> tuple[Row, ...]:
    """The rows of the table of official figures."""
    with (FOLDER / "figures.csv").open(newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def words() -> Mapping[str, Any]:
    """Our words about each page."""
    return dict(yaml.safe_load((FOLDER / "occupations.yaml").read_text()))


@cache
def names() -> Mapping[str, Mapping[str, str]]:
    """What the guide calls occupations and industries."""
    return dict(yaml.safe_load((FOLDER / "names.yaml").read_text()))


def called(subject: str) -> str:
    """The occupation as the guide names it inside a sentence."""
    known = {official.lower(): ours for official, ours in names()["occupations"].items()}
    return known.get(subject.lower(), subject.lower())


def in_short(name: str) -> str:
    """What the guide calls an occupation in a list of many."""
    return names()["short"].get(name, name)


def rows(page: str) -> list[Row]:
    """The rows of a page: its occupations that are counted apart, if any, then all together."""
    return [row for row in table() if row["page"] == page]


def whole(page: str) -> Row:
    """The row of all occupations of a page together."""
    return rows(page)[-1]
