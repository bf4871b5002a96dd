"""Canonical text as sections of blocks: paragraphs, list items, table rows, with their leads."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise

from ingest.blocks import Block, is_finished, plain, read_blocks
from ingest.formats.table import may_name
from ingest.headings import outline
from ingest.kinds import Label, advertisements, is_advertisement_label, label
from ingest.run_on import part
from ingest.sentences import sentences
from vectorstore import Kind, Unit

_LEAD_LENGTH = 300  # a longer introduction says more than what it introduces
_LABEL_LENGTH = 100  # an unfinished line of this length over a list says what is listed
_NOTE_SHARE = 1 / 3
_PRONOUN = re.compile(r"(?:they|their|these|this|it|its|he|she|his|her|those|such)\b", re.I)
_FIELD = re.compile(r"[A-Z][^:.!?|]{1,40}:\s\S.{0,120}")
_RUN_IN = re.compile(r"(?:\*\*|__)([^*_]{2,60})(?:\*\*|__)|([A-Z][^:.!?|]{1,40}):\s")
_LABEL_WORDS = 6
_SMALL = frozenset(
    "a an and as at by for from in into of on or per the to via vs with without & / -".split()
)
_GROUPS = 2  # so many headed groups at least, or the capitals are an accident


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, an item, a row, or a whole advertisement.

    `outer` is where its bullet stands, or its table's head; `unit` is all of it as one unit, to be
    parted where it is not `whole` or too long.
    """

    outer: int
    unit: Unit
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """Pieces that follow each other under the same headings, all of one kind."""

    heading: tuple[str, ...]
    kind: Kind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """The sections of a text, and the title that it gives itself."""

    title: str | None
    sections: tuple[Section, ...]


def structure(text: str, begin: int = 0, title: str | None = None) -> Structure:
    """The sections of a canonical text from `begin` on; `title` is one given outside of it."""
    blocks = part(read_blocks(text, begin))
    labels = label(blocks)
    blocks = list(_with_fields(blocks, labels))
    paths, own_title = outline(blocks, labels, title)
    jobs = {position: ad for ad in advertisements(blocks) for position in range(*ad)}
    # Passages do not run across what is not indexed.
    noisy = (n == "noise" and b.look != "break" for n, b in zip(labels, blocks, strict=True))
    noise = list(accumulate(noisy))
    sections: list[Section] = []
    number = 0
    places = [
        (path, labels[n], jobs.get(n), noise[n], blocks[n])
        for n, path in enumerate(paths)
        if path is not None
    ]
    for (path, name, job, _), group in groupby(places, key=lambda place: place[:4]):
        stretch = [place[4] for place in group]
        if job:
            section = _advertisement(stretch, number)
        else:
            kind: Kind = name if name in ("advertisement", "byline") else "text"
            section = Section(path, kind, tuple(_pieces(stretch, number)))
        if section.pieces:
            sections.append(section)
            number = section.pieces[-1].unit.block + 1
    return Structure(own_title, tuple(sections))


def _with_fields(blocks: Sequence[Block], labels: Sequence[Label]) -> Iterator[Block]:
    """The blocks, with those that follow each other as "Start: May" and "Fee: none" as items."""
    pairs = zip(blocks, labels, strict=True)
    for is_field, group in groupby(
        pairs, lambda p: p[1] == p[0].look == "text" and bool(_FIELD.fullmatch(p[0].text))
    ):
        run = [block for block, _ in group]
        yield from (replace(n, look="item") for n in run) if is_field and len(run) > 1 else run


def _advertisement(blocks: Sequence[Block], number: int) -> Section:
    """One advertisement as one unit: its title, employer and pay belong together."""
    heading: tuple[str, ...] = ()
    if is_advertisement_label(blocks[0].text) and len(blocks) > 1:
        heading = (re.sub(r"\W+$", "", plain(blocks[0].text)),)
        blocks = blocks[1:]
    unit = Unit(blocks[0].start, blocks[-1].end, "sentence", number)
    return Section(heading, "advertisement", (Piece(blocks[0].outer, unit),))


def _pieces(blocks: Sequence[Block], number: int) -> Iterator[Piece]:
    """The pieces of blocks under the same headings; `number` is the first one's."""
    lead = ""
    for look, group in groupby(blocks, key=_group):
        stretch = list(group)
        pieces: list[Piece]
        if look == "item":
            pieces = list(_list(stretch, number, lead))
        elif look == "row":
            pieces = list(_table(stretch, number, lead))
        else:
            pieces = list(_paragraphs(stretch, number))
        yield from pieces
        if pieces:
            number = pieces[-1].unit.block + 1
        lead = _lead(stretch[-1].text) if look == "text" else ""


