"""Which lines of plain text are headings, by the learned weights."""

import tomllib

import pytest

from ingest.blocks import read_blocks
from ingest.headings import WEIGHTS, features, guess
from ingest.kinds import label


def headings(text: str) -> list[str]:
    blocks = read_blocks(text)
    return [blocks[position].text for position in guess(blocks, label(blocks))]


def test_every_feature_has_its_weight() -> None:
    weights = tomllib.loads(WEIGHTS.read_text())
    assert set(features(read_blocks("A\n\nb\n"), 0)) | {"constant"} == set(weights)


PROSE = (
    "The keeper of an orchard prunes the trees in winter, before they bud, and waters them in the "
    "dry weeks of summer. Help is paid by the day."
)


@pytest.mark.parametrize(
    "layout",
    ["{name}\n\n{prose}\n\n", "{name}\n{prose}\n", "{name}\n- Ladders\n- Saws\n- Warm gloves\n",
     "{name}\n\n  • Ladders\n  • Saws\n\n"],
    ids=["paragraphs", "no blank lines", "lists", "bullets apart"],
)  # fmt: skip
def test_names_above_texts_and_lists_are_headings(layout: str) -> None:
    names = ["What Keepers Do", "Tools and Clothes", "Pay", "How to become one"]
    text = "".join(layout.format(name=name, prose=PROSE) for name in names)
    assert headings(text) == names


@pytest.mark.parametrize(
    "line",
    ["It pays little.", "and for the family", "59", "--", "Stage      Hours     Price",
     "Tools for the work include:", "- Saws"],
)  # fmt: skip
def test_what_names_nothing_is_no_heading(line: str) -> None:
    text = f"Orchards\n\n{PROSE}\n\n{line}\n\n- Ladders\n- Gloves\n\n{PROSE}\n"
    assert line.lstrip("- ") not in headings(text)


def test_a_text_of_one_line_is_no_heading_of_nothing() -> None:
    assert headings("A guide to orchards") == []
