"""Questions to go on with: what else the cited documents say, each checked to have an answer."""

from collections.abc import Callable, Collection, Iterator

from chatbot.answer import Answer
from chatbot.phrases import Names
from chatbot.starters import heading_question
from vectorstore import Passage, Reader

_COUNT = 3
_TRIED = 12  # sections that are looked at, so that an answer does not wait for them


def suggested(
    answer: Answer,
    reader: Reader,
    names: Names,
    asked: Collection[str],
    is_answered: Callable[[str, Passage], bool],
) -> tuple[str, ...]:
    """At most three questions that were not asked yet and that `is_answered` is true of."""
    found: list[str] = []
    said = {question.lower() for question in asked}
    known = {citation.hit.passage.heading for citation in answer.citations}
    for passage in _beside(answer, reader):
        if passage.kind != "text" or passage.heading in known or not passage.heading:
            continue
        known.add(passage.heading)
        question = heading_question(passage.heading, names)
        if question.lower() not in {"", *said} and is_answered(question, passage):
            found.append(question)
            said.add(question.lower())
        if len(found) == _COUNT or len(known) == _TRIED:
            break
    return tuple(found)


def _beside(answer: Answer, reader: Reader) -> Iterator[Passage]:
    """The sections behind the cited places, the others of their documents, what else was found."""
    places = {c.hit.passage.document.id: c.start for c in reversed(answer.citations)}
    for document, start in reversed(places.items()):
        passages = reader.passages(document)
        yield from (passage for passage in passages if passage.start >= start)
        yield from passages
    if places:
        yield from (hit.passage for hit in answer.passages)
