"""Slips of the pen are mended, other words are left alone."""

import pytest

from chatbot.spelling import mended

COUNTS = {"senior": 9, "usually": 3, "compute": 4, "influence": 2, "performers": 2, "experience": 5}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("senoir", "senior"),
        ("usualy", "usually"),
        ("experiance", "experience"),
        ("commute", "commute"),
        ("influencer", "influencer"),
        ("perfumers", "perfumers"),
    ],
    ids=["swapped", "missed", "vowel", "consonant", "ending", "two-of-a-kind"],
)
def test_a_slip_is_mended_and_another_word_is_not(written: str, meant: str) -> None:
    assert mended(written, COUNTS, COUNTS.__contains__, ()) == meant
