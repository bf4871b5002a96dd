"""Questions to begin and to go on with: usual ones about the documents' subjects, each answered."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice

from chatbot.answer import Answer
from chatbot.question import content, stopwords
from vectorstore import Document, Snapshot

# What people ask about an occupation; of a subject that is none the documents answer none of them.
_ASKED = (
    "What {do} {whom} do?",
    "How much {do} {whom} earn?",
    "How do people become {many}?",
    "What skills {do} {whom} need?",
    "What is the job outlook for {many}?",
    "What {do} {whom} do on a typical day?",
    "What degree {do} {whom} need?",
    "Where {do} {whom} work?",
)
_COUNT = 3
_TRIED = 4  # questions that are checked for one answer, so that it does not wait for them
_SUBJECT = 5  # words: a longer title is a sentence
_NAME = re.compile(r"[^\W\d_]+(?:[-’'/][^\W\d_]+)*,?|&")
_NO_NAME = stopwords() - {"and", "of"}
_CUT = re.compile(r"\s(?:[–—|:-]|in|at)\s.*|:.*|\s*\(.*?\)|,? (?:in|of) (?:19|20)\d\d.*")

IsAnswered = Callable[[str, Document], bool]


def starters(snapshot: Snapshot, count: int, is_answered: IsAnswered) -> list[str]:
    """Questions to begin with: each about another document, and in turn about another matter."""
    listed = [one.document for one in snapshot.documents()]
    spread = listed[:: max(len(listed) // (2 * count), 1)]
    found: list[str] = []
    for document in spread:
        asked = [*_about(document.title)]
        turn = asked[len(found) % len(_ASKED) :] + asked[: len(found) % len(_ASKED)]
        question = next((q for q in turn[:3] if is_answered(q, document)), None)
        found += [question] if question else []
        if len(found) == count:
            break
    return found


def follow_ups(answer: Answer, asked: Collection[str], is_answered: IsAnswered) -> tuple[str, ...]:
    """At most three questions that go on from an answer: other matters of the same subject."""
    known = [content(question) for question in asked]
    further = (
        (question, document)
        for document, subject in _subjects(answer)
        for question in _about(subject)
        if content(question) not in known
    )
    tried = islice(further, _TRIED)
    return tuple(islice((q for q, document in tried if is_answered(q, document)), _COUNT))


def _subjects(answer: Answer) -> Iterator[tuple[Document, str]]:
    """Whom the cited passages are about: of heading path and title what the question names."""
    hits = [citation.hit for citation in answer.citations] or [t.hit for t in answer.nearest_topics]
    seen = set[str]()
    for hit in hits:
        document = hit.passage.document
        path = dict.fromkeys([document.title, *hit.passage.heading])
        # Most of the question's words: of as many, the heading that stands higher.
        shared = {part: len(content(part) & content(answer.searched_for)) for part in path}
        subject = max(path, key=lambda part: shared[part])
        if shared[subject] and subject not in seen:
            seen.add(subject)
            yield document, subject


def _about(subject: str) -> Sequence[str]:
    """The usual questions about a subject; none where its name is no short noun phrase."""
    name = _CUT.sub("", subject).strip()
    words = name.split()
    plain = all(_NAME.fullmatch(word) and word.lower() not in _NO_NAME for word in words)
    if not words or len(words) > _SUBJECT or not plain or name.isupper():
        return ()
    name = " ".join(w if w[1:] != w[1:].lower() else w.lower() for w in words)
    many = name.endswith("s") and not name.endswith("ss")
    one = name if many else f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
    plural = name if many else f"{name}s"
    return [a.format(do="do" if many else "does", whom=one, many=plural) for a in _ASKED]
