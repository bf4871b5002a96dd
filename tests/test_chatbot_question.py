"""A question is understood: typos mended, and the years, places and names that it gives."""

from collections import Counter

import pytest

from chatbot.question import Vocabulary, content, places, stems_of, understand, years

REAL = {"what", "coasts", "hire", "form", "three", "election", "medicine", "weather"}
WORDS = Counter(
    ["senior", "working", "learning", "machine", "salary", "costs", "here", "for", "base"]
)
VOCABULARY = Vocabulary(WORDS, REAL.__contains__)


def text_of(question: str) -> str:
    return understand(question, VOCABULARY).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("senoir", "senior"),
        ("wroking", "working"),
        ("machine lerning", "machine learning"),
        ("waht salary", "what salary"),
    ],
)
def test_a_slip_of_the_pen_is_mended_towards_the_documents_words(typed: str, meant: str) -> None:
    assert text_of(typed) == meant


@pytest.mark.parametrize(
    "word", ["coasts", "hire", "form", "lasagne", "bake", "C++", "H-1B", "NYC"]
)
def test_a_real_or_unlike_word_is_left_as_it_is(word: str) -> None:
    assert text_of(word) == word


def test_a_question_without_slips_is_left_as_it_was_typed() -> None:
    assert text_of("What is the Senior  salary?") == "What is the Senior salary?"


def named(question: str) -> set[tuple[str, str]]:
    return {(one.kind, one.key) for one in understand(question, VOCABULARY).named}


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("What did a baker earn in 2019?", {("year", "2019")}),
        ("What does a plumber earn in Ohio?", {("place", "ohio")}),
        ("how much do plumbers make in ohio", {("place", "ohio")}),
        ("Bakers in the US and in New York City?", {("place", "us"), ("place", "new york")}),
        ("What does the U.K. pay nurses?", {("place", "uk")}),
        ("Does Hagebutt Industries hire welders?", {("name", "Hagebutt Industries")}),
        ("Who is Anna Schmidt?", {("name", "Anna Schmidt")}),
        ("what can us workers do", set()),
        ("How do I get from here to there?", set()),
        ("Is $2000 a month, or 1,999.50, normal?", set()),
    ],
)  # fmt: skip
def test_years_places_and_names_are_seen(question: str, given: set[tuple[str, str]]) -> None:
    assert named(question) == given


def test_a_situation_told_first_is_not_asked_about() -> None:
    assert named("I live in Leeds and hate maths. Is accounting for me?") == set()


def test_a_headline_has_capitals_that_tell_nothing() -> None:
    assert named("What Does A Machine Learning Engineer Earn?") == set()


def test_the_end_of_a_span_of_years_is_a_year() -> None:
    assert years("Job Outlook, 2024–34, and 1999-01") == {"2024", "2034", "1999", "1901"}


def test_a_place_goes_by_one_name() -> None:
    assert places("the U.S. and America") == places("the United States") == {"us"}


def test_short_names_of_places_are_words_too() -> None:
    assert places("It tells us of la vie") == set()


def test_what_carries_a_subject_is_compared_by_stems() -> None:
    assert content("What are the salaries?") == content("salary") == {"salari"}


def test_a_question_of_stopwords_asks_for_nothing() -> None:
    assert understand("what about it?", VOCABULARY).words == ""


def test_parts_of_hyphenated_words_also_count_alone() -> None:
    assert stems_of("entry-level") == ["entry-level", "entri", "level"]
