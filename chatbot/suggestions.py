"""Questions to go on with: about what stands beside the cited places, each with an answer."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence

from chatbot.answer import Answer
from chatbot.starters import heading_question

_COUNT = 3
_TRIED = 8
_BUDGET = 0.06  # seconds after which no other question is tried; those known to have one cost none


def suggested(
    answer: Answer,
    headings: Sequence[tuple[str, ...]],
    asked: Collection[str],
    is_answered: Callable[[str], bool],
) -> tuple[str, ...]:
    """At most three questions that were not asked yet and that `is_answered` is true of."""
    started = time.perf_counter()
    found: list[str] = []
    for tried, question in enumerate(_beside(answer, headings)):
        spent = time.perf_counter() - started
        if len(found) == _COUNT or tried == _TRIED or spent > _BUDGET:
            break
        if question not in asked and is_answered(question):
            found.append(question)
    return tuple(found)


def _beside(answer: Answer, headings: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Questions about the headings around the cited ones, the nearest first."""
    cited = list(dict.fromkeys(c.hit.passage.heading for c in answer.citations))
    for length in (2, 1):  # the same section first, then the same document or chapter
        for path in cited:
            at = headings.index(path) if path in headings else 0
            near = [*headings[at:], *headings[:at]]
            yield from (
                heading_question(*other)
                for other in near
                if len(other) > 1
                and other not in cited
                and other[:length] == path[:length]
                and len(other) > length
            )
