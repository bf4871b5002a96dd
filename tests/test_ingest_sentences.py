"""Where sentences end."""

import pytest

from ingest.sentences import sentences


@pytest.mark.parametrize(
    "expected",
    [
        ["A Ph.D. degree helps.", "So does practice."],
        ["It grew 3.5 percent, e.g. in Texas.", "Then it fell!"],
        ["She works in the U.S.", "The pay is good."],
        ["The U.S. Bureau says so.", "Is it true?", "“Yes.”", "He left."],
        ["See J. Smith et al. for more.", "It was published on Dec. 6, 2023."],
        ["1. First of all, read.", "2. Then write."],
        ["Skills vary ... but not much.", "That is all"],
    ],
)
def test_abbreviations_initials_and_numbers_end_no_sentence(expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_nothing_has_no_sentences() -> None:
    assert sentences(" \n ") == []
