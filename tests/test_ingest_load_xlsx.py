"""Excel files as their cells show them."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from ingest.load import load
from ingest.loaded import Loaded


def read(book: Workbook) -> Loaded:
    data = BytesIO()
    book.save(data)
    return load(data.getvalue(), ".xlsx")


def test_a_sheet_is_its_title_its_table_and_its_note() -> None:
    book = Workbook()
    book.active.title = "Pay"
    for row in [["Pay by role"], [], ["Role", "Pay"], ["Analyst", 80000], [], ["A survey of 2024"]]:
        book.active.append(row)
    hidden = book.create_sheet("Draft")
    hidden.append(["secret", "figures"])
    hidden.sheet_state = "hidden"
    loaded = read(book)
    assert loaded.title == "Pay"
    assert loaded.pages[0] == (
        "Pay by role\n\n| Role | Pay |\n| --- | --- |\n| Analyst | 80000 |\n\nA survey of 2024"
    )


def test_several_sheets_stand_under_their_names() -> None:
    book = Workbook()
    book.active.append(["Role", "Pay"])
    book.active.append(["Analyst", 1])
    other = book.create_sheet("Cities")
    other.append(["City", "Index"])
    other.append(["Boston", 2])
    assert [line for line in read(book).pages[0].splitlines() if line.startswith("#")] == [
        "## Sheet", "## Cities",
    ]  # fmt: skip


def test_merged_heads_name_each_column_below_them() -> None:
    book = Workbook()
    book.active.append(["Pay of all roles"])
    book.active.merge_cells("A1:C1")
    for row in [["Role", "Pay", None], [None, 2023, 2024], ["Analyst", 1, 2]]:
        book.active.append(row)
    for row in book.active["A2:C3"]:
        for cell in row:
            cell.font = Font(bold=True)
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("B2:C2")
    lines = read(book).pages[0].splitlines()
    assert (lines[0], lines[2]) == ("Pay of all roles", "| Role | Pay 2023 | Pay 2024 |")


@pytest.mark.parametrize(
    ("value", "style", "shown"),
    [
        (0.05, "0%", "5%"),
        (0.0525, "0.0%", "5.2%"),
        (85000, "$#,##0", "$85,000"),
        (85000.5, "#,##0.00 €", "85,000.50 €"),
        (0.1 + 0.2, "General", "0.3"),
        (date(2024, 5, 1), "dd/mm/yyyy", "2024-05-01"),
        ("#REF!", "General", ""),
    ],
)
def test_a_value_reads_as_its_cell_shows_it(value: object, style: str, shown: str) -> None:
    book = Workbook()
    book.active.append(["Name", "Value", "More"])
    book.active.append(["x", value, "y"])
    book.active["B2"].number_format = style
    assert read(book).pages[0].splitlines()[-1] == f"| x | {shown} | y |"
