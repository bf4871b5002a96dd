"""Whether two texts negate the same, and say which way something goes alike."""

import pytest

from chatbot.negation import negated_otherwise, turned

SAID = "Keepers do not need a licence, but they need a degree."


@pytest.mark.parametrize(
    "sentence",
    [
        "Keepers need no licence.",
        "A keeper doesn't need a licence.",
        "Keepers need a degree.",
    ],
)
def test_the_same_negation_in_other_words_is_no_difference(sentence: str) -> None:
    assert not negated_otherwise(sentence, SAID)


@pytest.mark.parametrize(
    "sentence", ["Keepers need a licence.", "Keepers do not need a degree.", "Keepers never rest."]
)
def test_what_is_negated_on_one_side_only_is_a_difference(sentence: str) -> None:
    assert negated_otherwise(sentence, SAID)


def test_a_negation_of_something_else_does_not_matter() -> None:
    said = "Keepers earn well. Bakers without an oven cannot work."
    assert not negated_otherwise("Keepers earn well.", said)


@pytest.mark.parametrize(
    ("sentence", "said", "expected"),
    [
        ("Pay is lower in town.", "Pay is higher in town.", True),
        ("Jobs decline.", "Jobs grow.", True),
        ("Jobs decline by 2 percent.", "Jobs grow by 2 percent, slower than others.", True),
        ("The slowest-growing job.", "The fastest-growing job.", True),
        ("Pay is higher in town.", "In town the pay is above that of the country.", False),
        ("Pay is lower in the country.", "Pay is higher in town, lower in the country.", False),
    ],
)
def test_a_direction_is_turned_where_only_its_opposite_is_said(
    sentence: str, said: str, expected: bool
) -> None:
    assert turned(sentence, said) is expected
