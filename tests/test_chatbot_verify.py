"""Nothing is shown that its quotes do not back."""

import time

import pytest

from chatbot.verify import numbers, verify

QUOTE = "Welcome money: new bakers in large towns get from $10,000 to $50,000 at the start"


@pytest.mark.parametrize(
    "statement",
    [
        QUOTE,
        "get from $10,000 to $50,000",
        "**Welcome money**: New bakers in large towns get from $10,000 to $50,000 at the start",
        "- Welcome money: new bakers  in large towns get from $10000 to $50000 at the start",
    ],
    ids=["whole", "part", "emphasis-and-case", "bullet-and-grouping"],
)
def test_the_quotes_own_words_are_verbatim(statement: str) -> None:
    assert verify(statement, [QUOTE]) == "verbatim"


def test_other_words_with_the_same_figures_are_supported() -> None:
    said = "At the start new bakers in towns get $10,000 to $50,000 welcome money"
    assert verify(said, [QUOTE]) == "supported"


@pytest.mark.parametrize(
    "statement",
    [
        "Welcome money: new bakers in large towns get from $10,000 to $60,000 at the start",
        "Welcome money: new bakers in large towns get from $1,000 to $50,000 at the start",
        "Relocation is paid in full by nearly every employer in the country",
        "",
        "   ",
    ],
    ids=["other-number", "other-power", "invented", "empty", "blank"],
)
def test_what_the_quote_does_not_say_is_not_backed(statement: str) -> None:
    assert verify(statement, [QUOTE]) is None


def test_a_statement_without_a_quote_is_not_backed() -> None:
    assert verify(QUOTE, []) is None


def test_a_number_may_stand_in_the_heading() -> None:
    said = "Welcome money new bakers get at the start 2024"
    assert verify(said, [QUOTE]) is None
    assert verify(said, [QUOTE], ["Pay, 2024"]) == "supported"


def test_thousands_read_the_same_however_they_are_written() -> None:
    assert numbers("$126,557 – $130,802, 25.8%") == {"126557", "130802", "25.8"}


def test_long_runs_of_digits_take_no_time() -> None:
    started = time.perf_counter()
    verify("1," * 50_000, ["1" * 100_000])
    assert time.perf_counter() - started < 5  # a quadratic pattern would take minutes
