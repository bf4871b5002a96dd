"""Figures with what they are figures of."""

import pytest

from chatbot.figures import figures, same


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("$126,557 to $130,802 a year", [(126_557, "$"), (130_802, "$")]),
        ("USD 120,000 to 160,000", [(120_000, "$"), (160_000, "$")]),
        ("$80-90k", [(80_000, "$"), (90_000, "$")]),
        ("25–30%", [(25, "%"), (30, "%")]),
        ("between 5 and 15 percent", [(5, "%"), (15, "%")]),
        ("1.7 million jobs in 2024", [(1_700_000, "job"), (2024, "DATE")]),
        ("five years", [(5, "year")]),
        ("the 90th percentile", [(90, "RANK")]),
        ("a fall of -3 percent", [(-3, "%")]),
        ("$80k - 90k, 5 - 7 years", [(80_000, "$"), (90_000, "$"), (5, "year"), (7, "year")]),
        ("CHF 80 000, 45,000 PLN or 30 €", [(80_000, "CHF"), (45_000, "PLN"), (30, "€")]),
        ("C$90,000 and ₩3’000", [(90_000, "C$"), (3_000, "₩")]),
        ("no figure, C++ and K-means", []),
    ],
)
def test_a_figure_is_read_with_its_unit(text: str, said: list[tuple[float, str]]) -> None:
    assert [(found.value, found.unit) for found in figures(text)] == said


def test_a_figure_is_read_with_its_rate_and_its_bound() -> None:
    low, high = figures("from less than $19 an hour to over $100,000 a year")
    assert (low.rate, low.bound) == ("hour", "<")
    assert (high.rate, high.bound) == ("year", ">")


@pytest.mark.parametrize(
    ("said", "stated", "expected"),
    [
        ("$40,000", "40,000 dollars", True),
        ("$40,000 a year", "$40,000", True),
        ("€40,000", "$40,000", False),
        ("C$40,000", "$40,000", False),
        ("40,000 jobs", "40,000 openings", True),
        ("5 months", "5 years", False),
        ("more than $40,000", "less than $40,000", False),
        ("$19 an hour", "$19 a year", False),
    ],
)
def test_a_figure_is_the_same_in_its_own_unit_only(said: str, stated: str, expected: bool) -> None:
    assert same(*figures(said), *figures(stated)) is expected
