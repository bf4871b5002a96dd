"""Questions to begin and to go on with, each answered.

They are those that the documents' own headings ask, and usual ones about the documents' subjects.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice

from chatbot.answer import Answer
from chatbot.question import content, is_person, stopwords
from vectorstore import Document, Hit, Snapshot

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
_LOOKED = 8  # passages in whose headings questions are looked for
_TRIED = 4  # questions that are checked for one answer, so that it does not wait for them
_SUBJECT = 5  # words: a longer title is a sentence
_WHOLE = 3  # words beside the usual ones: a heading that asks with so many is understood alone
_LONGEST = 80  # characters of a question that is offered
_NAME = re.compile(r"[^\W\d_]+(?:[-’'/][^\W\d_]+)*,?|&")
_LETTERS = re.compile(r"[^\W\d_]+")
_ASKS = re.compile(
    r"(?:what|which|how|where|when|why|who|do|does|did|is|are|can|could|should|will)\b",
    re.IGNORECASE,
)
_NO_NAME = stopwords() - {"and", "of"}
_CUT = re.compile(r"\s(?:[–—|:-]|in|at)\s.*|:.*|\s*\(.*?\)|,? (?:in|of) (?:19|20)\d\d.*")
_ASPECT = re.compile(r"^[^\W\d_]+(?: and [^\W\d_]+)? of (?=[^\W\d_])")  # "Pay and hours of …"

IsAnswered = Callable[[str, Document], bool]


def starters(snapshot: Snapshot, count: int, is_answered: IsAnswered) -> list[str]:
    """Questions to begin with: of each document in turn, and in turn about another matter."""
    listed = [one.document for one in snapshot.documents()]
    spread = listed[:: max(len(listed) // (2 * count), 1)]
    waiting = [_answered(snapshot, d, turn, is_answered) for turn, d in enumerate(spread)]
    found: list[str] = []
    while waiting and len(found) < count:
        offered = [(questions, next(questions, None)) for questions in waiting[: 2 * count]]
        for _, question in offered:
            if question and _matter(question) not in map(_matter, found):
                found.append(question)
        waiting = [questions for questions, q in offered if q]
    return found[:count]


def _matter(question: str) -> set[str]:
    """The words by which one question is another one."""
    return content(question.replace("/", " "))


def _answered(
    snapshot: Snapshot, document: Document, turn: int, is_answered: IsAnswered
) -> Iterator[str]:
    """The questions that a document answers, about whom its title and headings name."""
    hits = snapshot.search(document.title, _LOOKED, (document.source,))
    subjects = dict.fromkeys([document.title, *(p for hit in hits for p in hit.passage.heading)])
    asked = [questions for subject in subjects if (questions := _about(subject))]
    usual = [
        asked[place % len(asked)][(turn + place) % len(_ASKED)]
        for place in range(_TRIED if asked else 0)
    ]
    tried = islice((*usual, *_written(hits, document)), _TRIED)
    return (question for question in tried if is_answered(question, document))


def follow_ups(answer: Answer, asked: Collection[str], is_answered: IsAnswered) -> tuple[str, ...]:
    """At most three questions that go on from an answer: other matters of the same subject."""
    known = [content(question) for question in asked]
    said = [part for hit in _cited(answer) for part in hit.passage.heading]
    further = (
        (question, document)
        for document, subject in _subjects(answer)
        for question in (*islice(_written(answer.passages, document), 2), *_about(subject))
        if question not in said and not any(_is_asked(question, subject, words) for words in known)
    )
    tried = islice(further, _TRIED)
    return tuple(islice((q for q, document in tried if is_answered(q, document)), _COUNT))


def _is_asked(question: str, subject: str, words: set[str]) -> bool:
    """Whether a question asks what one of these words asked: the same of the same subject."""
    own = content(question)
    return own == words or bool(words - content(subject) and words <= own)


def _subjects(answer: Answer) -> Iterator[tuple[Document, str]]:
    """Whom the cited passages are about: of heading path and title what the question names."""
    seen = set[str]()
    for hit in _cited(answer):
        document = hit.passage.document
        path = dict.fromkeys([document.title, *hit.passage.heading])
        # Most of the question's words: of as many, the heading that stands higher.
        shared = {part: len(content(part) & content(answer.searched_for)) for part in path}
        subject = max(path, key=lambda part: shared[part])
        if shared[subject] and subject not in seen:
            seen.add(subject)
            yield document, subject


def _cited(answer: Answer) -> list[Hit]:
    """The passages that an answer quotes, or that a refusal names."""
    return [one.hit for one in answer.citations or answer.nearest_topics]


def _written(hits: Sequence[Hit], document: Document) -> Iterator[str]:
    """The questions that a document's own headings ask, and that are understood without it."""
    parts = (p for h in hits if h.passage.document == document for p in h.passage.heading)
    for part in dict.fromkeys(parts):
        asks = _ASKS.match(part) and part.endswith("?") and part.count("?") == 1
        if asks and len(part) <= _LONGEST and len(content(part)) >= _WHOLE:
            yield part


def _about(subject: str) -> Sequence[str]:
    """The usual questions about an occupation; none about a subject that names no people."""
    name = _CUT.sub("", _ASPECT.sub("", subject)).strip()
    words = name.split()
    plain = all(_NAME.fullmatch(word) and word.lower() not in _NO_NAME for word in words)
    matter = content(name) <= content(" ".join(_ASKED))  # such as "Job outlook"
    if not words or len(words) > _SUBJECT or not plain or name.isupper() or matter:
        return ()
    if not is_person(words[-1].lower()):
        return ()
    name = _LETTERS.sub(
        lambda word: word[0] if word[0][1:].lower() != word[0][1:] else word[0].lower(), name
    )
    many = name.endswith("s") and not name.endswith("ss")
    one = name if many else f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
    plural = name if many else f"{name}s"
    return [a.format(do="do" if many else "does", whom=one, many=plural) for a in _ASKED]
