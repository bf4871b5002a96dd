"""Documents that say nearly the same, and where they do so with other figures."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.report import Remark
from vectorstore import Prepared, Reader

_LIKE = 0.6  # of a document's statements stand in the other, figures apart: nearly the same
_FEWEST = 3  # statements that have to be alike
_STATEMENT = 20  # characters: a shorter one says too little to tell documents apart
_HOLDERS = 8  # other documents that a statement is looked for in; more have it by habit
_SENTENCE = 50  # characters: a longer one with other figures is telling in unlike documents, too
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_SOME = 20  # of the store's other documents tell what is usual in it


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement: its place, its words without the figures, and its figures."""

    heading: tuple[str, ...]
    quote: str
    frame: str
    is_row: bool
    figures: tuple[str, ...]


def alike(prepared: Sequence[Prepared], others: Sequence[Prepared]) -> Iterator[Remark]:
    """The documents that say nearly the same, and where they do so with other figures.

    Statements are looked up by their words, figures apart: time grows with the text, not with the
    pairs of documents.
    """
    everything = {p.document.source: p for p in (*others, *prepared)}
    frames = {source: _frames(one) for source, one in everything.items()}
    holders: dict[str, list[str]] = defaultdict(list)
    for source, said in frames.items():
        for frame in said:
            holders[frame].append(source)
    told: set[frozenset[str]] = set()
    for source in (p.document.source for p in prepared):
        shared = Counter(
            other
            for frame in frames[source]
            for other in holders[frame][: _HOLDERS + 1]
            if other != source
        )
        for other, count in shared.most_common(_HOLDERS):
            mine, theirs = frames[source], frames[other]
            if {source, other} in told or everything[source].text == everything[other].text:
                continue
            like = count >= max(_FEWEST, _LIKE * min(len(mine), len(theirs)))
            both = [(mine[f], theirs[f]) for f in mine.keys() & theirs.keys()]
            told_both = [pair for pair in both if like or _is_telling(pair[0], holders)]
            differing = [pair for pair in told_both if pair[0].figures != pair[1].figures]
            if like or differing:
                told.add(frozenset((source, other)))
                yield Remark(source, _reason(other, like, differing))
            if like:
                break


def _reason(other: str, like: bool, differing: Sequence[tuple[_Said, _Said]]) -> str:
    opening = (
        f"it says nearly the same as {other}" if like else f"it gives other figures than {other}"
    )
    if not differing:
        return opening
    here, there = min(differing, key=lambda pair: (pair[0].heading, pair[0].quote))
    more = f", and {len(differing) - 1} more" if len(differing) > 1 else ""
    but = ", but with other figures" if like else ""
    return f"{opening}{but}: {_place(here)} here, {_place(there)} there{more}"


def _is_telling(said: _Said, holders: Mapping[str, Sequence[str]]) -> bool:
    """Whether two unlike documents that say this speak of the same: rows of tables rarely do."""
    return len(said.frame) >= _SENTENCE and not said.is_row and len(holders[said.frame]) == 2


def _place(said: _Said) -> str:
    quote = said.quote if len(said.quote) <= 120 else said.quote[:119] + "…"
    where = f" ({' › '.join(said.heading)})" if said.heading else ""
    return f"“{' '.join(quote.split())}”{where}"


def _frames(one: Prepared) -> dict[str, _Said]:
    """The document's own statements by their words; one that it makes twice tells nothing."""
    found: dict[str, _Said] = {}
    twice = set()
    for passage in one.passages:
        for unit in passage.units if passage.kind == "text" else ():
            quote = passage.quote(unit)
            words = " ".join(quote.casefold().split())
            if len(words) >= _STATEMENT:
                frame = _FIGURE.sub("0", words)
                twice.update({frame} & found.keys())
                figures = tuple(_FIGURE.findall(words))
                found[frame] = _Said(passage.heading, quote, frame, unit.form == "row", figures)
    return {frame: said for frame, said in found.items() if frame not in twice}


def relatives(prepared: Sequence[Prepared], reader: Reader) -> list[Prepared]:
    """The store's other documents that those of a run are compared with.

    Those are the ones with which a document shares most statements, and a few of the rest.
    """
    own = {one.document.source for one in prepared}
    others = {
        d.document.source: d.document for d in reader.documents() if d.document.source not in own
    }
    chosen = set(list(others)[:_SOME])
    for one in prepared if others else ():
        quotes = (said.quote for said in _frames(one).values())
        shared = Counter(source for quote in quotes for source in reader.also_in(quote))
        chosen.update([s for s, _ in shared.most_common() if s in others][:_HOLDERS])
    found = (
        (document, reader.document(document.id)) for s, document in others.items() if s in chosen
    )
    return [Prepared(d, kept.text, reader.passages(d.id)) for d, kept in found if kept]
