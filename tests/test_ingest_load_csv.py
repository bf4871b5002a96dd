"""CSV files in the dialects that there are."""

import pytest

from ingest.formats.load import load

TABLE = "| city | pay |\n| --- | --- |\n| Boston | 1,5 |\n| Köln | 2 |"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str) -> None:
    text = "city;pay\r\nBoston;1,5\r\nKöln;2\r\n".replace(";", delimiter)
    assert load(text.encode(encoding), ".csv").pages == (TABLE,)


def test_quoted_fields_hold_delimiters_and_line_breaks() -> None:
    loaded = load(b'city,pay\n"New\nYork","1,000"\n', ".csv")
    assert loaded.pages[0].splitlines()[-1] == "| New York | 1,000 |"


def test_a_first_row_of_figures_is_no_head() -> None:
    assert load(b"Boston,5\nAustin,6\n", ".csv").pages[0].splitlines()[0] == "|  |  |"


def test_years_can_name_columns() -> None:
    assert load(b"role,2023,2024\nAnalyst,5,6\n", ".csv").pages[0].startswith("| role | 2023 |")


def test_rows_with_long_fields_are_sections_that_keep_their_short_fields() -> None:
    long = "They build pipelines. " * 20
    text = load(f"role,what,city\nEngineer,{long},Boston\n".encode(), ".csv").pages[0]
    assert text == f"### Engineer, Boston\n\n- role: Engineer\n- city: Boston\n\n{long.strip()}"


def test_rows_that_say_the_same_in_each_column_stay_rows() -> None:
    assert load(b"a,b\n0,0\n1,1\n", ".csv").pages[0].splitlines()[2:] == ["| 0 | 0 |", "| 1 | 1 |"]


def test_one_giant_line_and_one_giant_field_are_read() -> None:
    assert len(load(b"a," * 100_000, ".csv").pages[0]) > 100_000
    assert len(load(b'a,b\n1,"' + b"word " * 100_000 + b'"', ".csv").pages[0]) > 400_000


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('Rolle;"Pay, gross"\nWelder;"48.000,00"\n', "| Welder | 48.000,00 |"),
        ("Rolle;Lohn;Std.\nWelder;48.000,00;38,5\nFitter;52.000,00;39,0\n", "| 52.000,00 | 39,0 |"),
        ("Boston;1,5;2,5\nAustin;1,6;2,6\n", "| 1,6 | 2,6 |"),
        ("role,year,pay\nWelder,2023,1\nFitter,2024,2\n", "| Fitter | 2024 | 2 |"),
        ("sep=;\r\nrole;skills, main\r\nWelder;steel, gas\r\n", "| Welder | steel, gas |"),
        ('role\tsize\nPipe\t"5 inch\nRod\t"6 inch\n', '| Rod | "6 inch |'),
        ("a,b\r1,2\r3,x\u2028y\r", "| 3 | x y |"),
        ('role,"at\nhome"\nWelder,no\n', "| Welder | no |"),
    ],
)
def test_commas_quotes_and_line_breaks_inside_of_fields_part_nothing(text: str, row: str) -> None:
    assert row in load(text.encode(), ".csv").pages[0]
