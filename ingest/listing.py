"""How the items of a list are nested, by their indentation or by what they say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from ingest.chrome import Label
from ingest.lines import Line

_SMALL = frozenset(
    "a an and as at by for from in into of on or per the to via vs with without & / -".split()
)
_FIELD = re.compile(r"[A-Z][^:.!?|]{1,40}:\s\S.{0,120}")
_GROUPS = 2  # so many headed groups at least, or the capitals are an accident


def fields(lines: Sequence[Line], labels: Sequence[Label]) -> Iterator[Line]:
    """The lines, with those that follow each other as "Start: May" and "Fee: none" as items."""
    pairs = zip(lines, labels, strict=True)
    for is_field, group in groupby(pairs, lambda pair: pair[1] == "text" and _is_field(pair[0])):
        run = [line for line, _ in group]
        yield from (replace(n, look="item") for n in run) if is_field and len(run) > 1 else run


def _is_field(line: Line) -> bool:
    return line.look == "text" and bool(_FIELD.fullmatch(line.text))


def nest(items: Sequence[Line]) -> list[int]:
    """The depth of every item, 0 at the top."""
    depths = _by_indent(items)
    return depths if any(depths) else _by_words(items)


def parents(depths: Sequence[int]) -> list[int | None]:
    """For every item the position of the one that it is nested under."""
    above: list[int | None] = []
    path: list[int] = []
    for position, depth in enumerate(depths):
        del path[depth:]
        above.append(path[-1] if path else None)
        path.append(position)
    return above


def _by_indent(items: Sequence[Line]) -> list[int]:
    """By indentation; at the same one, bullets stand below numbers."""
    depths = []
    stack: list[tuple[int, bool]] = []
    for item in items:
        numbered = item.start - item.outer > 2 and not item.inline
        while stack and (stack[-1][0] > item.indent or stack[-1] == (item.indent, numbered)):
            stack.pop()
        if stack and stack[-1][0] == item.indent and numbered:
            stack.pop()
        depths.append(len(stack))
        stack.append((item.indent, numbered))
    return depths


def _by_words(items: Sequence[Line]) -> list[int]:
    """In a flat list, below items that end with a colon, or that are written as headings."""
    heads = [item.text.endswith(":") for item in items]
    if not any(heads):
        heads = _written_as_headings(items)
    depths, below = [], 0
    for head in heads:
        below = 0 if head else below
        depths.append(below)
        below = 1 if head else below
    return depths


def _written_as_headings(items: Sequence[Line]) -> list[bool]:
    """Which items are in title case, where those head groups of others that are not."""
    heads = [_is_title_case(item.text) for item in items]
    headed = [first and not second for first, second in pairwise(heads)]
    grouped = heads[:1] == [True] and sum(headed) == sum(heads) >= _GROUPS
    return heads if grouped else [False] * len(items)


def _is_title_case(text: str) -> bool:
    words = [word for word in text.split() if word not in _SMALL]
    return len(words) > 1 and all(word[:1].isupper() for word in words)
