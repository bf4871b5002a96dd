"""A question is understood: typos mended, synonyms known, and what kind of answer it wants."""

from collections import Counter

import pytest

from chatbot.question import Vocabulary, stems_of, understand

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


def test_stopwords_are_no_concepts_and_a_phrase_is_one() -> None:
    query = understand("What does a machine learning engineer earn?", VOCABULARY)
    assert [concept.word for concept in query.concepts] == ["machine learning", "engineer", "earn"]


def test_a_concept_knows_its_synonyms_both_ways() -> None:
    (short,) = understand("ML", VOCABULARY).concepts
    (long,) = understand("machine learning", VOCABULARY).concepts
    assert short.ways == long.ways == {("ml",), ("machin", "learn")}
    assert "salary" in understand("earn", VOCABULARY).words


def test_a_question_of_stopwords_asks_for_nothing() -> None:
    assert understand("what about it?", VOCABULARY).concepts == ()


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("When was this published?", "time"),
        ("How much does a senior earn?", "figure"),
        ("lowest salary", "figure"),
        ("Which tools do they use?", "list"),
        ("Is remote work possible?", "passage"),
    ],
)
def test_the_kind_of_answer_is_seen(question: str, asked: str) -> None:
    assert understand(question, VOCABULARY).asked == asked


def test_hyphenated_words_count_whole_and_in_parts() -> None:
    assert stems_of("Entry-level") == ["entry-level", "entri", "level"]
    assert stems_of("C++ and C#") == ["c++", "and", "c#"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What does a developer earn in New York?", ["new", "york"]),
        ("Boston pays more. Does Denver?", ["denver"]),
        ("pay in 2019", ["2019"]),
        ("WHAT DOES A DEVELOPER EARN", []),
        ("What is the pay?", []),
    ],
    ids=["inside", "not-at-a-sentence-start", "year", "all-capitals", "none"],
)
def test_names_and_years_are_told_from_other_words(question: str, names: list[str]) -> None:
    assert [concept.word for concept in understand(question, VOCABULARY).names] == names


def test_a_hyphenated_concept_is_looked_for_as_the_index_has_it() -> None:
    (concept,) = understand("A/B", VOCABULARY).concepts
    assert concept.ways == {("a", "b")}
    (concept,) = understand("entry-level", VOCABULARY).concepts
    assert ("entri", "level") in concept.ways


@pytest.mark.parametrize(
    ("question", "is_pay"),
    [
        ("What does the lowest tenth of bakers make?", True),
        ("How much do bakers make in a year?", True),
        ("Which decisions do bakers make?", False),
        ("What makes a good baker?", False),
    ],
)
def test_to_make_is_to_earn_where_an_amount_is_asked_for(question: str, is_pay: bool) -> None:
    assert bool(understand(question, VOCABULARY).measures) == is_pay


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Which jobs need a degree?", True),
        ("Who works at night?", True),
        ("Which tools does a baker use?", False),
    ],
)
def test_it_is_known_where_a_role_is_the_answer(question: str, asks: bool) -> None:
    assert understand(question, VOCABULARY).asks_who == asks


def test_a_yes_or_no_needs_no_figure_but_a_comparison_does() -> None:
    assert understand("Does it take longer than two years?", VOCABULARY).wants is None
    assert understand("Does it take longer?", VOCABULARY, compared=True).wants is not None


def test_which_pays_more_asks_each_for_its_pay_and_not_for_a_list() -> None:
    assert understand("Which pays more, a baker?", VOCABULARY).wants is None
    assert understand("Which pays more, a baker?", VOCABULARY, compared=True).wants is not None
    assert understand("Which tools does a baker use?", VOCABULARY, compared=True).wants is None
