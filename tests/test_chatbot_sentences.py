"""A stream cut into sentences with their marks, however it is cut into pieces."""

from collections.abc import Iterator

import pytest

from chatbot.sentences import Written, sentences

TEXT = (
    "Senior engineers earn $126,557 to $130,802 a year in the U.S. [1]. Bonuses are 10-20% of pay,"
    " e.g. 15%. [1][2] The outlook is good [3].\n\n- Python [2]\n- SQL and R [2, 3]\n\nNo mark."
)
SENTENCES = [
    Written("Senior engineers earn $126,557 to $130,802 a year in the U.S.", (1,), "paragraph"),
    Written("Bonuses are 10-20% of pay, e.g. 15%.", (1, 2)),
    Written("The outlook is good.", (3,)),
    Written("Python", (2,), "item"),
    Written("SQL and R", (2, 3), "item"),
    Written("No mark.", (), "paragraph"),
]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
def test_the_pieces_of_a_stream_make_no_difference(size: int) -> None:
    pieces = [TEXT[at : at + size] for at in range(0, len(TEXT), size)]
    assert list(sentences(pieces)) == SENTENCES


def test_a_sentence_comes_as_soon_as_the_next_one_begins() -> None:
    taken = []

    def pieces() -> Iterator[str]:
        for piece in ("One [1]. ", "Two", " [2]. Three"):
            taken.append(piece)
            yield piece

    assert next(sentences(pieces())).text == "One." and len(taken) == 2


def test_what_never_ends_is_no_sentence() -> None:
    assert list(sentences(["word " * 1_000])) == []
