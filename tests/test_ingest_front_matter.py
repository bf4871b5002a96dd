"""What a document says about itself."""

import pytest

from ingest.front_matter import read_front_matter, stated_date


@pytest.mark.parametrize(
    ("fields", "title", "as_of"),
    [
        ("---\ntitle: Pay\nas_of: 2024-05\n---\n", "Pay", "2024-05"),
        ("---\ntitle: Pay: town and country\nas_of: 2024\n---\n", "Pay: town and country", "2024"),
        ("---\ntitle: Pay\ndate: 2022-08-01T10:00:00Z\n---\n", "Pay", "2022-08-01"),
        ("---\nTitle: Pay\ndate: August 1, 2022\n---\n", "Pay", "2022-08-01"),
        ("---\ndate: 2020-01-01\nlastmod: 2022-08-01 09:30:00 +0200\n---\n", None, "2022-08-01"),
        ("---\ndate: 2020-01-01\nas_of: 2019\n---\n", None, "2019"),
        (
            '+++\ntitle = "Pay"\ndate = 2023-04-05T07:00:00Z\n[extra]\na = 1\n+++\n',
            "Pay",
            "2023-04-05",
        ),
        ('+++\ntitle = "Pay"\nas_of = "2023-04"\n+++\n', "Pay", "2023-04"),
        ("+++\ntitle = Pay\n+++\n", "Pay", None),
    ],
)
def test_front_matter_gives_title_and_date_and_where_the_text_begins(
    fields: str, title: str | None, as_of: str | None
) -> None:
    front = read_front_matter(f"{fields}# Pay\n")
    assert (front.title, front.as_of, front.problems) == (title, as_of, ())
    assert f"{fields}# Pay\n"[front.end :] == "# Pay\n"


@pytest.mark.parametrize("value", ["2024", "2024-05", "2024-05-31"])
def test_a_year_a_month_or_a_day_is_a_date(value: str) -> None:
    assert read_front_matter(f"---\nas_of: {value}\n---\n").as_of == value


@pytest.mark.parametrize("value", ["soon", "2024-13", "31.5.2024", "2024-02-30"])
def test_another_date_is_reported_and_not_used(value: str) -> None:
    front = read_front_matter(f"---\nas_of: {value}\n---\n")
    assert front.as_of is None
    assert "YYYY-MM-DD" in front.problems[0]


@pytest.mark.parametrize("text", ["Just a line.", "Pay: it rises.\nAnd: so [it\nis told here."])
def test_dashes_on_top_that_hold_no_fields_are_text(text: str) -> None:
    assert read_front_matter(f"---\n{text}\n---\n").end == 0


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("Title\n6 min read · Dec. 6, 2023\n", "2023-12-06"),
        ("# Title\n\nSource: https://example.org\n\nLast modified: 2025-08-28\n", "2025-08-28"),
        ("Updated on 3 March 2024\n", "2024-03-03"),
        ("Published: June 2021\n", "2021-06"),
        ("May 24, 2022\n", "2022-05-24"),
        ("The law of May 24, 2022 changed the rules for many people who work here.\n", None),
        ("No date at all\n", None),
    ],
)
def test_a_date_counts_where_the_first_lines_state_it_of_the_document(
    head: str, date: str | None
) -> None:
    assert stated_date(head, 0, None) == date


def test_else_the_year_of_the_title_counts() -> None:
    assert stated_date("Some text.", 0, "Salaries in 2024") == "2024"
