"""A figure or date as Excel's cell shows it: number formats applied, in English notation."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<space>_.)|(?P<fill>\*.)'
    r"|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|(?P<mark>.)",
    re.DOTALL,
)
_LITERAL = "\0"  # stands in a format's shape for each character that is shown as it is
_DIGITS = re.compile(r"General|@|(?=[.,]?[0#?])[0#?,]*(?:\.[0#?]*)?,*", re.IGNORECASE)
_UNUSUAL = re.compile(r"[0#?/]|E[+-]")  # beside the digits: a fraction, a telephone number, a power
_CONDITION = re.compile(r"\[[<>=]")
_CLOCK = re.compile(r"h+(?:\W*m+)?|m+(?=\W*s)|s+|am/pm|a/p")

Section = tuple[str, str]  # what it shows, and its shape: the same with every literal masked


def number(value: float, code: str) -> str:
    """A number in a format such as `[$€-407] #,##0.00`; it keeps its own digits under `General`.

    Where a format has conditions of its own, or writes fractions or powers, the number is shown
    as it is.
    """
    with localcontext(prec=400, rounding=ROUND_HALF_UP):  # floats have up to 309 digits
        exact, sections = Decimal(repr(value)), _sections(code)
        if _CONDITION.search(code):
            return _general(exact)
        at = 2 if exact == 0 else int(exact < 0)
        chosen = sections[at] if at < len(sections) else sections[0]
        text = _filled(chosen, abs(exact))
        if exact >= 0 or not re.search("[1-9]", text):
            return text
        # A second section shows negative figures its own way; where only its colour does, the sign
        # would be lost.
        own = chosen is not sections[0] and text != _filled(sections[0], abs(exact))
        return text if own or text[:1] in "-(" else f"-{text}"


def moment(value: date | time | timedelta, code: str) -> str:
    """A date or time with those parts that its format shows: ISO, or with the name of a month."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    shape = _sections(code)[0][1].lower()
    dates, has_hours = _CLOCK.sub("", shape), "h" in shape
    day = ""
    if isinstance(value, date) and (re.search("[dmye]", dates) or not has_hours):
        day = _day(value, dates)
    clock = value if isinstance(value, time) else None
    if isinstance(value, datetime) and has_hours and (value.time() != time() or not day):
        clock = value.time()
    return f"{day} {_clock(clock, '/p' in shape)}".strip() if clock else day


def _day(day: date, shape: str) -> str:
    """The parts of a date that a format shows; all of them where it shows none."""
    year, month, named = re.search("[ye]", shape), "m" in shape, "mmm" in shape
    of_month = re.search("(?<!d)dd?(?!d)", shape)
    if year and not month:
        return f"{day:%Y}"
    if year and not of_month:
        return f"{day:%B %Y}" if named else f"{day:%Y-%m}"
    if month and not year:
        return f"{day:%B} {day.day}" if of_month else f"{day:%B}"
    if "d" in shape and not year and not of_month:
        return f"{day:%A}"
    return f"{day.day} {day:%B %Y}" if named else f"{day:%Y-%m-%d}"


def _clock(clock: time, in_halves: bool) -> str:
    seconds = ":%S" if clock.second else ""
    return f"{clock:%I:%M{seconds} %p}".lstrip("0") if in_halves else f"{clock:%H:%M{seconds}}"


@lru_cache(maxsize=1000)  # a sheet has few formats and many cells
def _sections(code: str) -> list[Section]:
    """The sections for positive and negative figures, and for zero."""
    found: list[Section] = [("", "")]
    for match in _TOKEN.finditer(code):
        kind, (shown, shape) = match.lastgroup, found[-1]
        text = match[kind] if kind else ""
        if text == ";" and kind == "mark":
            found.append(("", ""))
            continue
        if kind == "currency":
            text = re.sub(r"^(?=\w)|(?<=\w)$", " ", text)
        elif kind == "space" or (kind == "fill" and shown[-1:].isalpha()):
            text = " "
        elif kind == "fill":
            text = ""
        found[-1] = (shown + text, shape + (text if kind == "mark" else _LITERAL * len(text)))
    return found


def _filled(section: Section, value: Decimal) -> str:
    """A section with the digits of a value in their place."""
    shown, shape = section
    place = _DIGITS.search(shape)
    if not place:
        return " ".join(shown.split())
    before, behind = shown[: place.start()], shown[place.end() :]
    if _UNUSUAL.search(shape, place.end()):
        return _general(value)
    digits = place[0]
    value *= 100 ** shape.count("%")
    text = _placed(value, digits) if digits[-1] in "0#?,." else _general(value)
    return " ".join(f"{before}{text}{behind}".split())


def _general(value: Decimal) -> str:
    """All digits of a whole number, such as a telephone's, and ten of any other."""
    return f"{value:.0f}" if value == value.to_integral() and value < 10**15 else f"{value:.10g}"


def _placed(value: Decimal, digits: str) -> str:
    """The digits as `#,##0.00` asks for them; each comma behind it divides by a thousand."""
    wanted = digits.rstrip(",")
    value /= 1000 ** (len(digits) - len(wanted))
    slots, _, places = wanted.partition(".")
    whole, _, part = f"{value:.{len(places)}f}".partition(".")
    while places and places[-1] != "0" and part.endswith("0"):
        places, part = places[:-1], part[:-1]
    whole = whole.lstrip("0").zfill(slots.count("0"))
    if whole and "," in slots:
        whole = f"{int(whole):,}"
    return whole + (f".{part}" if part else "")
