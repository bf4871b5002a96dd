"""The pieces of a PDF's page as lines in the order of reading: columns, tables, raised figures."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from pypdf import PageObject
from pypdf.errors import FileNotDecryptedError

from ingest.formats.layout import Box, groups, parted
from ingest.formats.pdf_pieces import Piece, pieces
from ingest.formats.raised import raised
from ingest.formats.table import Cell, sheet

BULLET = re.compile(r"\s*([-*•◦▪‣·●○■–]|\d{1,2}[.)])(\s|$)")
_SAME_LINE = 0.5  # of the size: how far baselines lie apart that belong to one line
_SMALLER = 0.85  # of the size: a raised text is set smaller
_RISE = 0.15  # of the size: how much higher it stands
_BLANK = 0.18  # of the size: a gap that is no kerning; a space is 0.25 wide
_GAP = 0.6  # of the size: a gap that may part the cells of a table
_GUTTER = 1.0  # of the size: a gap that hardly any justified line has
_GOES_ON = 1.2  # of the size: the gap up to which a lone line goes on with the columns above
_PROSE = 4  # words in half of a column's lines: it is text to be read down
_MIDST = 0.3  # of a column's lines begin in the midst of a sentence: it is text to be read down
_TALL = 0.6  # of the size: how high letters are
_LOST = 0.97  # of the letters that pypdf finds: with fewer, its own order is taken


@dataclass(slots=True)
class PdfLine:
    """A line as it is put together: its place on the page in points, and the sizes of letters."""

    text: str = ""
    left: float = 0.0
    height: float = 0.0
    sizes: Counter[float] = field(default_factory=Counter)
    is_table: bool = False

    @property
    def size(self) -> float:
        """The size of most of its letters, 0 where it is not known."""
        return max(self.sizes, key=self.sizes.__getitem__, default=0.0)


def read_lines(page: PageObject) -> list[PdfLine] | None:
    """The lines of a page that show something, in the order of reading; None if it is damaged."""
    drawn, ordered = _tried(_in_drawn_order, page), _tried(_in_reading_order, page)
    if ordered is None:
        return drawn or None
    return drawn if drawn and _letters(ordered) < _LOST * _letters(drawn) else ordered


def _tried(
    way: Callable[[PageObject], Iterator[PdfLine]], page: PageObject
) -> list[PdfLine] | None:
    """What a way of reading a page gives; a page that is damaged does not spoil the others."""
    try:
        return list(way(page))
    except (FileNotDecryptedError, MemoryError):
        raise
    except Exception:  # pypdf raises whatever a broken page makes it run into
        return None


def _letters(lines: Sequence[PdfLine]) -> int:
    return sum(character.isalnum() for line in lines for character in line.text)


def _in_reading_order(page: PageObject) -> Iterator[PdfLine]:
    boxes = list(_segments(pieces(page)))
    size = median(box.what.size for box in boxes) if boxes else 0.0
    for group in groups(boxes, _GAP * size, _GOES_ON * size):
        columns, bands = parted(group, "x", _GAP * size), parted(group, "y")
        below: list[Box] = []
        while len(bands) > 1 and len(bands[-1]) == 1:
            below = bands.pop() + below  # what stands alone below a table is no row of it
        match _kind(columns, bands, size):
            case "prose":
                for column in columns:
                    yield from _lines(column)
            case "table":
                yield _table(bands, columns)
                yield from _lines(below)
            case "lines":
                yield from _lines(group)


def _lines(boxes: Sequence[Box]) -> Iterator[PdfLine]:
    """The lines of a column, each from its left to its right end."""
    margin = min((box.left for box in boxes), default=0.0)
    for band in parted(boxes, "y"):
        parts = sorted(band, key=lambda box: box.left)
        line = PdfLine(" ".join(box.what.text for box in parts), parts[0].left - margin)
        line.height = parts[0].what.height
        line.sizes = sum((box.what.sizes for box in parts), Counter[float]())
        yield line


def _kind(
    columns: list[list[Box]], bands: list[list[Box]], size: float
) -> Literal["prose", "table", "lines"]:
    """Whether columns are texts of their own, to be read down, a table's, or one text by chance."""
    if len(columns) == 1:
        return "lines"
    words = min(median(len(box.what.text.split()) for box in column) for column in columns)
    is_wide, shortest = _gutter(columns) >= _GUTTER * size, min(map(len, columns))
    if is_wide and shortest > 1:
        rows = sum(1 < len(band) <= len(columns) for band in bands)
        if words >= _PROSE or all(map(_reads_on, columns)) or 2 * rows < shortest:
            return "prose"
    is_table = is_wide or (len(bands) > 2 and words < _PROSE)
    return "table" if len(bands) > 1 and is_table else "lines"


