"""What a question asks at once, each in a question of its own: things compared, or two matters."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from chatbot.question import content, is_person, places, stopwords, words_of

_JOINT = re.compile(r",?\s+(?:and|or|vs\.?|versus|than|with|to|from)\s+|,\s+", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:compar\w*|differ\w*|versus|vs|between|both|each|than|better|which|who|or)\b",
    re.IGNORECASE,
)
# How a comparison is worded, and the same asked of one of the things.
_OF_ONE = tuple(
    (re.compile(pattern, re.IGNORECASE), one)
    for pattern, one in (
        (r"\bdifferences? in (.+?) (?:between|of)\b", r"\1 of"),
        (r"^(?:what(?:'s| is| are) )?(?:the )?(?:\w+ )?differences? between\b", "What is"),
        (r"^(?:compare|contrast)\b", "What is"),
        (r"^(.+?)[,:]? what(?:'s| is| are) the (?:\w+ )?differences?\b", r"What is \1"),
        (r"^(?:which|who)(?: \w+)? (?:pays|earns|makes) (?:more|less|better)([^,:]*)[,:]\s*"
         r"(.+?)\?*$", r"What is the pay of \2\1?"),
        (r"\b(earns?|makes?|pays?|gets?) (?:more|less|better)\b", r"\1"),
    )
)  # fmt: skip
_WORD = re.compile(r"[^\s,?!;:]+")
# Words that may be a name for people: an article stands before them only, and no verb of these.
_PEOPLE = re.compile(
    r"(?:(?:an?|the)\s)?(?:(?!(?:an?|the|compare|contrast|choose|hire)\b)[\w/&'’-]+\s?){1,4}",
    re.IGNORECASE,
)
_ARTICLES = {"a", "an", "the"}
_STANDS_IN = {"that", "those", "of"}
_MOST = 4  # things: more are a list
_ASKS = r"(?:what|which|how|where|when|why|who|do|does|did|is|are|can|could|should|will)\b"
_CLAUSE = re.compile(rf"[,;]?\s+(?:and|or|but)\s+(?={_ASKS})|\?\s+(?={_ASKS})", re.IGNORECASE)
_FIRST = re.compile(_ASKS, re.IGNORECASE)
_FEWEST = 2  # words of a question
_LONGEST = 5  # words of one of them

Span = tuple[int, int]
Subjects = Collection[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things asked about, and the question with it alone.

    `label` is what the question calls it where things are compared; else it is empty.
    """

    label: str
    question: str


def parts_of(question: str, subjects: Subjects) -> tuple[Part, ...]:
    """The matters that a question asks, or the things that it compares; empty where it is one.

    `subjects` are the stems of headings and titles: what is compared stands in one of them.
    """
    return _clauses(question, subjects) or _compared(question, subjects)


def _clauses(question: str, subjects: Subjects) -> tuple[Part, ...]:
    """The questions that are joined to one; a later one that names no subject has the first's."""
    clauses = [clause.strip(" ?,;") for clause in _CLAUSE.split(question)]
    if not 1 < len(clauses) <= _MOST or not _FIRST.match(clauses[0]):
        return ()
    if any(len(clause.split()) < _FEWEST for clause in clauses):
        return ()
    subject = _subject(clauses[0], subjects)
    own = [clauses[0]] + [
        clause if _subject(clause, subjects) or not subject else f"{clause} ({subject})"
        for clause in clauses[1:]
    ]
    return tuple(Part("", f"{clause}?") for clause in own)


def _subject(text: str, subjects: Subjects) -> str:
    """The longest run of words that a heading names."""
    words = [match.span() for match in _WORD.finditer(text)]
    runs = [
        text[words[first][0] : words[last][1]]
        for first in range(len(words))
        for last in range(first, min(first + _LONGEST, len(words)))
    ]
    return max((run for run in runs if _is_subject(run, subjects)), key=len, default="")


def _compared(question: str, subjects: Subjects) -> tuple[Part, ...]:
    """The question with each of the things that it compares."""
    joints = [match.span() for match in _JOINT.finditer(question)]
    for at, (start, _) in enumerate(joints):
        first = _ending(question, joints[at - 1][1] if at else 0, start, subjects)
        spans = [first] if first else []
        for place, (_, begin) in enumerate(joints[at:], at):
            stop = joints[place + 1][0] if place + 1 < len(joints) else len(question)
            if not spans or not (span := _beginning(question, begin, stop, subjects)):
                break
            spans.append(span)
        # What is compared is of one sort: people with people, and no word that compares.
        sorts = {is_person(words_of(question[slice(*span)])[-1]) for span in spans}
        plain = not any(_COMPARES.fullmatch(question[slice(*span)]) for span in spans)
        if 1 < len(spans) <= _MOST and _COMPARES.search(question) and len(sorts) == 1 and plain:
            return _apart(question, spans, start)
    return ()


def _apart(question: str, spans: Sequence[Span], joint: int) -> tuple[Part, ...]:
    """The question with each of the things in the place of all; the first ends at `joint`."""
    (start, end), last = spans[0], spans[-1][1]
    labels = [question[slice(*span)].rstrip(".") for span in spans]
    frame = question[:start], question[end:joint] + question[last:]
    return tuple(
        Part(re.sub(r"^(?:an?|the)\s+", "", label, flags=re.IGNORECASE), _of_one(label.join(frame)))
        for label in labels
    )


def _of_one(question: str) -> str:
    """A question that compares, asked of one thing alone."""
    for pattern, one in _OF_ONE:
        question = pattern.sub(one, question, count=1)
    return question


def _ending(text: str, start: int, end: int, subjects: Subjects) -> Span | None:
    """The longest run of words before a joint that a heading names; before `than` any one."""
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    ends = (
        len(words),
        *(range(len(words) - 1, 0, -1) if text[end:].lstrip().startswith("than") else ()),
    )
    for stop in ends:
        for first in range(max(stop - _LONGEST, 0), stop):
            run = words[first][0], words[stop - 1][1]
            if _is_subject(text[slice(*run)], subjects):
                return run
    return None


def _beginning(text: str, start: int, end: int, subjects: Subjects) -> Span | None:
    """The longest run of words behind a joint, or behind its `that of`, that a heading names."""
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    while words and text[slice(*words[0])].lower() in _STANDS_IN:
        words.pop(0)
    runs = ((words[0][0], stop) for _, stop in reversed(words[:_LONGEST]))
    return next((run for run in runs if _is_subject(text[slice(*run)], subjects)), None)


def _is_subject(text: str, subjects: Subjects) -> bool:
    """Whether words name what a heading names, or people by what they do."""
    words = words_of(text)
    if any(word in stopwords() - _ARTICLES for word in words):
        return False
    stems = content(text)
    people = (
        bool(words) and is_person(words[-1]) and bool(_PEOPLE.fullmatch(text)) and not places(text)
    )
    return bool(stems) and (people or any(stems <= one for one in subjects))
