"""JSON as tables, lists and text."""

import json

import pytest

from ingest.errors import UnreadableFile
from ingest.formats.load import load

LONG = "They build pipelines. " * 20


def read(value: object) -> str:
    return load(json.dumps(value).encode(), ".json").pages[0]


def test_a_list_of_records_is_a_table_with_all_their_names() -> None:
    text = read([{"role": "A", "pay_usd": 1}, {"role": "B", "tools": ["x", "y"]}])
    assert text.splitlines() == [
        "| role | pay usd | tools |",
        "| --- | --- | --- |",
        "| A | 1 |  |",
        "| B |  | x, y |",
    ]


def test_nested_values_stand_under_headings_and_an_object_titles_the_document() -> None:
    value = {"title": "Guide", "as_of": "2024", "roles": {"Analyst": {"pay": 5, "about": LONG}}}
    loaded = load(json.dumps(value).encode(), ".json")
    assert (loaded.title, loaded.as_of) == ("Guide", "2024")
    assert loaded.pages[0].splitlines()[3:] == [
        "## roles", "", "### Analyst", "", "- pay: 5", "", "#### about", "", LONG,
    ]  # fmt: skip


def test_lines_with_long_fields_are_sections_that_keep_their_short_fields() -> None:
    data = "\n".join(json.dumps({"id": n, "role": "Analyst", "text": LONG}) for n in (1, 2))
    text = load(data.encode(), ".jsonl").pages[0]
    section = f"## Analyst\n\n- id: 1\n- role: Analyst\n\n{LONG.strip()}\n\n"
    assert text.startswith(section)


def test_html_inside_of_a_value_is_read_as_it_is_shown() -> None:
    text = read({"about": "<p>Pay: <s>$9</s> $10<sup>1</sup></p><ul><li>SQL</li></ul>", "x": "a<b"})
    assert text == "- about: Pay: $10¹\n\n- SQL\n- x: a<b"


def test_numbers_keep_the_digits_that_they_are_written_with() -> None:
    data = b'{"pay": 12.50, "big": 123456789012345678901234567890, "e": 1e3, "year": 2024}'
    text = load(data, ".json").pages[0]
    assert text == "- pay: 12.50\n- big: 123456789012345678901234567890\n- e: 1e3\n- year: 2024"


@pytest.mark.parametrize(
    ("data", "suffix", "reason"),
    [
        (b"[1, 2", ".json", "no valid JSON"),
        (b'{"a": 1}\n{"a"', ".jsonl", "line 2"),
        (b"[" * 100_000 + b"]" * 100_000, ".json", "deeply"),
    ],
)
def test_what_is_no_json_has_a_reason(data: bytes, suffix: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        load(data, suffix)
