"""Markdown as it is shown."""

import pytest

from ingest.clean import clean
from ingest.formats.load import load
from ingest.sections import structure


def shown(text: str) -> str:
    return clean(load(text.encode(), ".md").pages[0])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (r"\$43,000 \*gross\* at R\&D", "$43,000 *gross* at R&D"),
        ("AT&amp;T &mdash; &euro;500", "AT&T — €500"),
        ("See [the guide](https://example.org) and <https://a.org>.",
         "See the guide and https://a.org."),
        ("By [name][1] here.\n\n[1]: https://example.org", "By name here."),
        ("**Bold**, *thin* and ~~$900~~ $1,100.", "Bold, thin and $1,100."),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("$30,000[^1] a year.\n\n[^1]: Before tax.", "$30,000 a year.\n\nNote 1: Before tax."),
        ("12<sup>2</sup> weeks, 5 m<sup>2</sup>", "12 ² weeks, 5 m²"),
        ("Old. <!-- $1 --> New.\n\n<!--\nhidden\n\nstill -->", "Old. New."),
        ("[//]: # (hidden)\n\nText.", "Text."),
        ("## Bosun {#bosun .wide}", "## Bosun"),
        ("Hours\n: 38 a week\n\nLeave\n: 24 days", "- Hours: 38 a week\n- Leave: 24 days"),
        (r"1986\. A great year.", "1986. A great year."),
        ("Skills:\n• SQL\n  ◦ joins", "Skills:\n\n- SQL\n  - joins"),
        ("    # a comment\n\nText.", "```\n# a comment\n```\n\nText."),
        ("- [Pay](#pay)\n- [Work](#work)\n\nText.", "Text."),
    ],
)  # fmt: skip
def test_what_is_shown_in_another_way_stands_so_in_the_text(raw: str, expected: str) -> None:
    assert shown(raw) == expected


def test_a_table_in_html_is_a_table() -> None:
    rows = "<tr><th>Role</th><th>Hours</th></tr>\n\n<tr><td>Packer</td><td>40</td></tr>"
    assert "| Role | Hours |\n| --- | --- |\n| Packer | 40 |" in shown(f"<table>\n{rows}\n</table>")


def test_cells_are_shown_like_text_and_their_bars_part_no_columns() -> None:
    text = shown("| A \\| B | Pay |\n|---|---|\n| **Baker** | ~~$1~~ $2 |\n| plain | $3 |\n")
    assert text.split("\n") == [
        "| A / B | Pay |",
        "|---|---|",
        "| Baker | $2 |",
        "| plain | $3 |",
    ]


def test_code_stays_as_it_is_and_what_is_struck_out_is_told() -> None:
    assert "x = '**no** &amp;'" in shown("```\nx = '**no** &amp;'\n```")
    assert load(b"Now ~~5~~ 7.", ".md").remarks == ("text that is struck out is left out",)
    assert load(b"Now 7.", ".md").remarks == ()


def test_a_fence_that_nobody_closes_hides_no_heading() -> None:
    assert "## Pay" in shown("# Robot\n\n```\nx\n\n## Pay\n\nIt is good.\n").split("\n")


def test_quotes_of_what_was_shown_in_another_way_are_verbatim() -> None:
    text = shown("# Pay {#pay}\n\n- a \\*miller\\* earns [$43,000](x)\n  - &euro;500 more\n")
    units = [piece.unit for s in structure(text).sections for piece in s.pieces]
    assert [text[unit.start : unit.end] for unit in units] == [
        "a *miller* earns $43,000", "€500 more",
    ]  # fmt: skip
    assert units[1].depth == 1
