"""Canonical text."""

import pytest

from ingest.clean import clean


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("6 min read ยท Dec. 6 โ€“ new ๐Ÿ‘€", "6 min read · Dec. 6 – new 👀"),
        ("dรฉveloppรฉ”", "développé”"),
        ("doesnâ€™t", "doesn’t"),
        ("Â£30", "£30"),
        ("ΓÇó one ΓÇô two", "• one – two"),
        ("na├»ve, ÔÇ£goodÔÇØ", "naïve, “good”"),
        ("6 min à¸¢à¸— read", "6 min · read"),
        ("a\u00a0b\u202fc", "a b c"),
        ("one  \r\ntwo\r\n\r\n\r\n\r\nthree\x00", "one\ntwo\n\nthree"),
        ("soft\u00adhyphen and zero\u200bwidth", "softhyphen and zerowidth"),
        ("e\u0301", "é"),
        ("$48,000¹ and 12² weeks, 5 m², x², 10⁶", "$48,000 ¹ and 12 ² weeks, 5 m², x², 10⁶"),
    ],
    ids=[
        "cp874",
        "cp874-letters",
        "cp1252",
        "pound",
        "cp437",
        "cp850",
        "twice",
        "blanks",
        "lines",
        "invisible",
        "nfc",
        "notes",
    ],
)
def test_what_a_reader_cannot_see_or_read_is_mended(broken: str, mended: str) -> None:
    assert clean(broken) == mended
    assert clean(mended) == mended


@pytest.mark.parametrize(
    "text",
    [
        "ขอบคุณครับ เงินเดือน 30,000 บาท รถ",
        "“Quotes” and ‘these’ stay — so does R&amp;D",
        "C++ and C#",
        "┌──┐\n└──┘ ├┤",
    ],
    ids=["thai", "typography", "signs", "boxes"],
)
def test_what_is_right_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_indentation_stays_because_it_nests_lists() -> None:
    assert clean("- a\n\t- b  \n    - c\n") == "- a\n    - b\n    - c"
