"""Nothing is shown that its quotes do not back."""

import time

import pytest

from chatbot.verify import verify

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
    assert verify("New bakers get $10000", ["New bakers get $10,000"]) == "verbatim"
    said = "At the start new bakers in large towns get 10000 to 50000 dollars"
    assert verify(said, [QUOTE]) == "supported"


def test_long_runs_of_digits_take_no_time() -> None:
    started = time.perf_counter()
    verify("1," * 50_000, ["1" * 100_000])
    assert time.perf_counter() - started < 5  # a quadratic pattern would take minutes


SAID = "Keepers do not need a licence, but they need a degree."


@pytest.mark.parametrize(
    ("statement", "quote", "backed"),
    [
        ("Keepers need no licence, but they need a degree.", SAID, True),
        ("Keepers don't need a licence, but they need a degree.", SAID, True),
        ("Keepers need a licence.", SAID, False),
        ("Keepers do not need a degree.", SAID, False),
        ("In town the pay is lower.", "Pay is higher in town.", False),
        ("In town jobs decline.", "Jobs grow in town.", False),
        ("In town the pay is higher.", "Pay is higher in town, lower in the country.", True),
        ("Engineers earn gold.", "It is not true that engineers earn gold.", False),
        ("Keepers in the US earn gold.", "In the United States keepers earn gold.", True),
        ("Keepers in Canada earn gold.", "In the United States keepers earn gold.", False),
        ("A keeper earns $40,000 in a month.", "A keeper earns $40,000 in a year.", False),
    ],
)
def test_negation_direction_place_and_time_agree(statement: str, quote: str, backed: bool) -> None:
    assert (verify(statement, [quote]) is not None) is backed


def test_a_place_that_only_the_question_names_is_not_said() -> None:
    quote = "Keepers earn $40,000 a year."
    said = "In Ohio keepers earn $40,000 a year."
    assert verify(said, [quote], [], "What do keepers earn in Ohio?") is None
    assert verify(said, [quote], ["Ohio"]) == "supported"


def test_what_was_escaped_for_the_page_is_still_the_quotes_own() -> None:
    assert verify("Use &lt;b> and \\[1\\] or R&amp;D;", ["Use <b> and [1] or R&D;"]) == "verbatim"


def test_a_bullet_before_a_year_is_no_minus() -> None:
    row = "| 2024 Median Pay | $64,320 per year |"
    assert verify("- 2024 Median Pay: $64,320 per year", [row]) == "supported"