def _reads_on(column: list[Box]) -> bool:
    """Whether lines go on with the sentence of the line before; cells begin with a capital."""
    midst: int = sum(box.what.text[:1].islower() for box in column[1:])
    return midst >= _MIDST * len(column)


def _gutter(columns: list[list[Box]]) -> float:
    """How wide the narrowest gap between columns is."""
    ends = [max(box.right for box in column) for column in columns]
    begins = [min(box.left for box in column) for column in columns]
    return min(begin - end for end, begin in zip(ends, begins[1:], strict=False))


def _table(bands: Sequence[Sequence[Box]], columns: Sequence[Sequence[Box]]) -> PdfLine:
    places = {id(box): n for n, column in enumerate(columns) for box in column}
    rows: list[list[str]] = []
    for band in bands:
        row = [""] * len(columns)
        for box in band:
            row[places.get(id(box), 0)] += f" {box.what.text}"
        row = [text.strip() for text in row]
        wraps = not row[0] and not any(re.search(r"\d", text) for text in row) and len(rows) > 1
        if rows and (wraps or (row[0][:1].islower() and not any(row[1:]))):
            both = zip(rows[-1], row, strict=True)
            rows[-1] = [f"{above} {text}".strip() for above, text in both]
        else:
            rows.append(row)
    sizes = sum((box.what.sizes for band in bands for box in band), Counter[float]())
    text = sheet([[Cell(text) for text in row] for row in rows])
    return PdfLine(text, 0.0, bands[0][0].what.height, sizes, is_table=True)


def _segments(found: Sequence[Piece]) -> Iterator[Box]:
    """The parts of lines between wide gaps, each in its place."""
    lines: list[list[Piece]] = []
    for piece in sorted((one for one in found if one.text.strip()), key=lambda one: -one.base):
        near = lines[-1][0] if lines else None
        if near and near.base - piece.base < _SAME_LINE * max(near.size, piece.size):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    for line in lines:
        part: list[Piece] = []
        for piece in sorted(line, key=lambda one: one.left):
            gap = piece.left - max((one.right for one in part), default=piece.left)
            if part and gap > _GAP * piece.size and not BULLET.fullmatch(part[-1].text.strip()):
                yield _segment(part)
                part = []
            part.append(piece)
        yield _segment(part)


def _segment(part: Sequence[Piece]) -> Box:
    size = max(one.size for one in part)
    base = next(one.base for one in part if one.size == size)
    line = PdfLine("", part[0].left, base)
    end = part[0].left
    for one in part:
        is_apart = line.text and one.left - end > _BLANK * size and not line.text.endswith(" ")
        is_raised = one.size < _SMALLER * size and one.base - base > _RISE * size
        line.text += (" " if is_apart else "") + (raised(one.text) if is_raised else one.text)
        line.sizes[round(one.size, 1)] += len(one.text)
        end = max(end, one.right)
    line.text = " ".join(line.text.split())
    return Box(line.left, end, -base - _TALL * line.size, -base, line)


def _in_drawn_order(page: PageObject) -> Iterator[PdfLine]:
    """The lines as pypdf itself orders them: as they are drawn, whatever way they run."""
    return (PdfLine(line) for line in page.extract_text().split("\n") if line.strip())
