"""Tables as Markdown: merged cells filled, heads of several rows joined, long cells as text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

_LONG = 300  # characters: a longer cell is text to be read, not a value to be looked up
_ROW = 900  # a row that is longer no longer reads as one
_MOST_COLUMNS = 200  # a span that claims more is an error, or meant to fill the memory
_NAMED = 3  # so many columns or more have names above them, also where nothing marks the head
_HEAD_ROWS = 3
_TITLE = 80
FIGURE = re.compile(r"[\s(]*[-+]?[$€£¥]?\d[\d.,]*\s?[%kKmM]?[)\s]*")
_ITEM = re.compile(r"\n\s*[-*]\s")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, over how many columns and rows, and whether it is marked as a head."""

    text: str
    across: int = 1
    down: int = 1
    head: bool = False


def table(rows: Sequence[Sequence[Cell]], level: int = 6) -> str:
    """The rows as a pipe table; where cells hold long text, as sections, headed at `level`."""
    grid = _grid(rows)
    width = max((len(row) for row in grid), default=0)
    if width == 0:
        return ""
    titles, head, body = _parted(grid)
    if width == 1 or not _is_tabular([head, *body]):
        texts = [text for row in body for text in row if text]
        return "\n\n".join([*titles, *(_records(head, body, level) if head else texts)])
    if not head:  # a title in the place of the names, or none
        titles, head = titles[:-1], [*titles[-1:], *[""] * width][:width]
    lines = "\n".join([_line(head), _line(["---"] * width), *map(_line, body)])
    return "\n\n".join([*titles, lines])


def _records(head: Sequence[str], rows: Sequence[Sequence[str]], level: int) -> Iterator[str]:
    """Rows with long text as sections: what is short is title and list, what is long is text."""
    for number, row in enumerate(rows, 1):
        fields = [(name, text) for name, text in zip(head, row, strict=True) if text]
        short = [(name, text) for name, text in fields if not _is_long(text)]
        long = [(name, text) for name, text in fields if _is_long(text)]
        yield f"{'#' * level} {_title(short) or f'Row {number}'}"
        yield "\n".join(f"- {name}: {text}" if name else f"- {text}" for name, text in short)
        for name, text in long:
            yield f"{name}:\n\n{text}" if len(long) > 1 and name else text


def sheet(rows: Sequence[Sequence[Cell]]) -> str:
    """The tables of a sheet, parted by empty rows, with the titles above and the notes below."""
    blocks = groupby(rows, key=lambda row: any(cell.text.strip() for cell in row))
    parts = [part for is_filled, block in blocks if is_filled for part in _block(list(block))]
    return "\n\n".join(parts)


