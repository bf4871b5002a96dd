"""What the store keeps: documents, the passages cut from them, and the units that can be quoted."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

Kind = Literal["text", "advertisement", "byline"]
Form = Literal["sentence", "item", "row"]
Origin = Literal["folder", "upload"]

_BULLETS = re.compile(r"(?m)^[ \t]*(?:[-*•◦▪‣·|]|\d{1,3}[.)])[ \t]+")


def composed(text: str) -> str:
    """The text with every letter and its accents as one character, however they were typed."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text without bullets, case and spacing: what two equal texts have in common."""
    return " ".join(_BULLETS.sub("", composed(text)).casefold().split())


def document_id(source: str) -> str:
    """The id of the document at `source`: 16 hex digits that survive every edit of it."""
    return sha256(source.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one ingested file.

    `source` is the path relative to the store's folder, with `/`; `version` the SHA-256 of the
    file's bytes; `as_of` is `YYYY`, `YYYY-MM` or `YYYY-MM-DD` where the document says so.
    """

    source: str
    title: str
    version: str
    bytes: int
    as_of: str | None = None
    origin: Origin = "folder"

    @property
    def id(self) -> str:
        """The id that clients know the document by."""
        return document_id(self.source)


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing that can be quoted: a sentence, a list item or a table row.

    `start` and `end` count characters of the document's text and leave out a list item's bullet.
    Units of one paragraph, list or table share `block`, a number that is unique in the document.
    `depth` is the nesting of a list item, 0 at the top. `lead` is what introduces the unit: the
    line that opens the list, or the parent item; for a row the table's header row; else empty.
    """

    start: int
    end: int
    form: Form
    block: int
    depth: int = 0
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved: a contiguous span of one document, `text == document_text[start:end]`.

    `heading` is the path of headings that it stands under and is embedded with; `page` counts
    from 1 where the format has pages; `units` lie inside the span, in order.
    """

    document: Document
    heading: tuple[str, ...]
    text: str
    start: int
    end: int
    page: int | None = None
    kind: Kind = "text"
    units: tuple[Unit, ...] = ()

    @property
    def embedded_text(self) -> str:
        """What the embedder sees of the passage: its heading path, then its text."""
        return "\n".join(filter(None, [" › ".join(self.heading), self.text]))

    def quote(self, unit: Unit) -> str:
        """The unit's own characters."""
        return self.text[unit.start - self.start : unit.end - self.start]

    def embedded_unit(self, unit: Unit) -> str:
        """What the embedder sees of one unit: its heading path, its lead, its words."""
        return " › ".join(filter(None, [*self.heading, unit.lead, self.quote(unit)]))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready for publishing: its whole canonical text and the passages cut from it."""

    document: Document
    text: str
    passages: Sequence[Passage]

    @property
    def embedded_texts(self) -> list[str]:
        """Every text that needs a vector: the passages' and their units'."""
        return [
            text
            for passage in self.passages
            for text in (passage.embedded_text, *map(passage.embedded_unit, passage.units))
        ]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found; `similarities` holds one cosine per unit of the passage.

    `score` is the fused score, higher is better; `dense` the cosine of question and passage;
    `also_in` names the other sources that hold the same text.
    """

    passage: Passage
    score: float
    dense: float
    similarities: tuple[float, ...]
    also_in: tuple[str, ...] = ()
