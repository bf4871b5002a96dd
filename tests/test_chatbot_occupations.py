"""A sentence is about the occupation, and its level, that its quotes are about."""

from dataclasses import replace

import pytest

from chatbot.occupations import other_subject
from chatbot.quoting import Quoted
from tests.conftest import prepared
from vectorstore import Hit
from vectorstore.passage import Form

HEADING = ("Boat builder", "Boat designer")


def quoted(text: str, form: Form = "sentence", lead: str = "") -> Quoted:
    passage = prepared("boats.md", text, HEADING, "Boats").passages[0]
    units = tuple(replace(unit, form=form, lead=lead) for unit in passage.units)
    return Quoted(Hit(replace(passage, units=units), 1.0, 1.0, (1.0,)), units)


SENTENCE = quoted("A senior boat builder works with boat designers on hulls.")
ITEM = quoted("Pencils and paper", "item", "The tools of a boat designer are:")
UNDER_HEADING = quoted("Pencils and paper are used every day.")


@pytest.mark.parametrize(
    ("sentence", "backing"),
    [
        ("Senior boat builders work on hulls.", SENTENCE),
        ("With boat designers, a senior boat builder works on hulls.", SENTENCE),
        ("Boat designers use pencils and paper.", ITEM),
        ("Boat designers use pencils and paper.", UNDER_HEADING),
        ("Pencils and paper are on the list of factors.", ITEM),
    ],
)
def test_the_role_of_the_quote_may_be_named(sentence: str, backing: Quoted) -> None:
    assert not other_subject(sentence, [backing], [backing.hit])


@pytest.mark.parametrize(
    ("sentence", "backing"),
    [
        ("Junior boat builders work on hulls.", SENTENCE),
        ("Boat designers work on hulls.", SENTENCE),
        ("Boat builders use pencils and paper.", ITEM),
        ("Boat builders use pencils and paper.", UNDER_HEADING),
    ],
)
def test_another_role_may_not(sentence: str, backing: Quoted) -> None:
    assert other_subject(sentence, [backing], [backing.hit])


def test_of_several_units_that_counts_which_says_it() -> None:
    both = quoted("A boat builder works on hulls.\nA boat designer draws sails.")
    assert not other_subject("A boat designer draws sails.", [both], [both.hit])
    assert other_subject("A boat builder draws sails.", [both], [both.hit])
