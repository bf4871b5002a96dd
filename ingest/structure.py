"""Canonical text as sections of blocks: paragraphs, list items, table rows, with their leads."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from ingest.chrome import Label, advertisements, is_advertisement_label, label
from ingest.lines import Line, is_finished, plain, read_lines
from ingest.listing import fields, nest, parents
from ingest.outline import outline
from ingest.repeated import Lines, are_repeated
from ingest.run_on import part
from ingest.sentences import sentences
from vectorstore import Kind, Unit

_NONE: Lines = frozenset()
_STANDING = 200  # characters of a whole section; a shorter one may be a fact about each document
_LEAD_LENGTH = 300  # a longer introduction says more than what it introduces
_LABEL_LENGTH = 100  # an unfinished line of this length over a list says what is listed
_NOTE_SHARE = 1 / 3
_PRONOUN = re.compile(r"(?:they|their|these|this|it|its|he|she|his|her|those|such)\b", re.I)
_FIGURE = re.compile(r"(?!(?:19|20)\d\d$)[\s(]*[$€£¥]?\d[\d.,]*\s?[%kKmM]?[)\s]*")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an item, a row, or a whole advertisement.

    `outer` is where its bullet stands, or its table's head; `unit` is the block as one unit, to be
    parted where it is a paragraph or too long.
    """

    outer: int
    unit: Unit
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that follow each other under the same headings, all of one kind."""

    heading: tuple[str, ...]
    kind: Kind
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """The sections of a text, and the title that it gives itself."""

    title: str | None
    sections: tuple[Section, ...]


def structure(
    text: str, begin: int = 0, title: str | None = None, repeated: Lines = _NONE
) -> Structure:
    """The sections of a canonical text from `begin` on; `title` is one given outside of it.

    `repeated` are the lines that stand in most documents: where they are a text's beginning, its
    end or a whole section, they are left out.
    """
    lines = part(read_lines(text, begin))
    standing = _standing(lines, text, repeated)
    labels = label(lines)
    for position in _margins(lines, standing):
        labels[position] = "noise"
    lines = list(fields(lines, labels))
    outlined = outline(lines, labels, title)
    jobs = {position: ad for ad in advertisements(lines) for position in range(*ad)}
    # Passages do not run across what is not indexed.
    noisy = (n == "noise" and i.look != "break" for n, i in zip(labels, lines, strict=True))
    noise = list(accumulate(noisy))
    sections: list[Section] = []
    number = 0
    places = [
        (outlined.paths[n], labels[n], jobs.get(n), noise[n], line, standing[n])
        for n, line in enumerate(lines)
        if outlined.paths[n] is not None
    ]
    for (path, name, job, _), group in groupby(places, key=lambda place: place[:4]):
        stretch, are_standing = zip(*(place[4:] for place in group), strict=True)
        if all(are_standing) and stretch[-1].end - stretch[0].start >= _STANDING:
            continue
        if job:
            section = _advertisement(stretch, number)
        else:
            section = Section(path or (), _kind(name), tuple(_blocks(stretch, number, text)))
        if section.blocks:
            sections.append(section)
            number = section.blocks[-1].unit.block + 1
    return Structure(outlined.title, tuple(sections))


def _standing(lines: Sequence[Line], text: str, repeated: Lines) -> list[bool]:
    """Which lines are repeated; none where most are: that is a copy, and no page with a menu."""
    found = [are_repeated(text[line.outer : line.end], repeated) for line in lines]
    size = sum(len(line.text) for line, is_found in zip(lines, found, strict=True) if is_found)
    return found if size * 2 < sum(len(line.text) for line in lines) else [False] * len(lines)


def _margins(lines: Sequence[Line], standing: Sequence[bool]) -> Iterator[int]:
    """The first and the last lines, as far as all of them are repeated; a first heading stays."""
    top = next((n for n, s in enumerate(standing) if not s or lines[n].look == "heading"), 0)
    foot = next((n for n in reversed(range(len(lines))) if not standing[n]), len(lines)) + 1
    yield from (*range(top), *range(foot, len(lines)))


def _kind(name: Label) -> Kind:
    return name if name in ("advertisement", "byline") else "text"


def _advertisement(lines: Sequence[Line], number: int) -> Section:
    """One advertisement as one unit: its title, employer and pay belong together."""
    heading: tuple[str, ...] = ()
    if is_advertisement_label(lines[0].text) and len(lines) > 1:
        heading = (re.sub(r"\W+$", "", plain(lines[0].text)),)
        lines = lines[1:]
    unit = Unit(lines[0].start, lines[-1].end, "sentence", number)
    return Section(heading, "advertisement", (Block(lines[0].outer, unit),))


def _blocks(lines: Sequence[Line], number: int, text: str) -> Iterator[Block]:
    """The blocks of lines under the same headings; `number` is the first one's."""
    before: Line | None = None
    for look, group in groupby(lines, key=_group):
        stretch = list(group)
        lead = _lead(before.text) if before else ""
        blocks: list[Block] = []
        if look == "item":
            blocks = list(_list(stretch, number, lead))
        elif look == "row":
            blocks = list(_table(stretch, number, lead))
        else:
            blocks = [
                Block(line.outer, Unit(line.start, line.end, "sentence", number + n), whole=False)
                for n, line in enumerate(stretch)
            ]
        yield from blocks
        if blocks:
            number = blocks[-1].unit.block + 1
        before = stretch[-1] if look == "text" else None


def _group(line: Line) -> str:
    return {"item": "item", "row": "row", "delimiter": "row"}.get(line.look, "text")


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


def _list(items: Sequence[Line], number: int, lead: str) -> Iterator[Block]:
    depths = nest(items)
    for item, depth, above in zip(items, depths, parents(depths), strict=True):
        led = lead if above is None else items[above].text[:_LEAD_LENGTH]
        yield Block(item.outer, Unit(item.start, item.end, "item", number, depth, led))


def _table(rows: Sequence[Line], number: int, lead: str) -> Iterator[Block]:
    """The rows below the head. A converter may have taken a row with figures for the head."""
    outer: int | None = rows[0].outer
    headed = len(rows) > 1 and rows[1].look == "delimiter"
    if headed and not any(_FIGURE.fullmatch(cell) for cell in _cells(rows[0])[1:]):
        lead, rows = rows[0].text if any(_cells(rows[0])) else lead, rows[1:]
    for row in rows:
        if row.look == "row" and _is_filled(row):
            unit = Unit(row.start, row.end, "row", number, 0, lead)
            yield Block(row.outer if outer is None else outer, unit)
            outer = None


def _is_filled(row: Line) -> bool:
    """Whether a row has something in most of its cells; else it is a second head, or a note."""
    cells = row.text.strip().strip("|").split("|")
    filled = sum(bool(cell.strip()) for cell in cells)
    return filled > len(cells) * _NOTE_SHARE


def _cells(row: Line) -> list[str]:
    return [cell.strip() for cell in row.text.strip("| ").split("|")]
