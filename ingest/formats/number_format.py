"""A figure or date as Excel's cell shows it: number formats applied, in English notation."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<space>_.)|(?P<fill>\*.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<exponent>[Ee][+-])|(?P<digit>[0#?])|(?P<end>;)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[\d.]+)")
_FRACTION = re.compile("(?:(D+) +)?(D+)/(D+|N+)")
_DATE_PART = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|AM/PM|A/P|y+|e+|m+|d+|h+|s+', re.IGNORECASE)


@dataclass(slots=True)
class _Section:
    """One of a format's parts; each token is its kind and its text."""

    tokens: list[tuple[str, str]] = field(default_factory=list)
    condition: tuple[str, Decimal] | None = None


def number(value: float, code: str) -> str:
    """A number in a format such as `[$€-407] #,##0.00`; it keeps its own digits under `General`."""
    with localcontext(prec=400, rounding=ROUND_HALF_UP):  # floats have up to 309 digits
        exact, sections = Decimal(repr(value)), _sections(code)
        chosen = _chosen(sections, exact)
        text = _filled(chosen, abs(exact))
        if exact >= 0 or not re.search("[1-9]", text):
            return text
        # A second part shows negative figures its own way; where only its colour does, the sign
        # would be lost.
        own = chosen is not sections[0] and text != _filled(sections[0], abs(exact))
        return text if own or text[:1] in "-(" else f"-{text}"


def words(value: str, code: str) -> str:
    """A text in a format such as `"Grade "@`."""
    sections = _sections(code)
    last = sections[-1]
    if len(sections) == 4 and not last.tokens:
        return ""  # `;;;` hides whatever a cell holds
    if ("other", "@") not in last.tokens:
        return value
    return "".join(value if text == "@" else text for _, text in last.tokens).strip()


def moment(value: date | time | timedelta, code: str) -> str:
    """A date or time with those parts that its format shows: ISO, or with the name of a month."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    parts = [p.lower() for p in _DATE_PART.findall(code.partition(";")[0]) if p[0] not in '"\\[']
    hours = {n for n, part in enumerate(parts) if part[0] == "h"}
    seconds_at = {n for n, part in enumerate(parts) if part[0] == "s"}
    dates = [
        part for n, part in enumerate(parts)
        if part[0] in "yed" or (part[0] == "m" and n - 1 not in hours and n + 1 not in seconds_at)
    ]  # fmt: skip
    day = _day(value, dates) if isinstance(value, date) and (dates or not hours) else ""
    clock = value if isinstance(value, time) else None
    if isinstance(value, datetime) and hours and (value.time() != time() or not day):
        clock = value.time()
    in_halves = "am/pm" in parts or "a/p" in parts
    return f"{day} {_clock(clock, in_halves)}".strip() if clock else day


def _day(day: date, parts: Sequence[str]) -> str:
    """The parts of a date that a format shows; all of them where it shows none."""
    year, named = any(p[0] in "ye" for p in parts), any(p.startswith("mmm") for p in parts)
    month, of_month = any(p[0] == "m" for p in parts), any(p in ("d", "dd") for p in parts)
    if year and not month:
        return f"{day:%Y}"
    if year and not of_month:
        return f"{day:%B %Y}" if named else f"{day:%Y-%m}"
    if month and not year:
        return f"{day:%B} {day.day}" if of_month else f"{day:%B}"
    if parts and not year and not of_month:
        return f"{day:%A}"
    return f"{day.day} {day:%B %Y}" if named else f"{day:%Y-%m-%d}"


def _clock(clock: time, in_halves: bool) -> str:
    seconds = ":%S" if clock.second else ""
    return f"{clock:%I:%M{seconds} %p}".lstrip("0") if in_halves else f"{clock:%H:%M{seconds}}"


@lru_cache(maxsize=1000)  # a sheet has few formats and many cells
def _sections(code: str) -> list[_Section]:
    sections = [_Section()]
    for match in _TOKEN.finditer(code):
        kind, text = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "end":
            sections.append(_Section())
        elif kind == "bracket":
            if condition := _CONDITION.fullmatch(text):
                sections[-1].condition = (condition[1], Decimal(condition[2]))
            elif text.startswith("$"):  # a currency, and behind the dash a country's code
                symbol = text[1:].partition("-")[0]
                sections[-1].tokens.append(("quoted", re.sub(r"^(?=\w)|(?<=\w)$", " ", symbol)))
        elif kind in ("space", "fill"):
            before = sections[-1].tokens[-1][1] if sections[-1].tokens else ""
            is_apart = kind == "space" or before[-1:].isalpha()
            sections[-1].tokens.append(("quoted", " " if is_apart else ""))
        else:
            sections[-1].tokens.append((kind, text))
    return sections


def _chosen(sections: Sequence[_Section], value: Decimal) -> _Section:
    """The part that shows a value: by its conditions, or else positive; negative; zero."""
    if any(one.condition for one in sections):
        return next((one for one in sections if _holds(one, value)), sections[-1])
    if len(sections) > 2 and value == 0:
        return sections[2]
    return sections[1] if len(sections) > 1 and value < 0 else sections[0]


def _holds(section: _Section, value: Decimal) -> bool:
    if not section.condition:
        return True
    signs, other = section.condition
    actual = "=" if value == other else "<" if value < other else ">"
    return actual in signs


def _filled(section: _Section, value: Decimal) -> str:
    """A part with the digits of a value in its places."""
    tokens, shape = section.tokens, "".join(_sign(*token) for token in section.tokens)
    value *= 100 ** shape.count("%")
    if "D" not in shape:
        return _joined(_general(value) if kind == "general" or text == "@" else text
                       for kind, text in tokens)  # fmt: skip
    fraction = _FRACTION.search(shape)
    first, last = shape.index("D"), fraction.end() if fraction else shape.rindex("D") + 1
    first -= shape[first - 1 : first] == "."
    behind = last + len(re.match(",*", shape[last:])[0])  # type: ignore[index] # matches always
    value /= 1000 ** (behind - last)  # each comma behind the digits divides by a thousand
    if fraction:
        digits = _fraction(value, fraction, tokens)
    elif "E" in shape:
        digits = _scientific(value, shape[first:last], tokens[shape.index("E")][1])
    else:
        digits = _placed(value, tokens[first:last])
    return _joined([*(t for _, t in tokens[:first]), digits, *(t for _, t in tokens[behind:])])


def _sign(kind: str, text: str) -> str:
    """What a token is, as one character: a digit's place, a figure, a mark, or some literal."""
    if kind == "other":
        return text if text in ".,/% " else "N" if text.isdigit() else "L"
    return {"digit": "D", "exponent": "E"}.get(kind, "L")


