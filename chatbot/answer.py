"""What a question becomes: a turn, the citations and statements found for it, and the answer."""

from dataclasses import dataclass, field
from typing import Literal
from unicodedata import normalize

from vectorstore import Hit, Unit

Status = Literal["answered", "partial", "not_found", "unclear"]
Support = Literal["verbatim", "supported", "computed"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One question as it was asked; `sources` are globs that limit which documents are searched.

    It goes on with the conversation that its id names, or with the `earlier` questions.
    """

    question: str
    conversation_id: str | None = None
    sources: tuple[str, ...] = ()
    top_k: int = 8
    earlier: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Letters and accents that come apart, as from macOS, are put together as in documents."""
        object.__setattr__(self, "question", normalize("NFC", self.question))


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote: `document_text[start:end] == quote`, found in the passage of `hit`."""

    number: int
    hit: Hit
    quote: str
    start: int
    end: int
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim of the answer, as it stands there without its marks.

    `operands` are the citations whose figures it was computed from, where it was.
    """

    text: str
    citations: tuple[int, ...]
    support: Support = "verbatim"
    operands: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """What the documents do have near a question that they do not answer."""

    topic: str
    hit: Hit
    unit: Unit


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as far as it has come: the walk yields growing ones, whose `text` only gains."""

    id: str
    conversation_id: str
    question: str
    searched_for: str
    status: Status
    corpus_version: int
    model: str
    text: str = ""
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[Hit, ...] = ()
    nearest_topics: tuple[Topic, ...] = ()
    follow_ups: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    complete: bool = False