def _block(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """A table, and the rows above and below it that say one thing only."""
    texts = [[cell.text.strip() for cell in row] for row in rows]
    # A title that is merged over the columns is one and the same cell in each of them.
    wide = [n for n, row in enumerate(rows) if len({id(c) for c in row if c.text.strip()}) > 1]
    first, last = (wide[0], wide[-1] + 1) if wide else (len(rows), len(rows))
    yield from (next(filter(None, row)) for row in texts[:first])
    if wide:
        used = sorted({n for row in texts[first:last] for n, text in enumerate(row) if text})
        body = [[row[n] if n < len(row) else Cell("") for n in used] for row in rows[first:last]]
        if may_name(texts[first]):
            body[0] = [replace(cell, head=True) for cell in body[0]]
        yield table(body, level=3)
    yield from (next(filter(None, row)) for row in texts[last:])


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Rows of equal width. What spans rows is repeated in each; in a head, what spans columns."""
    grid: list[list[Cell]] = []
    hanging: dict[int, Cell] = {}  # by column: what reaches down from the rows above
    for row in rows:
        cells: list[Cell] = []
        waiting = list(reversed(row))
        while waiting or len(cells) in hanging:
            if above := hanging.pop(len(cells), None):
                _place(above, cells, hanging, 1)
            else:
                cell = waiting.pop()
                _place(cell, cells, hanging, min(cell.across, _MOST_COLUMNS))
        if any(cell.text.strip() for cell in cells):
            grid.append(cells)
    width = max((len(row) for row in grid), default=0)
    return [row + [Cell("")] * (width - len(row)) for row in grid]


def _place(cell: Cell, cells: list[Cell], hanging: dict[int, Cell], across: int) -> None:
    if across == cell.down == 1:
        cells.append(cell)
        return
    for n in range(across):
        one = replace(cell, text=cell.text if n == 0 or cell.head else "", across=1)
        if cell.down > 1:
            hanging[len(cells)] = replace(one, down=cell.down - 1)
        cells.append(one)


def _parted(grid: list[list[Cell]]) -> tuple[list[str], list[str], list[list[str]]]:
    """The titles that span the table, the names of its columns if it has any, and its rows."""
    rows = [[cell.text.strip() for cell in row] for row in grid]
    marked = 0
    while marked < min(len(rows) - 1, _HEAD_ROWS) and all(
        cell.head or not text for cell, text in zip(grid[marked], rows[marked], strict=True)
    ):
        marked += 1
    if marked < 2 and _is_head_of_two(rows):
        marked = 2
        for n, text in enumerate(rows[0]):
            rows[0][n] = text or rows[0][max(n - 1, 0)]
    elif not marked and len(rows) > 1 and may_name(rows[0]):
        marked = int(all(rows[0][1:]) and (len(rows[0]) >= _NAMED or _is_measured(rows)))
    heads = rows[:marked]
    titles = [row[0] for row in heads if len(row) > 1 and len(set(row)) == 1]
    columns = zip(*(row for row in heads if len(row) == 1 or len(set(row)) > 1), strict=True)
    names = [" ".join(dict.fromkeys(filter(None, column))) for column in columns]
    return titles, names, rows[marked:]


def _is_head_of_two(rows: Sequence[Sequence[str]]) -> bool:
    """Whether names that span columns stand above names of these columns, and figures below."""
    if len(rows) <= 2 or len(rows[0]) < _NAMED or not may_name([*rows[0], *rows[1]]):
        return False
    spanned = [n for n, text in enumerate(rows[0]) if n and text in ("", rows[0][n - 1])]
    own = rows[1][0] in ("", rows[0][0]) and all(rows[1][n] for n in spanned)
    figures = (FIGURE.fullmatch(row[n]) for row in rows[2:] for n in spanned)
    return len(set(rows[0])) > 1 and own and any(figures)


def _is_measured(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a first row stands above figures in the second of two columns."""
    values = [row[-1] for row in rows[1:] if row[-1]]
    return len(rows[0]) == 2 and len(values) > 1 and all(map(FIGURE.fullmatch, values))


def may_name(texts: Sequence[str]) -> bool:
    """Whether texts can be the names of columns: years can, other figures cannot."""
    return not any(FIGURE.fullmatch(text) and not _YEAR.fullmatch(text) for text in texts)


def _is_tabular(rows: Sequence[Sequence[str]]) -> bool:
    return not any(sum(map(len, row)) > _ROW or any(_is_long(text) for text in row) for row in rows)


def _is_long(text: str) -> bool:
    return len(text) > _LONG or "\n\n" in text.strip()


def _title(fields: Sequence[tuple[str, str]]) -> str:
    """What tells a row from the others: its first words, and more of its values as they fit."""
    title = ""
    for _, value in fields:
        if not FIGURE.fullmatch(value) and "\n" not in value and "://" not in value:
            longer = f"{title}, {value}" if title else value
            title = longer if len(longer) <= _TITLE else title
    return title


def _line(texts: Sequence[str]) -> str:
    # A cell is one line, and nothing in it may look like the border of the next.
    items = (_ITEM.sub("; ", text) if "\n" in text else text for text in texts)
    return "| " + " | ".join(" ".join(text.replace("|", "/").split()) for text in items) + " |"
