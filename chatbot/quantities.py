"""Figures with what they are figures of: money, shares, durations, years, counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9,
           "billion": 1e9, "trillion": 1e12}  # fmt: skip
_CURRENCIES = {"$": "usd", "us$": "usd", "usd": "usd", "dollar": "usd", "dollars": "usd",
               "€": "eur", "eur": "eur", "euro": "eur", "euros": "eur",
               "£": "gbp", "gbp": "gbp", "pound": "gbp", "pounds": "gbp",
               "₹": "inr", "inr": "inr", "rupees": "inr", "¥": "jpy", "yen": "jpy"}  # fmt: skip
_SHARES = frozenset(["%", "percent", "per cent", "percentage"])
_WORDS = {word: float(value) for value, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve".split())}  # fmt: skip

_MONEY = r"(?:us\$|[$€£₹¥]|\b(?:usd|eur|gbp|inr)\s?)"
_NUMBER = rf"(?P<sign>(?<![\w.%)])[-+])?(?P<money>{_MONEY})?\s?(?P<number>\d[\d,]*(?:\.\d+)?)"
_SCALE = r"(?:\s?(?P<scale>k|m|mn|bn|b|thousand|million|billion|trillion)\b)?"
_UNIT = (
    r"(?:\s?(?P<share>%|per\s?cent\b|percentage points?\b)|(?P<rank>(?:st|nd|rd|th)\b)"
    r"|[\s-](?P<unit>[a-z]+))?"
)
_RATE = r"(?=(?:\s(?:an?|per)\s(?P<rate>year|month|week|day|hour)\b)?)"
_QUANTITY = re.compile(_NUMBER + _SCALE + r"(?P<plus>\+)?" + _RATE + _UNIT)
_WORD_NUMBER = re.compile(rf"\b(?P<word>{'|'.join(_WORDS)})[\s-](?P<unit>[a-z]+)")
_RANGE = re.compile(r"^\S{0,2}\s?(?:-|to|and)\s?\S{0,3}\s?$")
_FIGURE_BEFORE = re.compile(r"\d[\d,.]*\s?(?:k|m|%|million|billion)?\s?$")
MARKED = frozenset(["usd", "eur", "gbp", "inr", "jpy", "%", "rank"])  # units that a mark stands for
TIMES = frozenset(["year", "month", "week", "day", "hour", "quarter", "decade"])
_NO_UNITS = frozenset(
    "a an and are as at by for from in is of on or per than that the to was with".split()
)
_MORE, _LESS = ("more than", "over", "above", "at least"), ("less than", "under", "below", "up to")
_YEAR = re.compile(r"(?:19|20)\d\d")
_GROUPS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure at `start`:`end` of a text.

    `unit` is a currency, `%`, `rank` (`90th`), `date` for a year, or the noun behind it; empty
    where there is none. `rate` is the time in `an hour` behind it, `bound` what `over` or `less
    than` before it make of it: `>`, `<` or nothing.
    """

    value: float
    unit: str
    start: int
    end: int
    rate: str = ""
    bound: str = ""


def quantities(text: str) -> list[Quantity]:
    """The figures of a text in their order; number words count before a noun (`five years`)."""
    low = _DASHES.sub("-", text.replace("\xa0", " ").replace("\u202f", " ")).lower()
    found = [*_figures(low), *_spelt(low)]
    return _ranges_shared(low, sorted(found, key=lambda quantity: quantity.start))


def _figures(low: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(low):
        digits = _GROUPS.sub("", match["number"]).replace(",", "")
        value = float(digits) * _SCALES.get(match["scale"] or "", 1)
        # Behind another figure it is no sign, but the dash of a range.
        if match["sign"] == "-" and not _FIGURE_BEFORE.search(low[: match.start()]):
            value = -value
        start, end = match.span("number")
        before = low[: match.start()].rstrip()
        bound = ">" if before.endswith(_MORE) else "<" if before.endswith(_LESS) else ""
        yield Quantity(value, _unit(match, digits), start, end, match["rate"] or "", bound)


def _unit(match: re.Match[str], digits: str) -> str:
    word = match["unit"] or ""
    if match["share"] or match["rank"] or word in _SHARES:
        return "rank" if match["rank"] else "%"
    if match["money"] or word in _CURRENCIES:
        return _CURRENCIES[(match["money"] or word).strip()]
    if _YEAR.fullmatch(digits) and not match["scale"]:
        return "date"
    return "" if word in _NO_UNITS else singular(word)


def _spelt(low: str) -> Iterator[Quantity]:
    for match in _WORD_NUMBER.finditer(low):
        word = match["unit"]
        unit = "%" if word in _SHARES else "" if word in _NO_UNITS else singular(word)
        if unit or word in ("to", "or"):
            yield Quantity(_WORDS[match["word"]], unit, match.start("word"), match.end("word"))


def _ranges_shared(low: str, found: list[Quantity]) -> list[Quantity]:
    """In `25-30%` and `$80-90k` both ends are of the unit and the scale that one of them names."""
    for at in range(len(found) - 2, -1, -1):
        one, other = found[at], found[at + 1]
        # Between the ends stands, besides the dash, at most what was read with the figures.
        if not _RANGE.search(low[one.end : other.start]):
            continue
        unit = one.unit if one.unit in MARKED else other.unit if not one.unit else ""
        if unit:
            scale = _SCALES.get(low[other.end : other.end + 1], 1) if one.value < 1_000 else 1
            found[at] = replace(one, value=one.value * scale, unit=unit)
            found[at + 1] = replace(other, unit=unit)
    return found


def singular(word: str) -> str:
    """A noun's singular, good enough to compare units: `years` and `year` are the same."""
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
