"""The words of the passages that a written sentence can rest on."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.evidence import above, context_of, names
from chatbot.quantities import MARKED, TIMES, Quantity, quantities
from chatbot.question import Concept, concepts_of, stems_of
from chatbot.verify import plain, verify, word_set
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


def completed(
    sentence: str, quotes: Sequence[Quoted], hits: Sequence[Hit], asked: str
) -> tuple[Quoted, ...]:
    """The quotes, with further ones of their documents where too few words stand in them.

    Most of a sentence's words have to stand in its quotes as they are, in what these stand under or
    in `asked`; a reader has to see it without knowing that `uses` is a form of `use`. Empty where
    these documents do not have the words.
    """
    chosen = [*quotes]
    documents = {quoted.hit.passage.document.id for quoted in quotes}
    near = (hit for hit in hits if hit.passage.document.id in documents)
    options = {w: word_set(f"{w.text} {' '.join(above(w.hit))}") for h in near for w in _windows(h)}
    while not _literal(sentence, chosen, asked):
        missing = word_set(sentence) - word_set(asked)
        missing -= word_set(" ".join(f"{quoted.text} {quoted.context}" for quoted in chosen))
        gain = {w: len(missing & words) - _LENGTH * len(w.text) for w, words in options.items()}
        best = max(gain, key=lambda window: gain[window], default=None)
        if best is None or len(chosen) >= _QUOTES or not missing & options[best]:
            return ()
        chosen.append(best)
    return tuple(chosen)


def _literal(sentence: str, quotes: Sequence[Quoted], asked: str) -> bool:
    context = [asked]
    for quoted in quotes:
        document = quoted.hit.passage.document
        context += [*above(quoted.hit), document.as_of or "", document.source]
    return verify(sentence, [quoted.text for quoted in quotes], context) is not None


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
    return one.value == other.value and _alike(one.unit, other.unit)


def _alike(said: str, stated: str) -> bool:
    """Whether two units can be the same: marks, dates and spans of time have to be."""
    if said == stated:
        return True
    strict = MARKED | TIMES | {"date"}
    if (stated == "date" and said not in strict) or (said == "date" and stated not in strict):
        return True  # "1,987 openings" and a year look alike without a noun
    return not (said in strict or stated in strict) or (not said and stated in TIMES)


def labels_of(hit: Hit) -> Iterator[str]:
    """What the parts of a passage are about: headings, first cells, words before a colon."""
    yield from hit.passage.heading
    for unit in hit.passage.units:
        text = hit.passage.quote(unit)
        if unit.form == "row":
            yield text.strip("| ").split("|")[0]
        elif ":" in text[:60]:
            yield text.split(":")[0]


@lru_cache(maxsize=4_096)
def stems(text: str) -> set[str]:
    """The stems of a text, remembered; not to be changed."""
    return set(stems_of(text))


@lru_cache(maxsize=4_096)
def figures_of(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, remembered."""
    return tuple(quantities(text))
