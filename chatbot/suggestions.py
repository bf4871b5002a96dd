"""Questions to begin and to go on with, made of sections and checked to be answered by them."""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice, zip_longest

from chatbot.answer import Answer
from chatbot.headings import heading_question
from chatbot.phrases import Names
from vectorstore import Passage, Snapshot

_COUNT = 3
_PARTS = 8  # parts of the corpus that the first questions are taken from
_TRIED = 40  # passages that are looked at, so that an answer does not wait for them


Check = Callable[[str, Passage], bool]


def starters(snapshot: Snapshot, names: Names, is_answered: Check) -> Iterator[str]:
    """Questions to begin with, from every part of the corpus in turn."""
    listed = snapshot.documents()
    spread = listed[:: max(len(listed) // _PARTS, 1)]
    each = []
    for place, document in enumerate(spread):
        passages = snapshot.passages(document.document.id)
        first = len(passages) * place // len(spread)  # another section of each document
        each.append(_questions(passages[first:] + passages[:first], names, is_answered))
    return (question for turn in zip_longest(*each) for question in turn if question)


def suggested(
    answer: Answer, snapshot: Snapshot, names: Names, asked: Collection[str], is_answered: Check
) -> tuple[str, ...]:
    """At most three questions that were not asked yet and that a section answers."""
    cited = {citation.hit.passage.heading for citation in answer.citations}
    others = (p for p in _beside(answer, snapshot) if p.heading not in cited)
    said = {question.lower() for question in asked}
    found = _questions(islice(others, _TRIED), names, is_answered)
    return tuple(islice((q for q in found if q.lower() not in said), _COUNT))


def _questions(sections: Iterable[Passage], names: Names, is_answered: Check) -> Iterator[str]:
    """The questions that sections answer, each once."""
    known = {""}
    for passage in sections:
        own = passage.heading and passage.kind == "text"
        question = heading_question(passage.heading, names) if own else ""
        if question not in known and is_answered(question, passage):
            yield question
        known.add(question)


def _beside(answer: Answer, snapshot: Snapshot) -> Iterator[Passage]:
    """The sections behind the cited places, the others of their documents, what else was found."""
    places = {c.hit.passage.document.id: c.start for c in reversed(answer.citations)}
    for document, start in reversed(places.items()):
        passages = snapshot.passages(document)
        yield from (passage for passage in passages if passage.start >= start)
        yield from passages
    if places:
        yield from (hit.passage for hit in answer.passages)
