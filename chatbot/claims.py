"""Whether a written sentence says no more than the passages that it cites, and by which words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chatbot.answer import Support
from chatbot.evidence import is_quotable, names
from chatbot.negation import negated_otherwise, turned
from chatbot.occupations import other_subject
from chatbot.quantities import TIMES, Quantity, quantities, singular
from chatbot.question import Concept, concepts_of, stems_of, words_of
from chatbot.quoting import (
    Quoted,
    best_quotes,
    completed,
    figures_of,
    same,
    stated,
    stems,
    verbatim,
)
from vectorstore import Hit

# Of the concepts of a sentence this share has to stand in its quotes and what they stand under.
_COVERED = 0.75
_TOGETHER = 0.5  # … and this share in one unit

_CLAUSES = re.compile(
    r"[;:](?=\s)|,(?=\s)(?!\s(?:with|of|in|at|by|or)\b)|\b(?:and(?!\s\S{0,4}\d)|while|whereas|but|versus|vs|than|compared)\b"
)
# Code, addresses and Markdown come from no document, unless they stand there to the letter.
_MARKUP = re.compile(r"(?:https?|ftp|javascript|data|mailto):\S*|www\.\S+|\S+@\S+|[{}<>\[\]|`\\]+")
_US = re.compile(r"\b(?:USA?\b|U\.S\.(?:A\.)?)")
_NAME = re.compile(r"(?<=[^.!?] )[A-Z](?:[\w+#&-]|\.(?=\w))*")


@dataclass(frozen=True, slots=True)
class Backing:
    """The quotes that a sentence rests on, how, and the `text` that may be shown for it."""

    quotes: tuple[Quoted, ...]
    support: Support
    text: str


def back(sentence: str, hits: Sequence[Hit], asked: str = "") -> Backing | None:
    """The quotes of these passages that back the sentence; None where they do not.

    `asked` is the question, whose words the sentence may take up.
    """
    for hit in hits:
        quoted = verbatim(sentence, hit)
        # A part of a sentence may leave out what turns it: "Nobody says that …".
        if quoted is not None and not negated_otherwise(sentence, quoted.text):
            return Backing((quoted,), "verbatim", sentence)
    quotes = best_quotes(sentence, hits)
    if fault(sentence, quotes, hits):
        return None
    if full := completed(sentence, quotes, asked):
        return Backing(full, "supported", sentence)
    # Too few of its words are theirs for a reader to see it at a glance: theirs are shown instead.
    for quoted in map(_complete, quotes):
        said = _own_words(quoted) if quoted else ""
        if quoted and is_quotable(said) and (full := completed(said, (quoted,), asked)):
            return Backing(full, "verbatim" if said in quoted.text else "supported", said)
    return None


def _complete(quoted: Quoted) -> Quoted | None:
    """A quote without lines that only introduce others; None where nothing is left."""
    passage = quoted.hit.passage
    units = tuple(unit for unit in quoted.units if not passage.quote(unit).endswith(":"))
    return Quoted(quoted.hit, units) if units else None


def _own_words(quoted: Quoted) -> str:
    """A quote as a sentence of its own, items behind what introduces them; rows as they are."""
    forms, lead = {unit.form for unit in quoted.units}, quoted.units[0].lead
    if forms in ({"sentence"}, {"row"}):
        return quoted.text
    items = "; ".join(quoted.hit.passage.quote(unit) for unit in quoted.units)
    return f"{lead} {items}." if forms == {"item"} and lead.endswith(":") else ""


def fault(sentence: str, quotes: Sequence[Quoted], hits: Sequence[Hit] = ()) -> str | None:
    """The first thing that a sentence says and its quotes do not; None where there is none.

    One of `nothing`, `markup`, `figure`, `unit`, `subject`, `role`, `name`, `negation`,
    `direction`, `words`.
    """
    if not quotes:
        return "nothing"
    sentence = _US.sub("United States", sentence)
    said = _US.sub("United States", " ".join(quoted.text for quoted in quotes))
    around = _US.sub("United States", " ".join(quoted.context for quoted in quotes))
    known = set(stems_of(f"{said} {around}"))
    if any(odd not in said for odd in _MARKUP.findall(sentence)):
        return "markup"
    if wrong := _figure_fault(sentence, quotes, hits):
        return wrong
    if other_subject(sentence, quotes, hits):
        return "role"
    introduced = f"{said} {' '.join(quoted.units[0].lead for quoted in quotes)}"
    if _other_time(sentence, introduced):
        return "unit"
    if turned(sentence, introduced):
        return "direction"
    return _word_fault(sentence, said, known) or ("words" if _scattered(sentence, quotes) else None)


def _figure_fault(sentence: str, quotes: Sequence[Quoted], hits: Sequence[Hit]) -> str | None:
    if not all(stated(figure, quotes) for figure in quantities(sentence)):
        return "figure"
    for clause, figures in _clauses(sentence):
        home = _home(figures, quotes)
        if home is None:
            return "figure"
        if _fits_another(clause, home, hits):
            return "subject"
    return None


def _word_fault(sentence: str, said: str, known: set[str]) -> str | None:
    named = (concept for name in _NAME.findall(sentence) for concept in concepts_of(name))
    if not all(names(concept, known) for concept in named):
        return "name"
    if negated_otherwise(sentence, said):
        return "negation"
    concepts = _worded(sentence)
    if concepts and not names(concepts[0], known):
        return "subject"
    found = sum(names(concept, known) for concept in concepts)
    return None if concepts and found >= _COVERED * len(concepts) else "words"


def _scattered(sentence: str, quotes: Sequence[Quoted]) -> bool:
    """Whether no single unit says much of the sentence: its words come from here and there."""
    concepts = concepts_of(sentence)
    units = [Quoted(quoted.hit, (unit,)) for quoted in quotes for unit in quoted.units]
    said = (u.text if u.units[0].form == "sentence" else f"{u.text} {u.context}" for u in units)
    most = max(sum(names(concept, stems(text)) for concept in concepts) for text in said)
    return most < _TOGETHER * len(concepts)


def _worded(text: str) -> list[Concept]:
    """The concepts of a text without its figures."""
    figures = {word for q in quantities(text) for word in words_of(text[q.start : q.end])}
    return [concept for concept in concepts_of(text) if concept.word not in figures]


def _home(figures: Sequence[Quantity], quotes: Sequence[Quoted]) -> Quoted | None:
    """The one unit that states all these figures."""
    for quoted in quotes:
        for unit in quoted.units:
            one = Quoted(quoted.hit, (unit,))
            dates = (figure for figure in figures if figure.unit == "date")
            others = [figure for figure in figures if figure.unit != "date"]
            if _in_order(others, one) and all(stated(date, [one]) for date in dates):
                return one
    return None


def _in_order(figures: Sequence[Quantity], quoted: Quoted) -> bool:
    """Whether a quote states these figures, those of one unit one after another (`20-30%`)."""
    there = figures_of(f"{quoted.units[0].lead} | {quoted.text}")
    for unit in {figure.unit for figure in figures}:
        stated = iter(there)
        wanted = [figure for figure in figures if figure.unit == unit]
        if not all(any(same(figure, other) for other in stated) for figure in wanted):
            return False
    return True


def _fits_another(clause: str, home: Quoted, hits: Sequence[Hit]) -> bool:
    """Whether a clause says more of what another unit says of such a figure than of its home."""
    units = {figure.unit for figure in quantities(clause) if figure.unit != "date"}
    concepts = _worded(clause)

    def fit(quoted: Quoted) -> int:
        return sum(names(concept, stems(quoted.text)) for concept in concepts)

    form = home.units[0].form
    others = (Quoted(hit, (u,)) for hit in hits for u in hit.passage.units if u.form == form)
    alike = (o for o in others if units & {figure.unit for figure in figures_of(o.text)})
    return max(map(fit, alike), default=0) > fit(home)


def _other_time(sentence: str, said: str) -> bool:
    """Whether the sentence counts in another span of time than its quotes: months for years."""
    mine, theirs = ({singular(w) for w in words_of(text)} & TIMES for text in (sentence, said))
    return not mine <= (theirs or {"year"})  # what pay is given for, where nothing is said


def _clauses(sentence: str) -> Iterator[tuple[str, list[Quantity]]]:
    """The parts of a sentence that hold a figure, each with its own words."""
    bounds = [0, *(match.end() for match in _CLAUSES.finditer(sentence)), len(sentence)]
    parts: list[str] = []
    for start, end in pairwise(bounds):
        part = sentence[start:end]
        # "between $90,000 and $120,000" is one clause, and so is what has no figure of its own.
        if parts and (not _counted(part) or not concepts_of(part) or not _counted(parts[-1])):
            parts[-1] += part
        else:
            parts.append(part)
    for part in parts:
        if _counted(part):
            yield part, quantities(part)


def _counted(text: str) -> bool:
    """Whether a text has a figure that is no year."""
    return any(figure.unit != "date" for figure in quantities(text))
