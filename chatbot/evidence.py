"""Which units of the retrieved passages speak to the question, and how strongly."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chatbot.question import Concept, Query, stems_of
from vectorstore import Hit, Reader, Unit

# How a unit's score is made up, beside the cosine of question and unit (weight 1).
_OWN_WORDS = 0.1  # the share of the question's concepts that the unit itself names
_CONTEXT = 0.4  # … that the unit names together with its lead, headings and title
_PASSAGE = 1.0  # the passage's place in the search, as a part of the best passage's score
_FIGURE = 0.1  # a unit with a number, where a number is asked for

_FIRST_PERSON = re.compile(
    r"\bI (?=[a-z])|\bI'(?:m|ve|d|ll)\b|\b(?:[Mm]y|[Ww]e|[Ww]e'(?:re|ve|ll)|[Oo]ur)\b"
)
_POINTING = re.compile(
    r"\b(?:below|above|this (?:article|post|section|guide|page|video)|check (?:it |them )?out|click"
    r"|read on|linked (?:in|here)|see also|in the next section)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A unit with what speaks for it; `own` and `context` are shares of the question's concepts."""

    hit: Hit
    unit: Unit
    quote: str
    similarity: float
    own: float
    context: float
    score: float

    @property
    def place(self) -> tuple[str, int]:
        """Where the unit stands: document and offset."""
        return self.hit.passage.document.id, self.unit.start


def weigh(concepts: Sequence[Concept], reader: Reader) -> dict[Concept, float]:
    """How much each concept that the corpus has tells: its inverse document frequency [1].

    Documents are passages here, and a concept is as frequent as its most frequent way to say it.

    [1] Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, 3.2.
    """
    stems = {stem for concept in concepts for way in concept.ways for stem in way}
    found, total = reader.frequencies(stems), reader.passage_count()
    frequency = {c: max(min(found[stem] for stem in way) for way in c.ways) for c in concepts}
    return {c: math.log(1 + (total + 0.5) / (n + 0.5)) for c, n in frequency.items() if n}


def gather(query: Query, hits: Sequence[Hit], weights: Mapping[Concept, float]) -> list[Evidence]:
    """Every quotable unit of the hits, the one that speaks most to the question first."""
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    found = [
        _judge(query, hit, position, weights, hit.score / best)
        for hit in hits
        for position, unit in enumerate(hit.passage.units)
        if is_quotable(hit.passage.quote(unit))
    ]
    return sorted(found, key=lambda evidence: -evidence.score)


def is_quotable(text: str) -> bool:
    """Whether a unit can stand in an answer: it says something, about the subject, by itself."""
    words = text.replace("’", "'")
    if _FIRST_PERSON.search(words) or _POINTING.search(words):
        return False
    said = words.rstrip("*_ ")
    return any(letter.isalnum() for letter in said) and not said.endswith(("?", ":"))


def covered(weights: Mapping[Concept, float], text: str) -> float:
    """The share of the concepts, by weight, that a text names in any of their ways."""
    total = sum(weights.values())
    stems = set(stems_of(text))
    return sum(w for c, w in weights.items() if names(c, stems)) / total if total else 0.0


def names(concept: Concept, stems: set[str]) -> bool:
    """Whether the concept is among the stems in any of its ways."""
    return any(stems.issuperset(way) for way in concept.ways)


def context_of(hit: Hit, unit: Unit) -> str:
    """What a unit stands under: lead, headings and title, which say what and whom it is about."""
    return " ".join([unit.lead, *hit.passage.heading, hit.passage.document.title])


def _judge(
    query: Query, hit: Hit, position: int, weights: Mapping[Concept, float], place: float
) -> Evidence:
    unit = hit.passage.units[position]
    quote, similarity = hit.passage.quote(unit), hit.similarities[position]
    own = covered(weights, quote)
    context = covered(weights, f"{quote} {context_of(hit, unit)}")
    score = similarity + _OWN_WORDS * own + _CONTEXT * context + _PASSAGE * place
    if query.asked == "figure" and any(letter.isdigit() for letter in quote):
        score += _FIGURE
    return Evidence(hit, unit, quote, similarity, own, context, score)
