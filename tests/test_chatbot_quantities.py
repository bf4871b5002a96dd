"""Figures with what they are figures of."""

import pytest

from chatbot.quantities import quantities


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("$126,557 to $130,802 a year", [(126_557, "usd"), (130_802, "usd")]),
        ("USD 120,000 to 160,000", [(120_000, "usd"), (160_000, "usd")]),
        ("$80-90k", [(80_000, "usd"), (90_000, "usd")]),
        ("25–30%", [(25, "%"), (30, "%")]),
        ("between 5 and 15 percent", [(5, "%"), (15, "%")]),
        ("1.7 million jobs in 2024", [(1_700_000, "job"), (2024, "date")]),
        ("five years", [(5, "year")]),
        ("the 90th percentile", [(90, "rank")]),
        ("a fall of -3 percent", [(-3, "%")]),
        ("no figure, C++ and K-means", []),
    ],
)
def test_a_figure_is_read_with_its_unit(text: str, said: list[tuple[float, str]]) -> None:
    assert [(found.value, found.unit) for found in quantities(text)] == said


def test_a_figure_is_read_with_its_rate_and_its_bound() -> None:
    low, high = quantities("from less than $19 an hour to over $100,000 a year")
    assert (low.rate, low.bound) == ("hour", "<")
    assert (high.rate, high.bound) == ("year", ">")