def _joined(texts: Iterable[str]) -> str:
    return " ".join("".join(texts).split())


def _general(value: Decimal) -> str:
    """All digits of a whole number, such as a telephone's, and ten of any other."""
    return f"{value:.0f}" if value == value.to_integral() and value < 10**15 else f"{value:.10g}"


def _placed(value: Decimal, tokens: Sequence[tuple[str, str]]) -> str:
    """The digits at their places, from the right: literals such as a telephone's stand between."""
    point = tokens.index(("other", ".")) if ("other", ".") in tokens else len(tokens)
    places = [text for kind, text in tokens[point:] if kind == "digit"]
    whole, _, part = f"{value:.{len(places)}f}".partition(".")
    while places and places.pop() != "0" and part.endswith("0"):
        part = part[:-1]
    slots = [text for kind, text in tokens[:point] if kind == "digit"]
    whole = whole.lstrip("0").zfill(len(slots) - slots.index("0") if "0" in slots else 0)
    if ("other", ",") in tokens[:point]:
        head = f"{int(whole):,}" if whole else ""
    else:
        cut = max(len(whole) - len(slots) + 1, 1)  # the first place takes all that are too many
        digits = [whole[:cut], *whole[cut:]]
        digits = [""] * (len(slots) - len(digits)) + digits
        head = "".join(digits.pop(0) if k == "digit" else text for k, text in tokens[:point])
    return head + (f".{part}" if part else "")


def _scientific(value: Decimal, shape: str, sign: str) -> str:
    mantissa, _, power = shape.partition("E")
    places = mantissa.partition(".")[2].count("D")
    digits, _, shown = f"{value:.{places}E}".partition("E")
    shown_sign = "-" if shown[0] == "-" else sign[1:].replace("-", "")
    return f"{digits}E{shown_sign}{shown[1:].zfill(power.count('D'))}"


def _fraction(value: Decimal, match: re.Match[str], tokens: Sequence[tuple[str, str]]) -> str:
    """A number such as 1 1/2, with the denominator that the format names, or as many digits."""
    below = "".join(text for _, text in tokens[match.start(3) : match.end(3)])
    whole = int(value) if match[1] else 0
    rest = Fraction(value - whole)
    if below.isdigit() and int(below):
        above = round(rest * int(below))
    else:
        rest = rest.limit_denominator(10 ** len(below) - 1)
        above, below = rest.numerator, str(rest.denominator)
    if match[1] and above == int(below):
        whole, above = whole + 1, 0
    return _joined([f"{whole} " if whole or not above else "", f"{above}/{below}" if above else ""])
