"""Excel files as their cells show them."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from ingest.formats.load import load
from ingest.formats.loaded import STRUCK, Loaded


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
        (0.0525, "0.0%", "5.3%"),
        (85000, "$#,##0", "$85,000"),
        (85000.5, "#,##0.00 €", "85,000.50 €"),
        (0.1 + 0.2, "General", "0.3"),
        (date(2024, 5, 1), "dd/mm/yyyy", "2024-05-01"),
        ("#REF!", "General", ""),
        (41000, "[$£-809]#,##0", "£41,000"),
        ("#", "General", "#"),
        ("*", "@", "*"),
    ],
)
def test_a_value_reads_as_its_cell_shows_it(value: object, style: str, shown: str) -> None:
    book = Workbook()
    book.active.append(["Name", "Value", "More"])
    book.active.append(["x", value, "y"])
    book.active["B2"].number_format = style
    assert read(book).pages[0].splitlines()[-1] == f"| x | {shown} | y |"


def test_hidden_rows_columns_and_sheets_are_left_out_and_named() -> None:
    book = Workbook()
    sheet = book.active
    for row in [["Role", "Pay", "Cut", "Cut 2"], ["Welder", 5, 1, 2], ["Rigger", 4, 1, 2]]:
        sheet.append(row)
    sheet.append(["Fitter", 6, 1, 2])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions.group("C", "D", hidden=True)
    book.create_sheet("Draft").sheet_state = "veryHidden"
    loaded = read(book)
    assert loaded.pages[0].splitlines() == [
        "| Role | Pay |", "| --- | --- |", "| Welder | 5 |", "| Fitter | 6 |",
    ]  # fmt: skip
    assert loaded.remarks == (
        'the sheet "Draft" is hidden and left out',
        'hidden columns of the sheet "Sheet" are left out',
        'hidden rows of the sheet "Sheet" are left out',
    )


def test_formulas_that_were_never_computed_are_named() -> None:
    book = Workbook()
    book.active.append(["Role", "Base", "Total"])
    book.active.append(["Welder", 48000, "=B2+2000"])
    loaded = read(book)
    assert loaded.pages[0].endswith("| Welder | 48000 |  |")
    assert "1 formula without a saved value (C2)" in loaded.remarks[0]


def test_a_zero_that_only_stands_for_a_formula_is_not_read() -> None:
    """XlsxWriter, which pandas uses, saves 0 for every formula and has Excel compute it."""
    data = BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet("Pay")
        sheet.write_row(0, 0, ["Role", "Base", "Total"])
        sheet.write_row(1, 0, ["Welder", 48000])
        sheet.write_formula(1, 2, "=B2+2000")
        sheet.write_row(2, 0, ["Fitter", 0])
        sheet.write_formula(2, 2, "=B3+2000", None, 2000)
    loaded = load(data.getvalue(), ".xlsx")
    assert loaded.pages[0].splitlines()[2:] == ["| Welder | 48000 |  |", "| Fitter | 0 | 2000 |"]
    assert "1 formula" in loaded.remarks[0]


def test_struck_out_text_is_left_out_and_raised_text_is_not_glued() -> None:
    book = Workbook()
    raised, struck = InlineFont(vertAlign="superscript"), InlineFont(strike=True)
    book.active.append(["Fee", "Price", "More"])
    book.active.append(["joining", CellRichText(TextBlock(struck, "$900"), " $1,100"), "x"])
    book.active.append(["exam", CellRichText("$95", TextBlock(raised, "1")), "y"])
    book.active.append(["card", "$5", "z"])
    book.active["B4"].font = Font(strike=True)
    loaded = read(book)
    assert loaded.pages[0].splitlines()[2:] == [
        "| joining | $1,100 | x |", "| exam | $95¹ | y |", "| card |  | z |",
    ]  # fmt: skip
    assert loaded.remarks == (STRUCK,)


def test_formatted_cells_far_away_cost_nothing() -> None:
    book = Workbook()
    book.active.append(["Role", "Pay"])
    book.active.append(["Welder", 5])
    for column in range(1, 31):
        book.active.cell(1_048_576, column).font = Font(bold=True)
    assert read(book).pages[0].endswith("| Role | Pay |\n| --- | --- |\n| Welder | 5 |")


def test_names_above_merged_names_are_joined_though_nothing_is_bold() -> None:
    book = Workbook()
    for row in [["Role", "Pay", None], [None, "Lowest", "Highest"], ["Rigger", 40, 55]]:
        book.active.append(row)
    book.active.merge_cells("B1:C1")
    assert read(book).pages[0].startswith("| Role | Pay Lowest | Pay Highest |")
