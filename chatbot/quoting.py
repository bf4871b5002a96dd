"""The words of the passages that a written sentence can rest on."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.evidence import above, context_of, names
from chatbot.quantities import MARKED, TIMES, Quantity, quantities
from chatbot.question import Concept, concepts_of, stems_of
from chatbot.verify import plain, verify
from vectorstore import Hit, Unit

_QUOTES = 3  # a sentence that needs more of them is a summary that nobody can check
_QUOTE = 400  # characters, the contract's longest quote
_FIGURE = 3.0  # what a figure counts beside a word when the quote is looked for
_LENGTH = 0.001  # of two quotes that hold as much, the shorter one


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of one passage that back a sentence: its `units`, which stand one after another."""

    hit: Hit
    units: tuple[Unit, ...]

    @property
    def text(self) -> str:
        """The words, with what stands between them."""
        passage = self.hit.passage
        start, end = self.units[0].start, self.units[-1].end
        return passage.text[start - passage.start : end - passage.start]

    @property
    def context(self) -> str:
        """What the words stand under."""
        return f"{context_of(self.hit, self.units[0])} {self.hit.passage.document.as_of or ''}"


def verbatim(sentence: str, hit: Hit) -> Quoted | None:
    """The units that hold the sentence word for word."""
    wanted = plain(sentence).strip(' ".')
    if not wanted or wanted not in plain(hit.passage.text):
        return None
    windows = (w for w in _windows(hit) if wanted in plain(w.text))
    return min(windows, key=lambda quoted: len(quoted.text), default=None)


def best_quotes(sentence: str, hits: Sequence[Hit]) -> tuple[Quoted, ...]:
    """The fewest quotes that together hold the most of the sentence's figures and words."""
    missing: set[Concept] = set(concepts_of(sentence))
    figures = set(quantities(sentence))
    options = [window for hit in hits for window in _windows(hit)]
    chosen: list[Quoted] = []
    while options and len(chosen) < _QUOTES and (missing or figures):
        best = max(options, key=lambda quoted: _gain(quoted, missing, figures))
        if _gain(best, missing, figures) < (1 if not chosen else _FIGURE if figures else 2):
            break
        chosen.append(best)
        missing = {c for c in missing if not names(c, stems(best.text + " " + best.context))}
        figures = {figure for figure in figures if not stated(figure, [best])}
    return tuple(chosen)


def completed(sentence: str, quotes: Sequence[Quoted], asked: str) -> tuple[Quoted, ...]:
    """The quotes, with what introduces them where too few words stand in them; empty if still so.

    Most of a sentence's words have to stand in its quotes as they are, in what these stand under or
    in `asked`; a reader has to see it without knowing that `uses` is a form of `use`.
    """
    chosen = [*quotes]
    for lead in [None, *map(_lead, quotes)]:
        chosen += [lead] if lead and lead not in chosen else []
        context = [asked, *map(_frame, chosen)]
        if len(chosen) <= _QUOTES and verify(sentence, [q.text for q in chosen], context):
            return tuple(chosen)
    return ()


def _lead(quoted: Quoted) -> Quoted | None:
    """The unit that introduces the items of a quote, where the passage holds it."""
    passage, lead = quoted.hit.passage, quoted.units[0].lead
    found = (unit for unit in passage.units if lead and passage.quote(unit) == lead)
    return next((Quoted(quoted.hit, (unit,)) for unit in found), None)


def _frame(quoted: Quoted) -> str:
    """What the contract counts to a quote: headings, title, date and source, but no lead."""
    document = quoted.hit.passage.document
    return " ".join([*above(quoted.hit), document.as_of or "", document.source])


def _gain(quoted: Quoted, missing: Collection[Concept], figures: Collection[Quantity]) -> float:
    own, around = stems(quoted.text), stems(quoted.context)
    words = sum(
        1.0 if names(concept, own) else 0.5 if names(concept, around) else 0 for concept in missing
    )
    found = sum(_FIGURE for figure in figures if stated(figure, [quoted]))
    return words + found - _LENGTH * len(quoted.text)


def _windows(hit: Hit) -> Iterator[Quoted]:
    """Every run of units of one block that is short enough for a quote."""
    units = hit.passage.units
    for first, unit in enumerate(units):
        for last in range(first, len(units)):
            if units[last].block != unit.block:
                break
            if units[last].end - unit.start > _QUOTE and last > first:
                break
            yield Quoted(hit, units[first : last + 1])


def stated(figure: Quantity, quotes: Sequence[Quoted]) -> bool:
    """Whether a quote states a figure, in the unit that the sentence gives it."""
    for quoted in quotes:
        around = quoted.context if figure.unit == "date" else quoted.units[0].lead
        if any(same(figure, other) for other in figures_of(f"{quoted.text} | {around}")):
            return True
    return False


def same(one: Quantity, other: Quantity) -> bool:
    """Whether the second figure, of a quote, is what the first one says."""
    agree = all(
        len({*pair} - {""}) < 2 for pair in ((one.rate, other.rate), (one.bound, other.bound))
    )
    return one.value == other.value and agree and _alike(one.unit, other.unit)


def _alike(said: str, stated: str) -> bool:
    """Whether two units can be the same: marks, dates and spans of time have to be."""
    if said == stated:
        return True
    strict = MARKED | TIMES | {"date"}
    if (stated == "date" and said not in strict) or (said == "date" and stated not in strict):
        return True  # "1,987 openings" and a year look alike without a noun
    return not (said in strict or stated in strict) or (not said and stated in TIMES)


@lru_cache(maxsize=4_096)
def stems(text: str) -> set[str]:
    """The stems of a text, remembered; not to be changed."""
    return set(stems_of(text))


@lru_cache(maxsize=4_096)
def figures_of(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, remembered."""
    return tuple(quantities(text))
