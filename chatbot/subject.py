"""Whom a figure is about: the pay of one role never answers for another."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from chatbot.evidence import Evidence, context_of, names
from chatbot.question import Query, concepts_of, stems_of

Phrase = tuple[tuple[str, ...], ...]  # concepts, each by the first of its ways

_LONGEST = 5  # concepts: "lead machine learning engineer" has three
_APART = 2  # concepts that may stand between: "senior AI machine learning engineer"
_LOOKED_AT = 24  # of the evidence, in rank: what stands further down is not what was meant
_MONEY = re.compile(r"[$€£]\s?\d|\b(?:USD|EUR|GBP)\b")


class Subjects:
    """What the documents have headings and titles about, as phrases of two or more concepts."""

    def __init__(self, headings: Iterable[str]) -> None:
        """Take every phrase of these headings."""
        self._phrases = {
            phrase[start : start + length]
            for phrase in map(_phrase, headings)
            for length in range(2, _LONGEST + 1)
            for start in range(len(phrase) - length + 1)
        }

    def of(self, text: str) -> list[Phrase]:
        """The phrases of the headings that a text uses, the longest ones, in its order."""
        said, found, at = _phrase(text), [], 0
        while at < len(said):
            lengths = range(min(_LONGEST, len(said) - at), 1, -1)
            length = next((n for n in lengths if said[at : at + n] in self._phrases), 0)
            if length:
                found.append(said[at : at + length])
            at += length or 1
        return found


def fitting(
    query: Query, evidence: Sequence[Evidence], subjects: Subjects
) -> list[Evidence] | None:
    """For a question about a measure such as pay: what fits first, or None where nothing does.

    What fits is about the measure, and about the role that the question names: both stand in the
    unit itself, in its lead or in its headings. Other questions' evidence stays as it is.
    """
    if query.asked != "figure" or not query.measures:
        return list(evidence)
    phrases = subjects.of(query.text)
    fits = [found for found in evidence[:_LOOKED_AT] if _fits(query, phrases, found)]
    return [*fits, *(found for found in evidence if found not in fits)] if fits else None


def _fits(query: Query, phrases: Sequence[Phrase], evidence: Evidence) -> bool:
    passage = evidence.hit.passage
    said = [evidence.quote, evidence.unit.lead, *passage.heading, passage.document.title]
    if not all(any(_together(phrase, _phrase(text)) for text in said) for phrase in phrases):
        return False
    if _MONEY.search(evidence.quote):  # an amount of money needs no word for pay beside it
        return True
    stems = set(stems_of(f"{evidence.quote} {context_of(evidence.hit, evidence.unit)}"))
    return all(names(measure, stems) for measure in query.measures)


def _together(phrase: Phrase, text: Phrase) -> bool:
    """Whether the concepts of a phrase stand near each other in a text, in whatever order."""
    wanted, window = set(phrase), len(phrase) + _APART
    return any(wanted <= set(text[start : start + window]) for start in range(len(text)))


@lru_cache(maxsize=10_000)
def _phrase(text: str) -> Phrase:
    return tuple(min(concept.ways) for concept in concepts_of(text))
