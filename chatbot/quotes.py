"""The words of the passages that a written sentence can rest on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import eq

from chatbot.evidence import is_quotable
from chatbot.figures import Figure, figures, same
from chatbot.question import is_person, stem, stems_of, stopwords, words_of
from chatbot.verify import fault, worded
from vectorstore import Hit, Unit

_QUOTES = 3  # a sentence that needs more of them is a summary that nobody can check
_QUOTE = 400  # characters, the contract's longest quote
_FIGURE = 3.0  # what a figure counts beside a word when the quote is looked for
_LENGTH = 0.001  # of two quotes that hold as much, the shorter one
_TOGETHER = 0.5  # of what a sentence speaks of stands in one unit, or above an item or a row

_STOPS = re.compile(r"[.,;:!?()\"“”/—–|]+(?=\s|$)|[|(\n]")

_BESIDE = re.compile(r"[;:]\s|,\s(?:and|but)\s|,?\s(?:while|whereas)\s")  # parts of a sentence

Run = tuple[str, ...]


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
    def places(self) -> set[tuple[str, int]]:
        """Where the units stand: document and offset."""
        return {(self.hit.passage.document.id, unit.start) for unit in self.units}

    @property
    def above(self) -> str:
        """What the words stand under: headings, title and date."""
        passage = self.hit.passage
        parts = (*passage.heading, passage.document.title, passage.document.as_of or "")
        return " | ".join(filter(None, parts))

    @property
    def around(self) -> str:
        """What the words stand under, with what introduces them."""
        return f"{self.units[0].lead} | {self.above}"


@dataclass(frozen=True, slots=True)
class Backing:
    """The quotes that a sentence rests on, and the `text` that may be shown for it."""

    quotes: tuple[Quoted, ...]
    text: str


def back(sentence: str, hits: Sequence[Hit], asked: str = "") -> Backing | None:
    """The quotes of these passages that back the sentence; None where they do not.

    `asked` is the question, whose words the sentence may take up.
    """
    quotes = best_quotes(sentence, hits)
    if _is_pieced(sentence, quotes, hits) or _is_of_others(sentence, quotes):
        return None
    leads = filter(None, map(_lead, quotes))
    for chosen in (quotes, tuple(dict.fromkeys((*quotes, *leads)))):
        wrong = fault(sentence, [q.text for q in chosen], [q.above for q in chosen], asked)
        if not wrong:
            return Backing(chosen, sentence)
    # Too few of its words are theirs for a reader to see it at a glance: theirs are shown instead.
    shown = (quoted for quoted in quotes if wrong == "wording" and is_quotable(quoted.text))
    return next((Backing((quoted,), quoted.text) for quoted in shown), None)


def best_quotes(sentence: str, hits: Sequence[Hit]) -> tuple[Quoted, ...]:
    """The fewest quotes that together hold the most of the sentence's figures and words."""
    words, left = {*worded(sentence)}, {*figures(sentence)}
    options = [window for hit in hits for window in _windows(hit)]
    chosen: list[Quoted] = []

    def gain(quoted: Quoted) -> float:
        own, around = words & stems(quoted.text), words & stems(quoted.around)
        found = sum(_has(quoted, figure) for figure in left)
        return len(own) + len(around - own) / 2 + _FIGURE * found - _LENGTH * len(quoted.text)

    while options and len(chosen) < _QUOTES and (words or left):
        best = max(options, key=gain)
        if gain(best) < (1 if not chosen else _FIGURE if left else 2):
            break
        chosen.append(best)
        words = words - stems(best.text) - stems(best.around)
        left = {figure for figure in left if not _has(best, figure)}
    return tuple(chosen)


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


def _has(quoted: Quoted, figure: Figure) -> bool:
    around = quoted.around if figure.unit == "DATE" else ""
    return any(same(figure, other) for other in figures(f"{quoted.text} | {around}"))


def _lead(quoted: Quoted) -> Quoted | None:
    """The unit that introduces the items of a quote, where the passage holds it."""
    passage, lead = quoted.hit.passage, quoted.units[0].lead
    found = (unit for unit in passage.units if lead and passage.quote(unit) == lead)
    return next((Quoted(quoted.hit, (unit,)) for unit in found), None)


def _is_pieced(sentence: str, quotes: Sequence[Quoted], hits: Sequence[Hit]) -> bool:
    """Whether no unit says much of the sentence: it is pieced together, or nobody's.

    Nor may another unit with a figure of the kind say more of it than the one that states it.
    """
    spoken, own = {*worded(sentence)}, [f for f in figures(sentence) if f.unit != "DATE"]
    units = [Quoted(quoted.hit, (unit,)) for quoted in quotes for unit in quoted.units]
    said = (u.text if u.units[0].form == "sentence" else f"{u.text} | {u.around}" for u in units)
    if max((len(spoken & stems(text)) for text in said), default=-1) < _TOGETHER * len(spoken):
        return True
    kinds = {figure.unit for figure in own}
    units = [Quoted(hit, (unit,)) for hit in hits for unit in hit.passage.units]
    units = [unit for unit in units if kinds & {figure.unit for figure in figures(unit.text)}]
    best = _nearest(spoken, units)
    return bool(best) and not any(all(_has(unit, figure) for figure in own) for unit in best)


def _is_of_others(sentence: str, quotes: Sequence[Quoted]) -> bool:
    """Whether people are named that the unit which says the rest is not about.

    With the words before it (`junior machine learning engineer`) a noun for people stands in that
    unit or in what it is under; an item or a row counts with those beside it.
    """
    units = [
        Quoted(quoted.hit, (unit,)) if unit.form == "sentence" else quoted
        for quoted in quotes
        for unit in quoted.units
    ]
    for part in _BESIDE.split(sentence):
        for people in _people(part):
            rest = {*worded(part)} - {*people}
            if not any(_are_named(people, home) for home in _nearest(rest, units)):
                return True
    return False


def _nearest(words: set[str], units: Sequence[Quoted]) -> list[Quoted]:
    """The units that have the most of some words, with what introduces them."""
    fits = [len(words & stems(f"{unit.text} {unit.units[0].lead}")) for unit in units]
    return [unit for unit, fit in zip(units, fits, strict=True) if fit == max(fits)]


def _are_named(people: Run, home: Quoted) -> bool:
    """Whether a phrase there ends alike, as far back as the shorter of the two goes."""
    alone = home.units[0].form == "sentence" and _people(home.text)
    there = _people(home.text if alone else f"{home.text} | {home.around}")
    return any(all(map(eq, reversed(people), reversed(other))) for other in there)


@lru_cache(maxsize=4_096)
def _people(text: str) -> tuple[Run, ...]:
    """The nouns for people, each with the words before it, as stems.

    Stopwords, figures and punctuation part them.
    """
    found = list[Run]()
    for part in _STOPS.split(text):
        run: Run = ()
        for word in words_of(part):
            parts = word in stopwords() or word[0].isdigit()
            run = () if parts else (*run, stem(word))
            if not parts and is_person(word.removesuffix("'s")):
                found.append(run)
    return tuple(found)


@lru_cache(maxsize=4_096)
def stems(text: str) -> frozenset[str]:
    """The stems of a text, remembered."""
    return frozenset(stems_of(text))
