"""An edit of a long text without headings moves no cut far from it."""

from hashlib import sha256

import pytest

from ingest.cuts import lasting_cuts
from ingest.formats.loaded import Loaded
from ingest.prepare import Origin, prepare
from tests.conftest import BagOfWords

WORDS = [sha256(str(n).encode()).hexdigest()[:7] for n in range(120)]
PARAGRAPHS = [
    f"Of the {word} season. " + f"A {word} wind blows from {number} gates and {number + 3} towers, "
    f"and nobody counts the {word} lanterns. " * (1 + number * number % 5)
    for number, word in enumerate(WORDS)
]


def embedded(paragraphs: list[str]) -> set[str]:
    text = "# Long\n\n" + "\n\n".join(paragraphs)
    prepared, _ = prepare(Loaded((text,)), Origin("long.md", "1", 1), BagOfWords())
    return {passage.embedded_text for passage in prepared.passages}


def edited(place: int, change: str) -> list[str]:
    paragraphs = list(PARAGRAPHS)
    match change:
        case "grows":
            paragraphs[place] += " Then the bell was moved to the harbour for good." * 5
        case "shrinks":
            paragraphs[place] = "Nothing is left of it."
        case "goes":
            del paragraphs[place]
        case "comes":
            paragraphs.insert(place, "A ferry was built. It carries nine people and a cart.")
    return paragraphs


@pytest.mark.parametrize("change", ["grows", "shrinks", "goes", "comes"])
def test_an_edited_paragraph_of_a_long_section_makes_few_passages_new(change: str) -> None:
    before = embedded(PARAGRAPHS)
    assert len(before) > 30
    new = [len(embedded(edited(place, change)) - before) for place in range(0, 120, 7)]
    assert max(new) <= 4 and sum(count <= 3 for count in new) >= 0.9 * len(new)


def test_a_cut_depends_on_what_is_near_alone() -> None:
    def cuts(paragraphs: list[str]) -> set[str]:
        text, begins = "", []
        for paragraph in paragraphs:
            begins.append(len(text))
            text += paragraph
        return {paragraphs[number] for number in lasting_cuts(text, begins, 450)}

    before = cuts(PARAGRAPHS)
    assert len(before) > 15
    assert cuts(edited(60, "goes")) ^ before <= set(PARAGRAPHS[50:70])


def test_what_repeats_itself_is_not_cut_everywhere() -> None:
    assert lasting_cuts("the same " * 60, range(0, 450, 9), 90) == set()
