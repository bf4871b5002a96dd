"""Text as blocks with offsets."""

import pytest

from ingest.blocks import read_blocks


def blocks(text: str) -> list[tuple[str, str]]:
    found = read_blocks(text)
    assert all(text[block.start : block.end] == block.text for block in found)
    return [(block.look, block.text) for block in found]


def headings(text: str) -> list[str]:
    return [text for look, text in blocks(text) if look == "heading"]


@pytest.mark.parametrize(
    "code",
    ["```text\n$ log\n~~~ end ~~~\n```", "~~~\n```\n# none\n~~~", "```reset --all```"],
    ids=["another fence inside", "tildes", "in one line"],
)
def test_code_hides_no_heading_below_it(code: str) -> None:
    assert headings(f"# Robot\n\n{code}\n\n## Pay\n\nIt is good.\n") == ["Robot", "Pay"]


def test_what_looks_like_a_heading_in_code_is_code() -> None:
    assert ("code", "# a comment") in blocks("# A\n\n```\n# a comment\n```\n")
    assert headings("# A\n\n    # a comment\n") == ["A"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trades\n===\n\nWelder\n--\n\nPay.\n", ["Trades", "Welder"]),
        ("#Crafts\n\n##Potter\n\nPay is low.\n", ["Crafts", "Potter"]),
        ("# A\n\n#1 in the town, #metoo\n", ["A"]),
        ("- item\n---\n\ntext\n", []),
        ("One line\nand another.\n---\n", []),
        ("## A ##\n", ["A"]),
    ],
    ids=["underlined", "no space", "hash tags", "item", "paragraph", "closed"],
)
def test_headings_are_found_however_they_are_marked(text: str, expected: list[str]) -> None:
    assert headings(text) == expected


def test_bullets_of_plain_text_are_items_with_their_indent() -> None:
    found = read_blocks("  1. One\n    • a\n    – b\n  2. Two\n")
    assert [(b.look, b.indent, b.text) for b in found] == [
        ("item", 2, "One"), ("item", 4, "a"), ("item", 4, "b"), ("item", 2, "Two"),
    ]  # fmt: skip


def test_a_quote_loses_its_mark_and_more_than_keeps_it() -> None:
    assert blocks("> Pay rises.\n\n>50 % of all\n") == [
        ("text", "Pay rises."), ("text", ">50 % of all"),
    ]  # fmt: skip


def test_rows_end_where_no_column_follows() -> None:
    found = blocks("| a | b |\n|---|---|\n| 1 | 2 |\nA note.\n")
    assert [look for look, _ in found] == ["row", "delimiter", "row", "text"]
