"""When the documents do not answer: decided on support, and said with what they have instead."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chatbot.answer import Topic
from chatbot.calibration import Calibration
from chatbot.evidence import Evidence
from chatbot.question import Concept, Query
from chatbot.render import as_text, escaped
from chatbot.slots import is_money

CANNOT_ANSWER = "The documents do not answer this."
NOT_A_QUESTION = (
    "There is nothing here that could be looked up. Ask about a role, its pay or its skills."
)
SMALL_TALK = "You are welcome. Ask on whenever you like."

_TOPICS = 4
_BEST = 5  # the first few in rank: one of them is what would be said


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


def is_near(
    query: Query,
    evidence: Sequence[Evidence],
    weights: Mapping[Concept, float],
    limits: Calibration,
) -> bool:
    """Whether the evidence is near to the question, in meaning and in words that the corpus has."""
    unknown = 1 - len(weights) / max(len(query.concepts), 1)
    nearest = max((_nearness(found, limits) for found in evidence[:_BEST]), default=0.0)
    return bool(query.concepts) and nearest >= limits.near + limits.unknown * unknown


def _nearness(evidence: Evidence, limits: Calibration) -> float:
    return limits.uses_cosines * evidence.similarity + limits.named * evidence.context


def refusal(verdict: Verdict, query: Query, topics: Sequence[Topic]) -> str:
    """What is said instead of an answer: what is missing, and what is there."""
    if not query.concepts:
        return NOT_A_QUESTION
    sentences = [CANNOT_ANSWER]
    if verdict.near and verdict.missing:
        written = ", ".join(_as_written(word, query.text) for word in verdict.missing)
        sentences.append(f"What they say here is not about {escaped(written)}.")
    elif verdict.near and not verdict.fits and query.wants:
        sentences.append("They give no such figure for it.")
    if topics:  # the first of them; all stand in `nearest_topics`, with their quotes
        opening = "Nearest to it they have" if verdict.near else "They are about other things, as"
        sentences.append(f"{opening} “{escaped(as_text(topics[0].topic))}”.")
    return " ".join(sentences)


def nearest_topics(query: Query, evidence: Sequence[Evidence]) -> tuple[Topic, ...]:
    """What the documents have nearest to the question, each place once.

    First figures of the kind that is asked for, of another role or place: the nearest one, and the
    one with most of the question's own words; then what else has most of those; then by rank.
    """
    wants = is_money if query.measures else query.wants.search if query.wants else None
    worded = sorted(evidence, key=lambda found: -found.own)
    figures, named = ([e for e in each if wants and wants(e.quote)] for each in (evidence, worded))
    topics: dict[tuple[str, ...], Topic] = {}
    for found in [*figures[:1], *named[:1], *worded[:1], *evidence]:
        passage = found.hit.passage
        path = tuple(dict.fromkeys([passage.document.title, *passage.heading]))
        topics.setdefault(path, Topic(" › ".join(path[-2:]), found.hit, found.unit))
    return tuple(topics.values())[:_TOPICS]


def lacking(parts: Sequence[str]) -> str:
    """What is said of the parts of a question that the documents do not answer."""
    return " ".join(f"The documents do not say: {escaped(part.rstrip(' .?!'))}?" for part in parts)


def _as_written(word: str, text: str) -> str:
    found = re.search(re.escape(word), text, re.IGNORECASE)
    return found[0] if found else word
