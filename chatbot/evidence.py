"""What the documents have for a question: passages searched, their units read and judged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from chatbot.calibration import Calibration
from chatbot.question import Kind, Named, Question, content, places, stems_of, years
from chatbot.reader import Reader
from vectorstore import Document, Hit, Snapshot, Unit

_CLOSED = re.compile(r"[.!?…][\"”’)*_\]]*$")
_SAYS = re.compile(r"[^\W\d_]|\d[^\w\s]|[^\w\s]\d")  # a letter, or a number with its unit
_NUMBER = re.compile(r"^\d+(?:\.\d+)*\.?\s")  # of a heading


@dataclass(frozen=True, slots=True)
class Evidence:
    """A unit with the log-odds that it answers; `reading` is what the reader alone says."""

    hit: Hit
    unit: Unit
    quote: str
    score: float
    reading: float

    @property
    def place(self) -> tuple[str, int]:
        """Where the unit stands: document and offset."""
        return self.hit.passage.document.id, self.unit.start

    @property
    def above(self) -> str:
        """What the unit stands under: lead, headings, title and date."""
        document = self.hit.passage.document
        parts = [self.unit.lead, *self.hit.passage.heading, document.title, document.as_of or ""]
        return " | ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Found:
    """The passages, best first, and their units, best first.

    `probability` is that the documents answer the question, and `answers` whether that is enough;
    `missing` is what the question names and nothing that came near to it is about.
    """

    question: Question
    hits: tuple[Hit, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    probability: float = 0.0
    answers: bool = False
    missing: tuple[str, ...] = ()
    asks_list: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """With what and where a question is looked for; without a reader cosines decide.

    `knows_vectors` tells whether the store's vectors are those of the embedder that was measured.
    """

    reader: Reader | None
    calibration: Calibration
    knows_vectors: bool = False
    sources: tuple[str, ...] = ()
    top_k: int = 8


def gather(question: Question, snapshot: Snapshot, scope: Scope) -> Found:
    """Search, read, judge: the units that answer the question, and whether they do."""
    if not question.words:
        return Found(question)
    k = max(scope.calibration.read, scope.top_k)
    hits = snapshot.search(question.full or question.text, k, scope.sources, question.words)
    whole = Whole(snapshot)
    judged = _judged(question, hits, scope, whole)
    about = [[is_about(named, one, whole) for named in question.named] for one in judged]
    fitting = [one for one, each in zip(judged, about, strict=True) if _fits(question.named, each)]
    probability = scope.calibration.answerable([one.reading for one in fitting])
    had = [any(each) for each in zip(*about, strict=True)]
    missing = [named.text for named, any_ in zip(question.named, had, strict=False) if not any_]
    return Found(
        question,
        tuple(hits[: scope.top_k]),
        tuple(fitting or judged),
        probability,
        probability >= scope.calibration.least,
        tuple(missing),
        _asks_list(question, snapshot, scope),
    )


def _fits(named: Sequence[Named], about: Sequence[bool]) -> bool:
    """Whether a unit is about every name, and of several years or places about one at least."""
    had: dict[str, bool] = {}
    for one, is_ in zip(named, about, strict=True):
        group = one.key if one.kind == "name" else one.kind
        had[group] = had.get(group, False) or is_
    return all(had.values())


def _asks_list(question: Question, snapshot: Snapshot, scope: Scope) -> bool:
    if scope.reader is None or not scope.knows_vectors:
        return False
    return scope.reader.asks_list(snapshot.vector(question.text)) >= scope.calibration.list


@dataclass(slots=True)
class Whole:
    """What whole documents name, each looked through once."""

    snapshot: Snapshot
    known: dict[tuple[str, Kind], set[str]] = field(default_factory=dict)
    headings: dict[str, frozenset[str]] = field(default_factory=dict)

    def is_heading(self, text: str, document: Document) -> bool:
        """Whether a document has a heading of these words."""
        if document.id not in self.headings:
            paths = self.snapshot.headings(document.id)
            self.headings[document.id] = frozenset(p.casefold() for path in paths for p in path)
        return text.casefold() in self.headings[document.id]

    def names(self, kind: Kind, evidence: Evidence) -> set[str]:
        """The years, the places, or the stems of all words of a unit's document."""
        document = evidence.hit.passage.document
        if (document.id, kind) not in self.known:
            kept = self.snapshot.document(document.id)
            text = f"{document.title} {document.source} {kept.text if kept else ''}"
            self.known[document.id, kind] = _found(kind, text)
        return self.known[document.id, kind]


def is_about(named: Named, evidence: Evidence, whole: Whole) -> bool:
    """Whether a unit is about what the question names, or leaves it open.

    Its document has to name it somewhere. A year or place has to stand in the nearest of what names
    any: the unit, what it stands under, its passage; else it is about another one.
    """
    if named.kind == "name":
        words = content(named.key) or set(stems_of(named.key))  # `Go` is a name here, no word
        return not words.isdisjoint(whole.names("name", evidence))
    texts = (evidence.quote, evidence.above, evidence.hit.passage.text)
    near = [_found(named.kind, text) for text in texts]
    stated = next(filter(None, near), None) or whole.names(named.kind, evidence)
    return named.key in stated | near[0] | near[1]


def _found(kind: Kind, text: str) -> set[str]:
    if kind == "name":
        return set(stems_of(text))
    return years(text) if kind == "year" else places(text)


def is_quotable(text: str) -> bool:
    """Whether a unit says something by itself: it neither asks, introduces nor leads to a page."""
    said = text.rstrip("*_ ")
    return bool(_SAYS.search(said)) and not said.endswith(("?", ":")) and "....." not in said


def _adds(quote: str, unit: Unit, hit: Hit, whole: Whole) -> bool:
    """Whether a unit is a sentence, or says more than what it stands under; no label of others.

    A list of a document's headings, which no sentence introduces, only leads to them.
    """
    if any(other.lead == quote.rstrip(".") for other in hit.passage.units):
        return False
    if _CLOSED.search(quote):
        return True
    if not unit.lead.endswith(":") and whole.is_heading(quote, hit.passage.document):
        return False
    above = " ".join([unit.lead, *hit.passage.heading, hit.passage.document.title])
    return not content(_NUMBER.sub("", quote)) <= content(above)


def _judged(question: Question, hits: Sequence[Hit], scope: Scope, whole: Whole) -> list[Evidence]:
    """Every quotable unit of the passages that are read, best first."""
    read, weights = hits[: scope.calibration.read], scope.calibration
    passages = [hit.passage for hit in read]
    logits = (
        scope.reader.logits(question.full or question.text, passages)
        if scope.reader
        else [[0.0] * len(passage.units) for passage in passages]
    )
    best = max((hit.score for hit in read), default=0.0) or 1.0
    found = [
        Evidence(hit, unit, quote, score, logit if scope.reader else score)
        for hit, row in zip(read, logits, strict=True)
        for unit, logit, cosine in zip(hit.passage.units, row, hit.similarities, strict=True)
        if is_quotable(quote := hit.passage.quote(unit)) and _adds(quote, unit, hit, whole)
        for score in [weights.log_odds(logit, cosine, hit.score / best)]
    ]
    return sorted(found, key=lambda one: -one.score)
