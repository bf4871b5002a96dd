"""Figures with what they are figures of: money, shares, durations, years, counts."""

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

# Units that a mark stands for are written in capitals or as the mark, nouns in small letters.
_SIGNS = "".join(c for c in map(chr, range(sys.maxunicode)) if unicodedata.category(c) == "Sc")
_CURRENCIES = {"dollar": "$", "usd": "$", "us$": "$", "euro": "€", "eur": "€", "pound": "£",
               "gbp": "£", "rupee": "₹", "inr": "₹", "yen": "¥", "jpy": "¥"}  # fmt: skip
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9,
           "billion": 1e9, "trillion": 1e12}  # fmt: skip
_WORDS = {word: str(value) for value, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve".split())}  # fmt: skip
TIMES = frozenset(["year", "month", "week", "day", "hour", "quarter", "decade"])

_FIGURE = re.compile(
    rf"(?P<sign>(?<![\w.%)])[-+])?(?P<money>(?-i:[A-Z]{{0,2}}[{_SIGNS}]|\b[A-Z]{{3}}\s?))?\s?"
    rf"(?P<number>(?:\d{{1,3}}(?:[ '’]\d{{3}})+(?!\d)|\d[\d,]*)(?:\.\d+)?"
    rf"|\b(?:{'|'.join(_WORDS)})\b(?=[\s-][a-z]))"
    rf"(?:\s?(?P<scale>{'|'.join(_SCALES)})\b)?\+?"
    r"(?=(?:\s(?:an?|per)\s(?P<rate>year|month|week|day|hour)\b)?)"
    rf"(?:\s?(?P<share>%|per\s?cent\b|percentage\b)|(?P<rank>(?:st|nd|rd|th)\b)"
    rf"|\s?(?P<behind>[{_SIGNS}]|\b(?-i:[A-Z]{{3}})\b)|[\s-](?P<noun>[a-z]+))?",
    re.IGNORECASE,
)
_TYPOGRAPHY = str.maketrans(dict.fromkeys(map(chr, (*range(0x2010, 0x2016), 0x2212)), "-")
                            | {"\xa0": " ", "\u202f": " "})  # fmt: skip
_GROUPING = re.compile("[,'’ ]")
_RANGE = re.compile(r"^\S{0,2}\s?(?:-|to|and)\s?\S{0,3}\s?$")
_FIGURE_BEFORE = re.compile(r"\d[\d,.]*\s?(?:k|m|%|million|billion)?\s?$", re.IGNORECASE)
_BEFORE = 24  # characters before a figure that can tell its bound, or that it ends a range
_NO_NOUNS = frozenset(
    "a an and are as at by for from in is of on or per than that the to was with".split()
)
_MORE, _LESS = ("more than", "over", "above", "at least"), ("less than", "under", "below", "up to")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at `start`:`end` of a text.

    `unit` is a currency, `%`, `RANK` (`90th`), `DATE` for a year, or the noun behind it; empty
    where there is none. `rate` is the time in `an hour` behind it, `bound` what `over` or `less
    than` before it make of it: `>`, `<` or nothing.
    """

    value: float
    unit: str
    start: int
    end: int
    rate: str = ""
    bound: str = ""


@lru_cache(maxsize=4_096)  # the same units are compared with every sentence of an answer
def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text in their order; number words count before a noun (`five years`)."""
    text = text.translate(_TYPOGRAPHY)
    return tuple(_shared(text, [*_figures(text)]))


def same(said: Figure, stated: Figure) -> bool:
    """Whether the second figure, of a quote, is what the first one says."""
    for mine, theirs in ((said.rate, stated.rate), (said.bound, stated.bound)):
        if mine and theirs and mine != theirs:
            return False
    return said.value == stated.value and _alike(said.unit, stated.unit)


def singular(word: str) -> str:
    """A noun's singular, good enough to compare units: `years` and `year` are the same."""
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _figures(text: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        digits = _GROUPING.sub("", match["number"].lower())
        noun = singular((match["noun"] or "").lower())
        if digits in _WORDS and noun in _NO_NOUNS - {"to", "or"}:
            continue
        value = float(_WORDS.get(digits, digits)) * _SCALES.get((match["scale"] or "").lower(), 1)
        before = text[max(match.start() - _BEFORE, 0) : match.start()].rstrip()
        # Behind another figure it is no sign, but the dash of a range.
        if match["sign"] == "-" and not _FIGURE_BEFORE.search(before):
            value = -value
        low = before.lower()
        bound = ">" if low.endswith(_MORE) else "<" if low.endswith(_LESS) else ""
        start, end = match.span("number")
        yield Figure(value, _unit(match, digits, noun), start, end, match["rate"] or "", bound)


def _unit(match: re.Match[str], digits: str, noun: str) -> str:
    if match["share"] or match["rank"]:
        return "%" if match["share"] else "RANK"
    if money := (match["money"] or match["behind"] or "").strip() or noun * (noun in _CURRENCIES):
        return _CURRENCIES.get(money.lower(), money)
    if _YEAR.fullmatch(digits) and not match["scale"]:
        return "DATE"
    return "" if noun in _NO_NOUNS else noun


def _shared(text: str, found: list[Figure]) -> list[Figure]:
    """In `25-30%` and `$80-90k` both ends are of the unit and the scale that one of them names."""
    for at in range(len(found) - 2, -1, -1):
        one, other = found[at], found[at + 1]
        # Between the ends stands, besides the dash, at most what was read with the figures.
        both = one.unit != other.unit and _is_mark(one.unit) and _is_mark(other.unit)
        if both or not _RANGE.search(text[one.end : other.start]):
            continue
        unit = one.unit if _is_mark(one.unit) else other.unit if not one.unit else ""
        if unit:
            scale = _SCALES.get(text[other.end : other.end + 1].lower(), 1)
            scale = scale if one.value < 1_000 else 1
            found[at] = replace(one, value=one.value * scale, unit=unit)
            found[at + 1] = replace(other, unit=unit)
    return found


def _is_mark(unit: str) -> bool:
    return bool(unit) and unit != "DATE" and not unit.islower()


def _alike(said: str, stated: str) -> bool:
    """Whether two units can be the same: marks, dates and spans of time have to be."""
    if said == stated or {said, stated} == {"", "DATE"}:
        return True  # "1,987 openings" and a year look alike without a noun
    if "DATE" in (said, stated):
        return not any(_is_mark(unit) or unit in TIMES for unit in (said, stated))
    strict = any(_is_mark(unit) or unit in TIMES for unit in (said, stated))
    return not strict or (not said and stated in TIMES)
