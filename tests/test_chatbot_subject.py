"""Figures of one role never answer for another."""

from collections import Counter

import pytest

from chatbot.answer import Turn
from chatbot.chat import Chat
from chatbot.evidence import Evidence, gather, weigh
from chatbot.question import Vocabulary, understand
from chatbot.subject import Subjects, fitting
from tests.conftest import prepared
from vectorstore import Changes, Store

WORDS = Vocabulary(Counter(), lambda word: True)
HEADINGS = ["Data Scientist", "Senior AI Machine Learning Engineer", "Pay", "What do they use?"]
SUBJECTS = Subjects(HEADINGS)

ENGINEER = prepared(
    "e.md",
    "The average is 130,000 dollars.\nThey use Python.",
    ("Machine Learning Engineer", "Pay"),
)
SCIENTIST = prepared("s.md", "The job is to find patterns.", ("Data Scientist", "Work"))


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("What do data scientists earn?", [(("data",), ("scientist",))]),
        ("What does the pay say?", []),
        ("scientist of data", []),
    ],
    ids=["plural", "one-word-is-none", "other-order-is-none"],
)
def test_the_phrases_of_headings_are_found_in_a_question(
    question: str, phrases: list[tuple[tuple[str, ...], ...]]
) -> None:
    assert SUBJECTS.of(question) == phrases


def evidence(store: Store, question: str) -> list[Evidence] | None:
    store.publish(Changes([ENGINEER, SCIENTIST]))
    query = understand(question, WORDS)
    with store.reading() as reader:
        found = gather(query, reader.search(query.text), weigh(query.concepts, reader))
        subjects = Subjects(heading for path in reader.headings() for heading in path)
    return fitting(query, found, subjects)


def test_the_pay_of_the_role_that_is_named_comes_first(store: Store) -> None:
    found = evidence(store, "What is the average pay of an ML engineer?")
    assert found is not None
    assert found[0].quote == "The average is 130,000 dollars."


def test_the_pay_of_another_role_does_not_fit(store: Store) -> None:
    assert evidence(store, "What is the average pay of a data scientist?") is None


def test_a_question_that_is_not_about_a_measure_is_left_alone(store: Store) -> None:
    assert evidence(store, "How many patterns does a data scientist find?") is not None


def test_the_refusal_says_that_there_is_no_such_figure(store: Store) -> None:
    store.publish(Changes([ENGINEER, SCIENTIST]))
    answer = Chat(store).ask(Turn("What is the average pay of a data scientist?"))
    assert answer.status == "not_found"
    assert "They give no such figure for it." in answer.text
    assert "130,000" not in answer.text


def test_words_that_stand_between_those_of_a_role_do_not_hide_it(store: Store) -> None:
    senior = prepared("a.md", "The bonus is 10 percent.", ("Senior AI Machine Learning Engineer",))
    role = prepared("b.md", "The job is new.", ("AI Engineer",))
    store.publish(Changes([senior, role]))
    answer = Chat(store).ask(Turn("How big is the bonus of an AI engineer?"))
    assert "10 percent" in answer.text
