"""What a written sentence may say of the passages that it cites."""

import pytest

from chatbot.claims import back
from tests.conftest import prepared
from vectorstore import Hit

TEXT = """\
The average base salary of senior machine learning engineers in the United States was $126,557 to $130,802 a year in 2024.
San Francisco had the highest pay for senior machine learning engineers: 25 to 30 percent more than the average in 2024.
New York had the second-highest pay for senior machine learning engineers: 20 to 25 percent more than the average in 2024.
The usual degree of senior machine learning engineers is a bachelor's degree, and they have 5 to 7 years of experience.
Senior machine learning engineers do not need a licence.
Employment of data scientists grows by 34 percent."""  # noqa: E501
HIT = Hit(prepared("pay.md", TEXT, ("Pay",), "Pay guide").passages[0], 1.0, 1.0, (1.0,) * 6)

FAIR = [
    "Senior machine learning engineers in the US had an average base salary of $126,557 to "
    "$130,802 a year in 2024.",
    "In 2024, the average base salary of senior machine learning engineers in the United States "
    "was between $126,557 and $130,802.",
    "San Francisco had the highest pay: 25-30% more than the average.",
    "Senior machine learning engineers have five to seven years of experience.",
    "Senior machine learning engineers need no licence.",
    "Employment of data scientists grows 34%.",
]
LIES = {
    "number": "Senior machine learning engineers in the United States had an average base salary of"
    " $136,557 to $130,802 a year in 2024.",
    "currency": "The average base salary of senior machine learning engineers was €126,557 a year.",
    "time": "Senior machine learning engineers have 5 to 7 months of experience.",
    "year": "The average base salary of senior machine learning engineers was $126,557 in 2023.",
    "place": "Chicago had the highest pay for senior machine learning engineers: 25 to 30 percent"
    " more than the average.",
    "place's figure": "New York had pay 25 to 30 percent more than the average.",
    "level": "Junior machine learning engineers have 5 to 7 years of experience.",
    "role": "Employment of senior machine learning engineers grows by 34 percent.",
    "negation": "Senior machine learning engineers need a licence.",
    "added negation": "The usual degree of senior machine learning engineers is not a bachelor's"
    " degree.",
    "direction": "San Francisco had the lowest pay for senior machine learning engineers.",
    "invention": "Senior machine learning engineers usually speak three languages.",
    "link": "Senior machine learning engineers do not need a licence www.evil.example.",
    "markup": "Senior machine learning engineers do not need a <b>licence</b>.",
}


@pytest.mark.parametrize("sentence", FAIR)
def test_what_the_passage_says_is_backed(sentence: str) -> None:
    backing = back(sentence, [HIT])
    assert backing is not None and backing.text == sentence


@pytest.mark.parametrize("kind", LIES)
def test_what_it_does_not_say_is_not(kind: str) -> None:
    backing = back(LIES[kind], [HIT])
    assert backing is None or backing.text != LIES[kind]


def test_a_sentence_in_quite_other_words_gives_way_to_the_documents_own() -> None:
    own = "Employment of data scientists grows by 34 percent."
    backing = back("There are 34 percent more of all the data scientists employed.", [HIT])
    assert backing is not None and (backing.text, backing.support) == (own, "verbatim")


def test_a_part_of_a_sentence_that_turns_it_is_not_verbatim() -> None:
    denied = prepared("a.md", "It is not true that engineers earn gold.", ("Pay",), "Pay")
    hit = Hit(denied.passages[0], 1.0, 1.0, (1.0,))
    assert back("Engineers earn gold.", [hit]) is None
