"""When the documents do not answer: decided on support, and said with what they have instead."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chatbot.answer import Topic
from chatbot.evidence import Evidence, context_of, names
from chatbot.question import Concept, Query, stems_of
from chatbot.render import as_text, escaped

CANNOT_ANSWER = "The documents do not answer this."
NOT_A_QUESTION = (
    "There is nothing here that could be looked up. Ask about a role, its pay or its skills."
)

_TOPICS = 3
_BEST = 5  # the first few in rank: one of them is what would be said
# The cosine, from 0 to 1, that the best evidence needs, and what each part of the question that the
# corpus has no word for adds to that. On the development questions off-domain ones reach 0.25 at
# most, answerable ones 0.31 at least.
_SIMILAR = 0.27
_UNKNOWN = 0.10


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the evidence is near to the question at all, and which names it does not have."""

    near: bool
    missing: tuple[str, ...] = ()
    fits: bool = True

    @property
    def supported(self) -> bool:
        """Whether it supports an answer."""
        return self.near and not self.missing and self.fits


def judge(
    query: Query, evidence: Sequence[Evidence], weights: Mapping[Concept, float], fits: bool
) -> Verdict:
    """Decide on support: near in meaning, in words the corpus has, about the names asked for.

    A place, a company or a year is no matter of similarity: what is said of another one is a miss.
    `fits` tells whether a figure that was asked for is there for the role that was named.
    """
    best = evidence[:_BEST]
    said = {stem for found in best for stem in stems_of(_surroundings(found))}
    missing = tuple(name.word for name in query.names if not names(name, said))
    unknown = 1 - len(weights) / max(len(query.concepts), 1)
    nearest = max((found.similarity for found in best), default=0.0)
    near = nearest >= _SIMILAR + _UNKNOWN * unknown
    return Verdict(near and bool(query.concepts), missing, fits)


def refusal(verdict: Verdict, query: Query, topics: Sequence[Topic]) -> str:
    """What is said instead of an answer: what is missing, and what is there."""
    if not query.concepts:
        return NOT_A_QUESTION
    sentences = [CANNOT_ANSWER]
    if verdict.near and verdict.missing:
        written = ", ".join(_as_written(word, query.text) for word in verdict.missing)
        sentences.append(f"What they say here is not about {escaped(written)}.")
    elif verdict.near and not verdict.fits:
        sentences.append("They give no such figure for it.")
    if topics:  # the first of them; all stand in `nearest_topics`, with their quotes
        opening = "Nearest to it they have" if verdict.near else "They are about other things, as"
        sentences.append(f"{opening} “{escaped(as_text(topics[0].topic))}”.")
    return " ".join(sentences)


def nearest_topics(evidence: Sequence[Evidence]) -> tuple[Topic, ...]:
    """What the documents have nearest to the question, each place once."""
    topics: dict[tuple[str, ...], Topic] = {}
    for found in evidence:
        passage = found.hit.passage
        path = tuple(dict.fromkeys([passage.document.title, *passage.heading]))
        topics.setdefault(path, Topic(" › ".join(path[-2:]), found.hit, found.unit))
    return tuple(topics.values())[:_TOPICS]


def _surroundings(evidence: Evidence) -> str:
    passage = evidence.hit.passage
    as_of = passage.document.as_of or ""
    return f"{passage.text} {context_of(evidence.hit, evidence.unit)} {as_of}"


def _as_written(word: str, text: str) -> str:
    found = re.search(re.escape(word), text, re.IGNORECASE)
    return found[0] if found else word
