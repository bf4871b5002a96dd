"""When the documents do not answer: decided on support, and said with what they have instead."""

from collections.abc import Mapping, Sequence

from chatbot.answer import Topic
from chatbot.evidence import Evidence
from chatbot.question import Concept

CANNOT_ANSWER = "The documents do not answer this."
NOT_A_QUESTION = (
    "There is nothing here that could be looked up. Ask about a role, its pay or its skills."
)

_TOPICS = 3
# Together: what is asked is named by the best evidence or its headings, and it is near in meaning.
_SUPPORT = 0.85


def is_supported(evidence: Sequence[Evidence], weights: Mapping[Concept, float]) -> bool:
    """Whether the best evidence speaks to what the question is about."""
    best = max((e.similarity + e.context for e in evidence[:5]), default=0.0)
    return bool(weights) and best >= _SUPPORT


def nearest_topics(evidence: Sequence[Evidence]) -> tuple[Topic, ...]:
    """What the documents have nearest to the question, each place once."""
    topics: dict[tuple[str, ...], Topic] = {}
    for found in evidence:
        passage = found.hit.passage
        path = tuple(dict.fromkeys([passage.document.title, *passage.heading]))
        topics.setdefault(path, Topic(" › ".join(path[-3:]), found.hit, found.unit))
    return tuple(topics.values())[:_TOPICS]
