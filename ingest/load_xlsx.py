"""Excel: every sheet that is shown, as tables of what its cells show."""

import re
import warnings
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from ingest.archive import open_archive
from ingest.loaded import Loaded
from ingest.table import Cell, sheet

_CURRENCY = re.compile(r"[$€£¥](?!\d)")
_DECIMALS = re.compile(r"0\.(0+)")


def load_xlsx(data: bytes) -> Loaded:
    """The sheets, each under its name; formulas as the values that they had when it was saved."""
    from openpyxl import load_workbook

    open_archive(data).close()
    with warnings.catch_warnings(action="ignore"):
        book = load_workbook(BytesIO(data), data_only=True)
    shown = [one for one in book.worksheets if one.sheet_state == "visible"]
    texts = [(one.title, sheet(_rows(one))) for one in shown]
    named = [f"## {title}\n\n{text}" for title, text in texts if text]
    return Loaded(
        ("\n\n".join(named) if len(named) > 1 else "".join(text for _, text in texts),),
        title=book.properties.title or (texts[0][0] if len(named) == 1 else None),
    )


def _rows(one: Any) -> list[list[Cell]]:  # noqa: ANN401 - openpyxl has no types
    """The cells with what they show; a merged one shows it in each row, a head in each column."""
    rows = [[_cell(cell) for cell in row] for row in one.iter_rows()]
    top, left = one.min_row, one.min_column
    for merged in one.merged_cells.ranges:
        shown = rows[merged.min_row - top][merged.min_col - left]
        for row, column in merged.cells:
            if shown.head or column == merged.min_col:
                rows[row - top][column - left] = shown
    return rows


def _cell(cell: Any) -> Cell:  # noqa: ANN401
    return Cell(_shown(cell.value, str(cell.number_format)), head=bool(cell.font.b))


def _shown(value: object, style: str) -> str:
    """A value as its cell shows it: 0.05 as 5%, 85000 as $85,000 where the cell is set so."""
    if value is None or (isinstance(value, str) and value.startswith("#") and value.isupper()):
        return ""  # an empty cell, or an error such as #REF!
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat().replace("T", " ")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    decimals = _DECIMALS.search(style)
    places = len(decimals[1]) if decimals else 0
    if "%" in style:
        return f"{value * 100:.{places}f}%"
    if style == "General":
        return f"{value:.10g}"
    currency = _CURRENCY.search(style)
    number = f"{value:,.{places}f}" if "," in style else f"{value:.{places}f}"
    sign = currency[0] if currency else ""
    return f"{number} {sign}" if sign and style.find(sign) > style.find("0") else f"{sign}{number}"
