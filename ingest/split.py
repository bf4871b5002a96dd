"""Sections cut into passages, and their blocks into the units that can be quoted."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.clean import CLEANER_VERSION
from ingest.cuts import lasting_cuts
from ingest.sections import Piece, Section
from ingest.sentences import clauses, sentences
from vectorstore import Document, Embedder, Passage, Unit

SPLITTER_VERSION = "5"

# Passages of one section of 850 characters with their headings were found best in a trial (0.72
# retrieved@5 against 0.59 for 1,000 characters cut anywhere); 900 are about 200 of 256 tokens.
_TARGET = 900
_SPARE = 200  # so much more where that keeps the rest of a list, or what is said of it, together
_LONG = 6 * _TARGET  # a shorter section may be cut anew as a whole, which keeps its parcels
_QUOTE = 400  # the longest quote that the contract allows, table rows apart
_MOVED_SHARE = 0.4  # so much of a passage moves on at most to keep items with what heads them
_LEAD_HEADING = 120  # characters of a lead that is repeated over the rest of a long list
_HEADING_SHARE = 0.4  # of the tokens: a longer path of headings would crowd out the text


def text_version() -> str:
    """What decides how a document is cleaned and cut; a store made with another one is outdated."""
    return f"cleaner {CLEANER_VERSION}, splitter {SPLITTER_VERSION}"


def split(
    document: Document, text: str, sections: Sequence[Section], pages: Sequence[int],
    embedder: Embedder,
) -> list[Passage]:  # fmt: skip
    """The passages of a document, in their order; `pages` are where its pages begin."""
    splitter = _Splitter(document, text, pages, embedder)
    return [passage for section in sections for passage in splitter.run(section)]


class _Splitter:
    """A document's text on its way into passages, one section after the other."""

    def __init__(
        self, document: Document, text: str, pages: Sequence[int], embedder: Embedder
    ) -> None:
        self._document, self._text, self._pages = document, text, pages
        self._embedder = embedder

    def run(self, section: Section) -> Iterator[Passage]:
        """The section's passages: whole parcels together as far as they fit, long ones cut."""
        self._section, self._heading = section, self._fitting_heading(section.heading)
        current: list[Piece] = []
        parcels = list(self._parcels())
        begins = [parcel[0].outer for parcel in parcels]
        long = bool(parcels) and parcels[-1][-1].unit.end - begins[0] > _LONG
        lasting = lasting_cuts(self._text, begins, _TARGET // 2) if long else set()
        for number, parcel in enumerate(parcels):
            if current and (number in lasting or not self._joins(current, parcel)):
                yield from self._passages(current)
                current = []
            current += parcel
            if not self._fits(current[0], current[-1]):
                *done, current = self._cut(current)
                for pieces in done:
                    yield from self._passages(pieces)
        yield from self._passages(current)

    def _parcels(self) -> Iterator[list[Piece]]:
        """What should not be cut: a paragraph; a list or table with the sentence that leads it."""
        parcel: list[Piece] = []
        number = -1
        for block in self._section.pieces:
            pieces = self._pieces(block)
            goes_on = block.unit.block == number or self._leads(parcel, block)
            if parcel and not (goes_on and self._on_page_of(parcel, block.outer)):
                yield parcel
                parcel = []
            elif parcel and block.unit.block != number:
                # Only the leading sentence belongs to the list, not all of its paragraph.
                begin = self._lead_begin(parcel, block)
                if begin:
                    yield parcel[:begin]
                parcel = parcel[begin:]
            parcel += pieces
            number = block.unit.block
        if parcel:
            yield parcel

    def _leads(self, parcel: Sequence[Piece], block: Piece) -> bool:
        """Whether the end of the parcel introduces the block."""
        if not parcel or parcel[-1].unit.form != "sentence":
            return False
        said = self._quote(parcel[-1].unit)
        return said.endswith(":") or bool(block.unit.lead and block.unit.lead.endswith(said))

    def _lead_begin(self, parcel: Sequence[Piece], block: Piece) -> int:
        """The position in the parcel of the first sentence of the block's lead."""
        begin = len(parcel) - 1
        while begin and self._quote(parcel[begin - 1].unit) in block.unit.lead:
            begin -= 1
        return begin

    def _joins(self, current: Sequence[Piece], parcel: Sequence[Piece]) -> bool:
        """Whether a parcel still goes into the passage: it fits, and is no second led list."""
        led = parcel[0].unit.form == "sentence" and parcel[-1].unit.form != "sentence"
        if led and current[-1].unit.form != "sentence":
            return False
        if not self._on_page_of(current, parcel[0].outer):
            return False
        # What is said at the end of a list speaks of the list.
        follows = current[-1].unit.form != "sentence" and parcel[-1].unit.form == "sentence"
        return self._fits(current[0], parcel[-1], _TARGET + _SPARE * follows)

    def _cut(self, pieces: list[Piece]) -> list[list[Piece]]:
        """A parcel that is too long as a run of passages, the last one still open."""
        runs: list[list[Piece]] = [[]]
        last = pieces[-1]
        for piece in pieces:
            run = runs[-1]
            if run and not self._fits(run[0], piece, _TARGET) and not self._fits(run[0], last):
                runs.append(self._moved_back(run, piece))
            runs[-1].append(piece)
        return [run for run in runs if run]

    def _moved_back(self, run: list[Piece], piece: Piece) -> list[Piece]:
        """What goes on into the next passage: a lead at the end, items begun but not finished."""
        begin = len(run)
        if piece.unit.depth:
            top = max(n for n, p in enumerate(run) if n == 0 or p.unit.depth < piece.unit.depth)
            if run[-1].unit.end - run[top].outer < _MOVED_SHARE * _TARGET:
                begin = max(top, 1)
        while begin > 1 and self._quote(run[begin - 1].unit).endswith(":"):
            begin -= 1
        moved = run[begin:]
        del run[begin:]
        return moved

    def _passages(self, pieces: Sequence[Piece]) -> Iterator[Passage]:
        """The passage of the pieces, if they say anything by themselves."""
        quotes = [self._quote(piece.unit) for piece in pieces]
        if not any(_says_something(quote) for quote in quotes):
            return
        start, end = pieces[0].outer, pieces[-1].unit.end
        text = self._text[start:end]
        lead = pieces[0].unit.lead
        heading = self._heading
        if lead and lead not in text:
            heading = self._fitting_heading((*self._section.heading, *_as_heading(lead)))
        passage = Passage(
            self._document, heading, text, start, end,
            self._page(start), self._section.kind, tuple(piece.unit for piece in pieces),
        )  # fmt: skip
        yield replace(passage, units=tuple(self._fitting_unit(passage, u) for u in passage.units))

    def _pieces(self, block: Piece) -> list[Piece]:
        """A block as its units, none longer than a quote may be or the embedder reads."""
        unit = block.unit
        spans = [(unit.start, unit.end)]
        if not block.whole or (unit.form != "row" and unit.end - unit.start > _QUOTE):
            text = self._quote(unit)
            spans = [(unit.start + a, unit.start + b) for a, b in sentences(text)]
        cut = [part for span in spans for part in self._short(*span, unit)]
        units = [replace(unit, start=start, end=end) for start, end in cut]
        return [
            Piece(block.outer if number == 0 else unit.start, unit)
            for number, unit in enumerate(units)
        ]

    def _short(self, start: int, end: int, unit: Unit) -> list[tuple[int, int]]:
        """A span cut at clauses where it is too long to be quoted or embedded."""
        text = self._text[start:end]
        size = len(text) if unit.form == "row" else _QUOTE
        room = self._embedder.max_tokens - self._tokens(" › ".join(self._heading))
        spans = clauses(text, size)
        while any(self._tokens(text[a:b]) > room for a, b in spans) and size > 40:
            size = min(size, len(text)) // 2
            spans = clauses(text, size)
        return [(start + a, start + b) for a, b in spans]

    def _fits(self, first: Piece, last: Piece, size: int = _TARGET + _SPARE) -> bool:
        """Whether the text from one piece to another is short enough for a passage."""
        if last.unit.end - first.outer > size:
            return False
        text = self._text[first.outer : last.unit.end]
        lead = first.unit.lead
        above = [*self._heading, *([lead] if lead and lead not in text else [])]
        return self._tokens("\n".join([" › ".join(above), text])) <= self._embedder.max_tokens

    def _fitting_heading(self, heading: tuple[str, ...]) -> tuple[str, ...]:
        """The headings next to the text, as many as leave room for it."""
        room = _HEADING_SHARE * self._embedder.max_tokens
        while heading and self._tokens(" › ".join(heading)) > room:
            heading = heading[1:] if len(heading) > 1 else ()
        return heading

    def _fitting_unit(self, passage: Passage, unit: Unit) -> Unit:
        """The unit, without its lead where the embedder could not read both."""
        embedded = passage.embedded_unit(unit)
        fits = not unit.lead or self._tokens(embedded) <= self._embedder.max_tokens
        return unit if fits else replace(unit, lead="")

    def _on_page_of(self, pieces: Sequence[Piece], position: int) -> bool:
        return self._page(pieces[0].outer) == self._page(position)

    def _page(self, position: int) -> int | None:
        return bisect_right(self._pages, position) or None

    def _quote(self, unit: Unit) -> str:
        return self._text[unit.start : unit.end]

    def _tokens(self, text: str) -> int:
        # A token has at least one character, and a few are the model's own.
        if len(text) <= self._embedder.max_tokens // 4:
            return len(text)
        return self._embedder.count_tokens(text)


def _says_something(quote: str) -> bool:
    """Whether a unit is more than the introduction of what is not there, or a mere mark."""
    return any(c.isdigit() if quote.endswith(":") else c.isalnum() for c in quote)


def _as_heading(lead: str) -> tuple[str, ...]:
    """A lead as the last heading over the rest of its list, shortened to its last sentence."""
    lead = " | ".join(filter(None, (cell.strip() for cell in lead.split("|"))))
    if len(lead) > _LEAD_HEADING:
        lead = lead[sentences(lead)[-1][0] :]
    return (lead.rstrip(": "),) if len(lead) <= _LEAD_HEADING else ()
