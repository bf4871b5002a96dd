"""Tables as Markdown, whatever format they come from."""

from ingest.formats.load import load
from ingest.formats.table import Cell, table


def page(markup: str) -> list[str]:
    return load(f"<body>{markup}</body>".encode(), ".html").pages[0].strip().splitlines()


def test_cells_that_span_are_filled_and_heads_of_two_rows_joined() -> None:
    assert page(
        "<table><tr><th rowspan=2>Role</th><th colspan=2>Pay</th></tr>"
        "<tr><th>2023</th><th>2024</th></tr>"
        "<tr><td rowspan=2>Analyst</td><td>1</td><td>2</td></tr><tr><td colspan=2>3</td></tr>"
        "</table>"
    ) == [
        "| Role | Pay 2023 | Pay 2024 |",
        "| --- | --- | --- |",
        "| Analyst | 1 | 2 |",
        "| Analyst | 3 |  |",
    ]


def test_a_bold_first_row_is_the_head() -> None:
    cells = "<tr><td>{}</td><td>{}</td></tr>"
    rows = cells.format("<b>City</b>", "<b>Pay</b>") + cells.format("Boston", "5")
    assert page(f"<table>{rows}</table>")[0] == "| City | Pay |"
    assert page(f"<table>{rows.replace('b>', 'i>')}</table>")[0] == "|  |  |"


def test_a_table_that_only_places_its_parts_is_undone() -> None:
    inner = "<table><tr><th>City</th><th>Pay</th></tr><tr><td>Boston</td><td>5</td></tr></table>"
    lines = page(
        f"<table><tr><td><h1>Pay</h1><ul><li>one</li></ul></td><td>{inner}</td></tr></table>"
    )
    assert lines[:3] == ["# Pay", "", "- one"]
    assert lines[-1] == "| Boston | 5 |"


def test_a_border_or_a_line_break_in_a_cell_is_no_border_of_the_table() -> None:
    rows = [[Cell("a|b", head=True), Cell("c", head=True)], [Cell("1\n2"), Cell("- x\n- y")]]
    assert table(rows).splitlines()[::2] == ["| a/b | c |", "| 1 2 | - x; y |"]


def test_a_span_that_claims_too_much_is_cut() -> None:
    assert len(table([[Cell("a", across=10**6), Cell("b")], [Cell("c")]])) < 5000
