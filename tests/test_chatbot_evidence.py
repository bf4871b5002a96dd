"""What can be quoted, and how strongly it speaks to a question."""

from collections import Counter
from collections.abc import Sequence

import pytest

from chatbot.chat import Chat
from chatbot.evidence import Evidence, covered, is_quotable, weigh
from chatbot.finding import look
from chatbot.question import Vocabulary, understand
from tests.conftest import prepared
from vectorstore import Changes, Store

WORDS = Vocabulary(Counter(), lambda word: True)


@pytest.mark.parametrize(
    "text",
    [
        "I baked bread before I wrote this.",
        "We’re proud of our team.",
        "In this article the roles are compared.",
        "See the table below.",
        "What do they use?",
        "The skills include:",
        "**Skills:**",
        "---",
        "The job pays USD 1111111K.",
    ],
)
def test_what_cannot_stand_in_an_answer_is_not_quoted(text: str) -> None:
    assert not is_quotable(text)


@pytest.mark.parametrize(
    "text", ["Git", "AI engineers in the US earn more.", "The I/O of a model is measured."]
)
def test_a_plain_statement_is_quotable(text: str) -> None:
    assert is_quotable(text)


def test_a_rare_concept_weighs_more_than_a_frequent_one_and_an_unknown_one_not_at_all(
    store: Store,
) -> None:
    store.publish(Changes([prepared(f"{n}.md", f"Engineers earn {n}.") for n in range(9)]))
    query = understand("Do engineers earn 7 in Lisbon?", WORDS)
    with store.reading() as snapshot:
        weights = weigh(query.concepts, reader)
    by_word = {concept.word: weight for concept, weight in weights.items()}
    assert by_word["7"] > by_word["engineers"]
    assert "lisbon" not in by_word
    assert covered(weights, "Engineers earn 7") == pytest.approx(1.0)
    assert covered(weights, "Engineers earn") < 0.5


def test_a_synonym_covers_a_concept(store: Store) -> None:
    store.publish(Changes([prepared("a.md", "The salary of ML staff.")]))
    query = understand("machine learning pay", WORDS)
    with store.reading() as snapshot:
        weights = weigh(query.concepts, reader)
    assert covered(weights, "The salary of ML staff.") == pytest.approx(1.0)


def evidence(store: Store, question: str) -> Sequence[Evidence]:
    with store.reading() as snapshot:
        scope = Chat(store).known(reader).scope
        return look(understand(question, scope.vocabulary), reader, scope).evidence


def test_the_unit_that_names_what_is_asked_comes_first_and_its_heading_counts(store: Store) -> None:
    store.publish(
        Changes(
            [
                prepared("a.md", "The median is 100.\nIt rains.", ("Actuary", "Pay")),
                prepared("b.md", "The median is 200.\nIt snows.", ("Baker", "Pay")),
            ]
        )
    )
    first = evidence(store, "What is the median pay of a baker?")[0]
    assert first.quote == "The median is 200."
    assert first.context > first.own


def test_a_unit_about_another_role_comes_behind_one_that_names_none(store: Store) -> None:
    text = "The tools of a data engineer.\nThe tools of them all."
    other = prepared("e.md", "A plane.", ("Data engineer",), "Data engineer")
    store.publish(Changes([prepared("a.md", text, ("Data scientist",), "Data scientist"), other]))
    found = evidence(store, "Which tools does a data scientist use?")
    assert found[0].quote == "The tools of them all."


def test_a_figure_of_the_kind_that_is_asked_for_comes_first(store: Store) -> None:
    text = "Training of a baker in 2024 pays.\nTraining of a baker takes 3 years."
    store.publish(Changes([prepared("a.md", text, ("Baker",))]))
    found = evidence(store, "How long is the training of a baker?")
    assert found[0].quote == "Training of a baker takes 3 years."
