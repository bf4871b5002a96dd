"""Excel: every sheet that is shown, as tables of what its cells show."""

import re
import warnings
from collections.abc import Iterator
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

from ingest.formats.archive import open_archive
from ingest.formats.loaded import STRUCK, Loaded
from ingest.formats.number_format import moment, number
from ingest.formats.raised import raised
from ingest.formats.table import Cell, sheet

_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_MOST_NAMED = 5  # cells that a remark names


def load_xlsx(data: bytes) -> Loaded:
    """The sheets, each under its name; formulas as the values that they had when it was saved."""
    with open_archive(data) as archive:
        sheets = (archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/"))
        computed = any(map(_FORMULA.search, sheets))
    book = _book(data, data_only=True)
    shown = [one for one in book.worksheets if one.sheet_state == "visible"]
    hidden = [one.title for one in book.worksheets if one.sheet_state != "visible"]
    remarks = [f'the sheet "{title}" is hidden and left out' for title in hidden]
    if computed:
        formulas = _book(data, data_only=False)
        pending = bool(book.calculation and book.calculation.fullCalcOnLoad)
        for one in shown:
            remarks += _without_unsaved(one, formulas[one.title], pending)
    readers = [_Sheet(one) for one in shown]
    texts = {one.title: sheet(reader.rows()) for one, reader in zip(shown, readers, strict=True)}
    remarks += [remark for reader in readers for remark in sorted(reader.remarks)]
    named = [f"## {title}\n\n{text}" for title, text in texts.items() if text]
    return Loaded(
        ("\n\n".join(named if len(named) > 1 else texts.values()),),
        title=book.properties.title or (next(iter(texts)) if len(named) == 1 else None),
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _book(data: bytes, data_only: bool) -> Any:  # noqa: ANN401 - openpyxl has no types
    from openpyxl import load_workbook

    with warnings.catch_warnings(action="ignore"):
        return load_workbook(BytesIO(data), data_only=data_only, rich_text=True)


def _without_unsaved(one: Any, formulas: Any, pending: bool) -> Iterator[str]:  # noqa: ANN401
    """Empty the cells whose formula was never computed, and say so.

    Programs that cannot compute save no value; or 0, and ask Excel to compute it (`pending`).
    """
    unsaved = [
        cell
        for place, formula in formulas._cells.items()
        if formula.data_type == "f"
        and ((cell := one._cells[place]).value is None or (pending and cell.value == 0))
    ]
    for cell in unsaved:
        cell.value = None
    if unsaved:
        names = ", ".join(cell.coordinate for cell in unsaved[:_MOST_NAMED])
        names += ", …" if len(unsaved) > _MOST_NAMED else ""
        yield (
            f'the sheet "{one.title}" holds {len(unsaved)} formula{"s" * (len(unsaved) > 1)} '
            f"without a saved value ({names}); open the file in Excel and save it"
        )


class _Sheet:
    """A sheet's cells with what they show, and what was left out of it."""

    def __init__(self, one: Any) -> None:  # noqa: ANN401
        self._one = one
        self._columns = {
            n for column in one.column_dimensions.values() if column.hidden or column.width == 0
            for n in range(column.min, column.max + 1)
        }  # fmt: skip
        self._rows = {n for n, row in one.row_dimensions.items() if row.hidden or row.height == 0}
        self.remarks: set[str] = set()
        self._cells: dict[int, dict[int, Cell]] = {}

    def rows(self) -> list[list[Cell]]:
        """The rows that show something, with an empty one where there is a gap."""
        # openpyxl offers no other way to those cells only that the file holds: `iter_rows` makes
        # millions where the last row of a sheet was formatted once.
        for (row, column), cell in sorted(self._one._cells.items()):
            if cell.value is not None:
                self._take(row, column, cell)
        self._fill_merged()
        columns = sorted({column for cells in self._cells.values() for column in cells})
        rows: list[list[Cell]] = []
        before = 0
        for row, cells in sorted(self._cells.items()):
            if any(n not in self._rows for n in range(before + 1, row)):
                rows.append([])
            rows.append([cells.get(column, Cell("")) for column in columns])
            before = row
        return rows

    def _take(self, row: int, column: int, cell: Any) -> None:  # noqa: ANN401
        if row in self._rows or column in self._columns:
            self._leave_out("hidden rows" if row in self._rows else "hidden columns")
        elif cell.font.strike:
            self.remarks.add(STRUCK)
        elif text := self._shown(cell):
            self._cells.setdefault(row, {})[column] = Cell(text, head=bool(cell.font.b))

    def _leave_out(self, what: str) -> None:
        self.remarks.add(f'{what} of the sheet "{self._one.title}" are left out')

    def _fill_merged(self) -> None:
        """A merged cell shows its text in each row, and that of a head in each column."""
        used = {n for cells in self._cells.values() for n in cells}
        for merged in self._one.merged_cells.ranges:
            first = self._cells.get(merged.min_row, {}).get(merged.min_col)
            if not first:
                continue
            across = {n for n in used if merged.min_col <= n <= merged.max_col}
            columns = across if first.head else {merged.min_col}
            for row, cells in self._cells.items():
                if merged.min_row <= row <= merged.max_row:
                    cells.update(dict.fromkeys(columns, first))

    def _shown(self, cell: Any) -> str:  # noqa: ANN401
        value, code = cell.value, str(cell.number_format)
        if cell.data_type == "e":
            self._leave_out(f"errors such as {value}")
            return ""
        if isinstance(value, list):  # rich text
            return self._rich(value)
        if isinstance(value, date | time | timedelta):
            return moment(value, code)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return number(value, code)
        return str(value)

    def _rich(self, parts: list[Any]) -> str:
        """A text of several fonts, without what is struck out in it."""
        text = ""
        for part in parts:
            font = getattr(part, "font", None)
            if font and font.strike:
                self.remarks.add(STRUCK)
            elif font and font.vertAlign == "superscript":
                text += raised(part.text)
            else:
                text += str(part)
        return text
