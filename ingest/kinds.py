"""What on a page is not the document's own text: navigation, advertisements, bylines."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from ingest.blocks import Block, is_finished

# `elsewhere` opens what is about other things: "Related articles". It is not indexed itself.
Label = Literal["text", "byline", "advertisement", "noise", "elsewhere"]

_SHORT = 80  # characters of a line that may be furniture
_LINK = 4  # words of a menu's line
_SENTENCE = 200  # characters of a notice about cookies
_HEAD_LINES = 12  # bylines stand in the first lines; further down "Source:" belongs to a table
_BYLINE_LENGTH = 160
_AD_LINES = 6  # title, employer, place, terms, pay, and one to spare
_OFFER_LENGTH = 600  # a longer paragraph is about more than that


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    flags = re.IGNORECASE | re.DOTALL
    return {name: re.compile(rf"(?:{'|'.join(parts)})\W*", flags) for name, parts in words.items()}


def _is(name: str, text: str) -> bool:
    """Whether a text is made of the words of `kinds.toml` that have this name."""
    return _patterns()[name].fullmatch(text) is not None


def label(blocks: Sequence[Block]) -> list[Label]:
    """One label per block."""
    labels = [_own_label(block) for block in blocks]
    for position in list(_menus(blocks, labels)):
        labels[position] = "noise"
    for position in list(_doubled(blocks, labels)):
        labels[position] = "noise"
    for first, end in advertisements(blocks):
        labels[first:end] = ["advertisement"] * (end - first)
    head = [position for position, name in enumerate(labels) if name == "text"][:_HEAD_LINES]
    for position in _bylines(blocks, head):
        labels[position] = "byline"
    for position in _offers(blocks, labels):
        labels[position] = "advertisement"
    return labels


def advertisements(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """The positions from the first to behind the last block of each job advertisement."""
    position = 0
    while position < len(blocks):
        end = _advertisement_end(blocks, position)
        if end:
            yield position, end
        position = end or position + 1


def is_advertisement_label(text: str) -> bool:
    """Whether a line only says that an advertisement follows."""
    return _is("advertisement", text)


def _own_label(block: Block) -> Label:
    text = block.text.strip("*_ ")
    if block.look == "break":
        return "noise"
    if block.look in ("row", "delimiter", "code") or len(text) > _SENTENCE:
        return "text"
    short = len(text) <= _SHORT
    if short and _is("elsewhere", text):
        return "elsewhere"
    link = block.look == "text" and not is_finished(text) and _is("link", text)
    chrome = short and (link or _is("chrome", text))
    return "noise" if chrome or (block.look != "heading" and _is("script", text)) else "text"


def _menus(blocks: Sequence[Block], labels: Sequence[Label]) -> Iterator[int]:
    """Short lines between two blank ones of which two at least are furniture: the others, too."""
    first = 0
    for end in range(1, len(blocks) + 1):
        if end == len(blocks) or blocks[end].gap:
            run = blocks[first:end]
            is_short = all(
                len(block.text.split()) <= _LINK and not is_finished(block.text) for block in run
            )
            if is_short and labels[first:end].count("noise") > 1:
                yield from range(first, end)
            first = end


def _doubled(blocks: Sequence[Block], labels: Sequence[Label]) -> Iterator[int]:
    """Short lines that stand again on the next line; and the title where it is said again."""
    named = [n for n, block in enumerate(blocks) if labels[n] == "text" and len(block.text) <= 120]
    for first, second in pairwise(named):
        same = blocks[first].text.casefold() == blocks[second].text.casefold()
        if same and second == first + 1 and blocks[first].look in ("text", "heading"):
            yield first if blocks[first].look == "text" else second
    if named and blocks[named[0]].look in ("text", "heading"):
        title = blocks[named[0]].text
        yield from (n for n in named[1:] if (blocks[n].look, blocks[n].text) == ("text", title))


def _advertisement_end(blocks: Sequence[Block], first: int) -> int | None:
    """Behind the last block of the advertisement that begins here, None where none does."""
    labelled = is_advertisement_label(blocks[first].text)
    if not (labelled or (first + 1 < len(blocks) and _is("employer", blocks[first + 1].text))):
        return None
    seen_employer = False
    for position in range(first + 1, min(first + 1 + _AD_LINES, len(blocks))):
        block = blocks[position]
        if _is("terms", block.text):
            return position + 1
        if is_advertisement_label(block.text) or len(block.text) > 120 or block.look == "heading":
            return position if seen_employer else None
        seen_employer = seen_employer or _is("employer", block.text)
    return None


def _bylines(blocks: Sequence[Block], head: Sequence[int]) -> Iterator[int]:
    """Author, date and source in the first lines, with the subtitle that may stand before them."""
    found = [position for position in head if _is_byline(blocks[position])]
    if len(head) > 2 and head[1] not in found and head[2] in found:
        yield from head[1:2] if blocks[head[1]].look == "text" else ()
    yield from found


def _is_byline(block: Block) -> bool:
    text = block.text.strip("*_ ")
    return block.look == "text" and len(text) <= _BYLINE_LENGTH and _is("byline", text)


def _offers(blocks: Sequence[Block], labels: Sequence[Label]) -> Iterator[int]:
    """What the author offers for sale, and the link cards behind it."""
    card: list[int] = []  # short lines behind an offer, which a line with an address may complete
    offering = False
    for position, block in enumerate(blocks):
        if labels[position] != "text" or block.look not in ("text", "item"):
            offering = False
        elif len(block.text) <= _OFFER_LENGTH and _is("offer", block.text):
            offering, card = True, []
            yield position
        elif is_finished(block.text):
            offering = False
        elif _is("address", block.text):
            yield from [*card, position] if offering else [position]
            card = []
        else:
            card.append(position)
