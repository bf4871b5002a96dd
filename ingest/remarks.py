"""What is odd about the documents of a run: a few remarks for the person who keeps the folder."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from ingest.front_matter import read_front_matter
from ingest.report import Remark
from vectorstore import Prepared, Snapshot

_SHORT = 200  # characters: less than this is rarely a document
_OWN_SHARE = 1 / 3  # of a document's characters at least should be its own text
_SAMPLE = 5000  # characters tell a language
_NAMED = 5  # documents that a remark names
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS = 40  # fewer do not tell a language
_LABEL = 8  # words: a shorter line or cell may be a label, which has no common words
_LIKE = 0.6  # of a document's statements stand in the other, figures apart: nearly the same
_FEWEST = 3  # statements that have to be alike
_STATEMENT = 20  # characters: a shorter one says too little to tell documents apart
_HOLDERS = 8  # other documents that a document is compared with
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

# The commonest words of English, most of which are words of no other language.
_ENGLISH = frozenset(
    "the and of to is are with for that you from have this be or as by in it".split()
)
_ENGLISH_SHARE = 0.1  # of the words of an English text at least; other languages stay below


def remarks(prepared: Sequence[Prepared], others: Sequence[Prepared] = ()) -> list[Remark]:
    """What is to be said about the documents of a run; `others` are the store's other documents.

    No more than a line for each kind of remark, and one for each pair of documents.
    """
    short = [one for one in prepared if len(_body(one)) < _SHORT]
    poor = [one for one in prepared if one not in short and _own_share(one) < _OWN_SHARE]
    return [
        *_each("it is very short", short),
        *_each(
            "less than a third of it is text of its own; the rest is navigation or advertisement",
            poor,
        ),
        *_each(
            "it does not seem to be in English, which is all that the bundled model knows",
            [one for one in prepared if not is_english(one.text[:_SAMPLE])],
        ),
        *_alike(prepared, others),
        *_each("it states no date of its own", [p for p in prepared if not p.document.as_of]),
    ]


def relatives(prepared: Sequence[Prepared], snapshot: Snapshot) -> list[Prepared]:
    """The store's other documents that those of a run share most statements with."""
    own = {one.document.source for one in prepared}
    others = {d.document.source: d.document for d in snapshot.documents()}
    chosen: set[str] = set()
    for one in prepared if others.keys() - own else ():
        quotes = (quote for quote, _ in _statements(one).values())
        shared = Counter(source for quote in quotes for source in snapshot.also_in(quote))
        chosen.update([s for s, _ in shared.most_common() if s not in own][:_HOLDERS])
    found = ((others[s], snapshot.document(others[s].id)) for s in chosen if s in others)
    return [Prepared(d, kept.text, snapshot.passages(d.id)) for d, kept in found if kept]


def _each(reason: str, found: Sequence[Prepared]) -> list[Remark]:
    """One remark, on the first document, that names some of the others."""
    sources = [one.document.source for one in found]
    also = f"; the same holds for {', '.join(sources[1 : _NAMED + 1])}" if sources[1:] else ""
    left = len(sources) - 1 - _NAMED
    also += f" and {left} more" if left > 0 else ""
    return [Remark(source, reason + also) for source in sources[:1]]


def _body(one: Prepared) -> str:
    return one.text[read_front_matter(one.text).end :]


def _own_share(one: Prepared) -> float:
    own = sum(len(passage.text) for passage in one.passages if passage.kind == "text")
    return own / max(1, len(_body(one)))


def is_english(text: str) -> bool:
    """Whether a text is in English, or too short to tell."""
    pieces = [_WORD.findall(piece.casefold()) for piece in re.split(r"[|\n]", text)]
    words = [word for piece in pieces if len(piece) >= _LABEL for word in piece]
    found = sum(word in _ENGLISH for word in words)
    return len(words) < _FEWEST_WORDS or found >= _ENGLISH_SHARE * len(words)


def _alike(prepared: Sequence[Prepared], others: Sequence[Prepared]) -> Iterator[Remark]:
    """The documents that say nearly the same, and where they do so with other figures.

    Statements are looked up by their words, figures apart: time grows with the text, not with the
    pairs of documents.
    """
    everything = {one.document.source: one for one in (*others, *prepared)}
    statements = {source: _statements(one) for source, one in everything.items()}
    holders: dict[str, list[str]] = defaultdict(list)
    for source, said in statements.items():
        for frame in said:
            holders[frame].append(source)
    told = set()
    for source in (one.document.source for one in prepared):
        mine = statements[source]
        shared = Counter(s for frame in mine for s in holders[frame][:_HOLDERS] if s != source)
        for other, count in shared.most_common(_HOLDERS):
            theirs = statements[other]
            is_like = count >= max(_FEWEST, _LIKE * min(len(mine), len(theirs)))
            is_copy = everything[source].text == everything[other].text
            if is_like and not is_copy and (other, source) not in told:
                told.add((source, other))
                both = sorted((mine[frame], theirs[frame]) for frame in mine.keys() & theirs.keys())
                yield Remark(source, _likeness(other, both))


def _likeness(other: str, both: Sequence[tuple[tuple[str, str], tuple[str, str]]]) -> str:
    """What is said of two documents; `both` are their statements that are alike but for figures."""
    differing = [pair for pair in both if len({tuple(_FIGURE.findall(q)) for q, _ in pair}) > 1]
    reason = f"it says nearly the same as {other}"
    if not differing:
        return reason
    here, there = (f"“{q[:120]}”{f' ({where})' if where else ''}" for q, where in differing[0])
    more = f", and {len(differing) - 1} more" if differing[1:] else ""
    return f"{reason}, but with other figures: {here} here, {there} there{more}"


def _statements(one: Prepared) -> dict[str, tuple[str, str]]:
    """The document's own statements and their headings, by their words without the figures."""
    found: dict[str, tuple[str, str]] = {}
    for passage in one.passages:
        for unit in passage.units if passage.kind == "text" else ():
            quote = " ".join(passage.quote(unit).split())
            if len(quote) >= _STATEMENT:
                frame = _FIGURE.sub("0", quote.casefold())
                found[frame] = (quote, " › ".join(passage.heading))
    return found
