"""Which units of the retrieved passages speak to the question, and how strongly."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from chatbot.question import Concept, Query, stems_of
from chatbot.roles import Role, Roles, relation
from vectorstore import Hit, Snapshot, Unit

# How a unit's score is made up, beside the cosine of question and unit (weight 1).
_OWN_WORDS = 0.1  # the share of the question's concepts that the unit itself names
_LEAD = 0.1  # … that the unit names together with its lead
_CONTEXT = 0.4  # … that the unit names together with its lead, headings and title
_PASSAGE = 1.0  # the passage's place among those found, as a part of the best one's score
_FIGURE = 0.1  # a unit with a number, where a number is asked for
_WANTED = 0.2  # … with the kind of figure that is asked for
_ROLE = 0.1, -0.2  # a unit about the role that is asked for; about another
_CAPTION = -0.1  # a line that is no sentence, such as the title of a chart

_CLOSING = re.compile(r"[.!?][\"”’)*_\]]*$")
# What a passage's rank gains by the unit in it that names most of the question.
_NAMED = 0.3

_FIRST_PERSON = re.compile(
    r"\bI (?=[a-z])|\bI'(?:m|ve|d|ll)\b|\b(?:[Mm]y|[Ww]e|[Ww]e'(?:re|ve|ll)|[Oo]ur)\b"
)
_POINTING = re.compile(
    r"^compare\b|\b(?:below|above|this (?:article|post|section|guide|page|video|table|list)"
    r"|check (?:it |them )?out|click|read on|linked (?:in|here)|see also|in the next section)\b",
    re.IGNORECASE,
)

_PLACEHOLDER = re.compile(r"(?<!\d)(\d)\1{5,}(?!\d)")  # `USD 1111111K` stands for no figure


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


def weigh(concepts: Sequence[Concept], snapshot: Snapshot) -> dict[Concept, float]:
    """How much each concept that the corpus has tells: its inverse document frequency [1].

    Documents are passages here, and a concept is as frequent as its most frequent way to say it.

    [1] Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, 3.2.
    """
    stems = {stem for concept in concepts for way in concept.ways for stem in way}
    found, total = snapshot.frequencies(stems), snapshot.passage_count()
    frequency = {c: max(min(found[stem] for stem in way) for way in c.ways) for c in concepts}
    return {c: math.log(1 + (total + 0.5) / (n + 0.5)) for c, n in frequency.items() if n}


def ranked(hits: Sequence[Hit], weights: Mapping[Concept, float]) -> list[Hit]:
    """The hits anew: those first that name in one place what the question is about."""
    scored = [replace(hit, score=hit.score + _NAMED * _named(hit, weights)) for hit in hits]
    return sorted(scored, key=lambda hit: -hit.score)


def gather(
    query: Query, hits: Sequence[Hit], weights: Mapping[Concept, float], roles: Roles
) -> list[Evidence]:
    """Every quotable unit of the hits, the one that speaks most to the question first."""
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    asked = [known for role in roles.asked(query.text) if (known := roles.known(role))]
    found = [
        replace(judged, score=judged.score + _role_fit(asked, judged, roles))
        for hit in hits
        for position, unit in enumerate(hit.passage.units)
        if is_quotable(hit.passage.quote(unit))
        for judged in [_judge(query, hit, position, weights, hit.score / best)]
    ]
    return sorted(found, key=lambda evidence: -evidence.score)


def is_quotable(text: str) -> bool:
    """Whether a unit can stand in an answer: it says something, about the subject, by itself."""
    words = text.replace("’", "'")
    if any(pattern.search(words) for pattern in (_FIRST_PERSON, _POINTING, _PLACEHOLDER)):
        return False
    said = words.rstrip("*_ ")
    return any(letter.isalnum() for letter in said) and not said.endswith(("?", ":"))


def covered(weights: Mapping[Concept, float], *texts: str) -> float:
    """The share of the concepts, by weight, that texts name together in any of their ways."""
    total = sum(weights.values())
    stems = frozenset().union(*map(stem_set, texts))
    return sum(w for c, w in weights.items() if names(c, stems)) / total if total else 0.0


@lru_cache(maxsize=100_000)  # a question reads hundreds of units, the next one many of them again
def stem_set(text: str) -> frozenset[str]:
    """The stems of a text."""
    return frozenset(stems_of(text))


def names(concept: Concept, stems: Collection[str]) -> bool:
    """Whether the concept is among the stems in any of its ways."""
    return any(all(stem in stems for stem in way) for way in concept.ways)


def above(hit: Hit) -> tuple[str, ...]:
    """What a passage stands under: headings and title, which say what and whom it is about.

    And its kind where it is no text of the document, for what asks for advertisements.
    """
    kind = () if hit.passage.kind == "text" else (hit.passage.kind,)
    return (*hit.passage.heading, hit.passage.document.title, *kind)


def context_of(hit: Hit, unit: Unit) -> str:
    """What a unit stands under: lead, headings and title."""
    return " ".join([unit.lead, *above(hit)])


def _named(hit: Hit, weights: Mapping[Concept, float]) -> float:
    """The most that one unit names of the question, with all that it stands under."""
    passage = hit.passage
    texts = ((passage.quote(unit), unit.lead, *above(hit)) for unit in passage.units)
    return max((covered(weights, *text) for text in texts), default=0.0)


def _judge(
    query: Query, hit: Hit, position: int, weights: Mapping[Concept, float], place: float
) -> Evidence:
    unit = hit.passage.units[position]
    quote, similarity = hit.passage.quote(unit), hit.similarities[position]
    own = covered(weights, quote)
    context = covered(weights, quote, unit.lead, *above(hit))
    named = _OWN_WORDS * own + _CONTEXT * context + _LEAD * covered(weights, quote, unit.lead)
    known = len(weights) / max(len(query.concepts), 1)  # words that the corpus lacks tell nothing
    score = similarity + known * named + _PASSAGE * place
    if query.wants:
        score += _WANTED * bool(query.wants.search(quote))
    elif query.asked == "figure" and any(letter.isdigit() for letter in quote):
        score += _FIGURE
    if unit.form == "sentence" and not _CLOSING.search(quote):
        score += _CAPTION
    return Evidence(hit, unit, quote, similarity, own, context, score)


def _role_fit(asked: Sequence[Role], evidence: Evidence, roles: Roles) -> float:
    """What a unit gains by the role that it names, or else that it stands under."""
    named = [*roles.of(evidence.quote), *roles.of(evidence.unit.lead)]
    if all(len(role) > 1 for role in asked):  # bare `workers` are no others than the role's
        named = [role for role in named if len(role) > 1]
    fits = relation(asked, named)
    if not fits:
        fits = relation(asked, [role for text in above(evidence.hit) for role in roles.of(text)])
    return (0.0, *_ROLE)[fits]
