"""Figures with what they are figures of: money, shares, durations, years, counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from chatbot.question import stem, stopwords

# Units that a mark stands for are written in capitals or as the mark, nouns in small letters.
_SIGNS = "$\u00a2-\u00a5\u0e3f\u20a0-\u20cf"
_CURRENCIES = {"dollar": "$", "usd": "$", "us$": "$", "euro": "€", "eur": "€", "pound": "£",
               "gbp": "£", "rupe": "₹", "inr": "₹", "yen": "¥", "jpy": "¥"}  # fmt: skip
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9,
           "billion": 1e9, "trillion": 1e12}  # fmt: skip
_WORDS = {word: str(value) for value, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve".split())}  # fmt: skip
TIMES = frozenset(map(stem, ("year", "month", "week", "day", "hour", "quarter", "decade")))

_FIGURE = re.compile(
    r"(?:(?:(?P<over>more than|over|above|at least)|(?P<under>less than|under|below|up to))\s)?"
    # Behind another figure it is no sign, but the dash of a range.
    rf"(?P<sign>(?<![\w.%)])(?<![\d%]\s)(?<!\d[km]\s)(?<!illion\s)-)?"
    rf"(?:(?P<money>(?-i:[A-Z]{{0,2}}[{_SIGNS}]|\b[A-Z]{{3}}))\s?)?"
    rf"(?P<number>(?:\d{{1,3}}(?:[ '’]\d{{3}})+(?!\d)|\d[\d,]*)(?:\.\d+)?"
    rf"|\b(?:{'|'.join(_WORDS)})\b(?=[\s-][a-z]))"
    rf"(?:\s?(?P<scale>{'|'.join(_SCALES)})\b)?\+?"
    r"(?=(?:\s(?:an?|per)\s(?P<rate>year|month|week|day|hour)\b)?)"
    rf"(?:\s?(?P<share>%|per\s?cent\b|percentage\b)|(?P<rank>(?:st|nd|rd|th)\b)"
    rf"|\s?(?P<behind>[{_SIGNS}]|\b(?-i:[A-Z]{{3}})\b)|[\s-](?P<noun>[a-z]+))?",
    re.IGNORECASE,
)
_TYPOGRAPHY = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("\xa0\u202f", " "))
_GROUPING = re.compile("[,'’ ]")
_RANGE = re.compile(r"^\S{0,2}\s?(?:-|to|and)\s?\S{0,3}\s?$")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at `start`:`end` of a text.

    `unit` is a currency, `%`, `RANK` (`90th`), `DATE` for a year, or the stem of the noun behind
    it; empty where there is none. `rate` is the time in `an hour` behind it, `bound` what `over` or
    `less than` before it make of it: `>`, `<` or nothing.
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
    """Whether the second figure, of a quote, is what the first one says.

    Marks and spans of time have to be the same; `openings` may be `jobs`.
    """
    units = {said.unit, stated.unit}
    alike = len(units) == 1 or not any(_is_mark(unit) or unit in TIMES for unit in units)
    agrees = all(
        len({*pair} - {""}) < 2 for pair in ((said.rate, stated.rate), (said.bound, stated.bound))
    )
    return said.value == stated.value and alike and agrees


def _figures(text: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        digits = _GROUPING.sub("", match["number"].lower())
        noun = (match["noun"] or "").lower()
        if digits in _WORDS and noun in stopwords() - {"to", "or"}:
            continue
        value = float(_WORDS.get(digits, digits)) * _SCALES.get((match["scale"] or "").lower(), 1)
        value = -value if match["sign"] else value
        rate, bound = match["rate"] or "", ">" if match["over"] else "<" if match["under"] else ""
        yield Figure(value, _unit(match, digits, noun), *match.span("number"), rate, bound)


def _unit(match: re.Match[str], digits: str, noun: str) -> str:
    if match["share"] or match["rank"]:
        return "%" if match["share"] else "RANK"
    unit = "" if noun in stopwords() else stem(noun)
    if money := match["money"] or match["behind"] or unit * (unit in _CURRENCIES):
        return _CURRENCIES.get(money.lower(), money)
    return "DATE" if _YEAR.fullmatch(digits) and not match["scale"] else unit


def _shared(text: str, found: list[Figure]) -> list[Figure]:
    """In `25-30%` and `$80-90k` both ends are of the unit and the scale that one of them names."""
    for at in range(len(found) - 2, -1, -1):
        one, other = found[at], found[at + 1]
        unit, marks = one.unit or other.unit, {*filter(_is_mark, (one.unit, other.unit))}
        # Between the ends stands, besides the dash, at most what was read with the figures.
        if _RANGE.search(text[one.end : other.start]) and len(marks) < 2 and unit != "DATE":
            scale = _SCALES.get(text[other.end : other.end + 1].lower(), 1)
            scale = scale if one.value < 1_000 else 1
            found[at] = replace(one, value=one.value * scale, unit=unit)
            found[at + 1] = replace(other, unit=unit)
    return found


def _is_mark(unit: str) -> bool:
    return bool(unit) and unit != "DATE" and not unit.islower()
