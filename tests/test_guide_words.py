"""The guide is in words of our own: no run of words and no list is that of a source."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from tests.guide_said import (
    GUIDE,
    HANDBOOK,
    ROOT,
    SEEDS,
    each_document,
    said,
    texts,
    words,
)  # fmt: skip

FOLDERS = ("ingest", "vectorstore", "chatbot", "tests")
LIST = 5  # so many items in a seed's order are its list; fewer can be so by chance
BULLET = re.compile(r"\s*(?:[-•]|\d\.)")


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    """Every run of `length` words of the text."""
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


@cache
def all_runs(folder: Path) -> set[tuple[str, ...]]:
    return set().union(*map(runs, texts(folder)))


@each_document
@pytest.mark.parametrize("folder", [SEEDS, HANDBOOK], ids=lambda folder: folder.name)
def test_no_run_of_eight_words_is_copied(path: Path, folder: Path) -> None:
    own = set().union(*(runs(found.quote) for found in said(path)))
    assert not [" ".join(run) for run in sorted(own & all_runs(folder))]


def content(item: str) -> frozenset[str]:
    """The beginnings of the words of an item that carry its meaning."""
    little = {"with", "from", "such", "that", "their", "other", "like", "more", "than", "into"}
    return frozenset(w[:5] for w in words(item) if w not in little and (len(w) > 3 or w == "sql"))


def enumerated(text: str) -> list[frozenset[str]]:
    """The parts of a sentence that lists things."""
    return [one for part in re.split(r"[,;:()]| and | or ", text) if (one := content(part))]


def same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two items say about the same: more than half of the shorter one is in the other."""
    return len(one & other) > min(len(one), len(other)) / 2


def own_lists(path: Path) -> Iterator[list[frozenset[str]]]:
    """The lists of a document, and its sentences that list things."""
    for (form, _), group in groupby(said(path), key=lambda one: (one.form, one.block)):
        quotes = [one.quote for one in group]
        yield from [list(map(content, quotes))] if form == "item" else map(enumerated, quotes)


@cache
def seed_lists() -> tuple[list[frozenset[str]], ...]:
    """The lists of the seeds: bullets that follow each other, and sentences that list things."""
    found = []
    for text in texts(SEEDS):
        lines = re.split(r"\n+| (?=- \*\*|- [A-Z])", text)
        for bullet, group in groupby(lines, key=lambda line: bool(BULLET.match(line))):
            block = list(group)
            found += [[content(line) for line in block]] if bullet else []
            found += [enumerated(one) for line in block for one in re.split(r"(?<=\.) ", line)]
    return tuple(items for items in found if len(items) >= LIST)


def longest_run(own: Sequence[frozenset[str]], seed: Sequence[frozenset[str]]) -> int:
    """How many items in a row say the same as items of the seed that stand in the same order."""
    best = 0
    for start in range(len(own)):
        at, length = 0, 0
        for item in own[start:]:
            at = next((n + 1 for n in range(at, len(seed)) if same(item, seed[n])), 0)
            if not at:
                break
            length += 1
        best = max(best, length)
    return best


def test_a_list_in_the_order_of_another_is_noticed() -> None:
    seed = [content(one) for one in ("Baking bread", "Clean ovens", "Sell cakes", "Buy flour")]
    assert longest_run([content("Bread baking"), content("Flour"), content("Ovens")], seed) == 2
    assert longest_run([content("Flour"), content("Cakes"), content("Ovens")], seed) == 1


@each_document
def test_no_list_has_five_items_in_the_order_of_a_seed(path: Path) -> None:
    for own in own_lists(path):
        if len(own) >= LIST:
            assert max(longest_run(own, seed) for seed in seed_lists()) < LIST, own


def test_no_code_and_no_test_copies_a_sentence_of_the_seeds() -> None:
    seeds = all_runs(SEEDS)
    files = [*ROOT.glob("*.md"), *(p for f in FOLDERS for p in (ROOT / f).rglob("*.*"))]
    own = set(GUIDE)  # compared sentence by sentence above
    kinds = {".py", ".md", ".toml", ".js", ".yaml"}
    compared = [p for p in files if p.suffix in kinds and p not in own]
    assert len(compared) > 100
    copied = {path.name: sorted(runs(path.read_text()) & seeds) for path in compared}
    assert not {name: found for name, found in copied.items() if found}