def _paragraphs(blocks: Sequence[Block], number: int) -> Iterator[Piece]:
    """The paragraphs; a label that one begins with leads its other sentences.

    It is in bold or before a colon ("Pay: …"); or a name with a full stop, where another paragraph
    beside it begins in the same way ("Site manager. …").
    """
    parted = [sentences(block.text) for block in blocks]
    firsts = [block.text[slice(*spans[0])] for block, spans in zip(blocks, parted, strict=True)]
    named = [
        first.endswith(".") and len(first.split()) <= _LABEL_WORDS and len(spans) > 1
        for first, spans in zip(firsts, parted, strict=True)
    ]
    for place, (block, spans, first) in enumerate(zip(blocks, parted, firsts, strict=True), number):
        unit = Unit(block.start, block.end, "sentence", place)
        mark = _RUN_IN.match(first)
        label = plain(mark[1] or mark[2]) if mark else ""
        if named[place - number] and sum(named) > 1:
            label = plain(first)
        if not label or len(spans) < 2:
            yield Piece(block.outer, unit, False)
            continue
        yield Piece(block.outer, replace(unit, end=block.start + spans[0][1]), False)
        rest = block.start + spans[1][0]
        yield Piece(rest, replace(unit, start=rest, lead=label.rstrip(".")), False)


def _group(block: Block) -> str:
    return {"item": "item", "row": "row", "delimiter": "row"}.get(block.look, "text")


def _lead(text: str) -> str:
    """What the end of a paragraph says of the list or table behind it."""
    if not text.endswith(":"):
        return text if len(text) <= _LABEL_LENGTH and not is_finished(text) else ""
    spans = sentences(text)
    first = len(spans) - 1
    # "Their duties include:" says whose only together with the sentence before it.
    while first and _PRONOUN.match(text[spans[first][0] :]):
        first -= 1
    if len(text) - spans[first][0] > _LEAD_LENGTH:
        first = len(spans) - 1
    return text[spans[first][0] :]


def _list(items: Sequence[Block], number: int, lead: str) -> Iterator[Piece]:
    """The items, each led by the item that it is nested under, or by what leads the list."""
    above: list[str] = []
    for item, depth in zip(items, _depths(items), strict=True):
        del above[depth:]
        led = above[-1][:_LEAD_LENGTH] if above else lead
        yield Piece(item.outer, Unit(item.start, item.end, "item", number, depth, led))
        above.append(item.text)


def _depths(items: Sequence[Block]) -> list[int]:
    """The depth of every item, 0 at the top: by indentation, else by what the items say."""
    depths = []
    stack: list[tuple[int, bool]] = []
    for item in items:
        # At the same indentation, bullets stand below numbers.
        numbered = item.start - item.outer > 2 and not item.inline
        while stack and (stack[-1][0] > item.indent or stack[-1] == (item.indent, numbered)):
            stack.pop()
        if stack and stack[-1][0] == item.indent and numbered:
            stack.pop()
        depths.append(len(stack))
        stack.append((item.indent, numbered))
    return depths if any(depths) else _depths_by_words(items)


def _depths_by_words(items: Sequence[Block]) -> list[int]:
    """In a flat list, below items that end with a colon, or that are written as headings."""
    heads = [item.text.endswith(":") for item in items]
    if not any(heads):
        heads = [_is_title_case(item.text) for item in items]
        headed = sum(first and not second for first, second in pairwise(heads))
        if not heads[0] or headed != sum(heads) or headed < _GROUPS:
            return [0] * len(items)
    below = list(accumulate(heads, max))
    return [int(under and not head) for head, under in zip(heads, below, strict=True)]


def _is_title_case(text: str) -> bool:
    words = [word for word in text.split() if word not in _SMALL]
    return len(words) > 1 and all(word[:1].isupper() for word in words)


def _table(rows: Sequence[Block], number: int, lead: str) -> Iterator[Piece]:
    """The rows below the head. A converter may have taken a row with figures for the head."""
    outer: int | None = rows[0].outer
    if len(rows) > 1 and rows[1].look == "delimiter":
        head = _cells(rows[0])
        if may_name(head[1:]):
            lead, rows = rows[0].text if any(head) else lead, rows[1:]
    for row in rows:
        cells = _cells(row)
        # A row with little in it is a second head, or a note.
        if row.look == "row" and sum(map(bool, cells)) > len(cells) * _NOTE_SHARE:
            unit = Unit(row.start, row.end, "row", number, 0, lead)
            yield Piece(row.outer if outer is None else outer, unit)
            outer = None


def _cells(row: Block) -> list[str]:
    """The cells of a row, without the blanks around them."""
    return [cell.strip() for cell in row.text.strip().strip("|").split("|")]
