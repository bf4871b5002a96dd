"""Two roles or two topics in one question become questions of their own."""

import re
from collections import Counter

import pytest

from chatbot.parts import parts_of
from chatbot.phrases import Names
from chatbot.roles import Roles


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What does a baker earn?", ["What does a baker earn?"]),
        (
            "More openings: bakers or data engineers?",
            ["More openings: bakers?", "More openings: data engineers?"],
        ),
        (
            "Which state licenses bakers, and which for pilots?",
            ["Which state licenses bakers", "which for pilots? (state licenses bakers)"],
        ),
        (
            "Which school is there for bakers and which for pilots?",
            ["Which school is there for bakers", "Which school is there for pilots?"],
        ),
        (
            "Does art school take longer than law school?",
            ["Does art school take longer?", "Does law school take longer?"],
        ),
        (
            "Is cleaning expected of bakers, pilots, and data engineers alike?",
            [
                "Is cleaning expected of bakers?",
                "Is cleaning expected of pilots?",
                "Is cleaning expected of data engineers alike?",
            ],
        ),
        ("Do bakers and pilots both fly?", ["Do bakers both fly?", "Do pilots both fly?"]),
        (
            "I will not bake or fly. Which trades are left?",
            ["I will not bake or fly. Which trades are left?"],
        ),
        ("Do bakers fly? Your texts disagree.", ["Do bakers fly? Your texts disagree."]),
        ("What is a machine and learning engineer?", ["What is a machine and learning engineer?"]),
        ("Is $140,000 above the average?", ["Is $140,000 above the average?"]),
    ],
    ids=[
        "one",
        "or",
        "leaning",
        "elided",
        "than",
        "three",
        "both",
        "told",
        "no-question",
        "and-alone",
        "amount",
    ],
)
def test_a_question_has_its_parts(question: str, parts: list[str]) -> None:
    assert parts_of(question).texts == parts


def test_alternatives_are_compared_and_two_questions_are_not() -> None:
    assert parts_of("More openings: bakers or data engineers?").compared
    assert not parts_of("What does a baker earn and which tools does one use?").compared


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How do the tools of a baker compare with those of an actor?",
            ["How do the tools of a baker?", "How do the tools of an actor?"],
        ),
        (
            "Does a baker earn more than an actor?",
            ["Does a baker earn more?", "Does an actor earn more?"],
        ),
        ("Does a baker work with an actor?", ["Does a baker work with an actor?"]),
        ("Is a baker the same as a baker?", ["Is a baker the same as a baker?"]),
    ],
    ids=["compare", "than", "no-comparison", "itself"],
)
def test_subjects_that_are_compared_are_asked_for_one_by_one(
    question: str, parts: list[str]
) -> None:
    subjects = [m.span() for m in re.finditer(r"an? (?:baker|actor)", question)]
    assert parts_of(question, subjects).texts == parts


def test_what_the_documents_name_as_one_is_one_subject() -> None:
    titles = {"Bakers and Millers", "Pilots", "Actors"}
    roles = Roles(Names(titles, titles, Counter(["bakers", "millers", "pilots", "actors"])), titles)
    question = "What do bakers and millers earn, and what pilots and actors?"
    written = [question[start:end] for start, end in roles.written(question)]
    assert written == ["bakers and millers", "pilots", "actors"]


def test_a_stranger_is_known_by_its_form_or_by_its_place_in_the_sentence() -> None:
    roles = Roles(Names({"Bakers"}, {"Bakers"}, Counter(["bakers", "need"])), {"Bakers"})
    assert roles.strangers("What tools does an astronaut need?") == ["astronaut"]
    assert roles.strangers("Pay of a sommelier") == ["sommelier"]
    assert roles.strangers("Which ovens do purchasing bakers need?") == []
