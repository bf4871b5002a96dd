"""Long lines taken apart: inline Markdown, and prose that a crawler glued to a list's last item."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from ingest.lines import Line, is_finished
from ingest.sentences import sentences

_INLINE_HEADING = re.compile(r"(?:^|(?<=\s))(#{2,6})\s+(?=\S)")
_INLINE_ITEM = re.compile(r"\s[-•*]\s+(?=[A-Z*\"“])")
_INLINE_LIST = re.compile(r"(?::|\*\*)\s+[-•*]\s+(?=[A-Z*\"“])|:\s+[-•*]\s+(?=\w.*\s[-•*]\s+\w)")
_ANY_ITEM = re.compile(r"\s[-•*]\s+(?=\w)")

# A word before which no sentence ends, however the next one begins: "experience with" + "Python".
_BINDING = frozenset(
    "a an and as at between by for from in into like of on or over per such than the their through "
    "to toward towards under using via vs with within without including e.g our your its be is are "
    "not no both either and while whereas when if since because so but than then also".split()
)
_OPENERS = frozenset(
    "This These The They It By In Their With While As Our We You For If When To Here Overall Both "
    "Many Most Such That Those There However Although".split()
)
_WORD = re.compile(r"\S+")
_SENTENCE_WORDS = 6  # a shorter rest is rather a name than a sentence
_LEAST_SHARE = 0.5  # of the other items: so many must be unfinished for a full stop to be telling


def part(lines: list[Line]) -> list[Line]:
    """The lines with inline headings and lists parted, and run-on items cut where prose begins."""
    parted = [piece for line, subject in _with_subject(lines) for piece in _inline(line, subject)]
    items = [line for line in parted if line.look == "item"]
    names = frozenset(pair for line in parted if _is_name(line) for pair in _pairs(line.text))
    unfinished = sum(not is_finished(line.text) for line in items) > _LEAST_SHARE * len(items)
    result: list[Line] = []
    for is_list, group in groupby(parted, key=lambda line: line.look == "item"):
        if not is_list:
            result += group
            continue
        for items in _lists(list(group)):
            result += _cut_list(items, unfinished, names)
    return result


def _is_name(line: Line) -> bool:
    return line.look in ("heading", "text") and len(line.text) <= 80 and not is_finished(line.text)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Words that follow each other, such as "HVAC technicians" of a heading "HVAC Technician"."""
    return pairwise([_stem(word) for word in text.split()])


def _lists(items: list[Line]) -> Iterator[list[Line]]:
    """Items that follow each other, as lists: one that ends by introducing others ends its list."""
    begin = 0
    for number, item in enumerate(items, 1):
        if number == len(items) or _lead_within(item.text):
            yield items[begin:number]
            begin = number


def _with_subject(lines: list[Line]) -> Iterator[tuple[Line, frozenset[str]]]:
    """Every line with the words of the last short line before it: what it is about."""
    subject: frozenset[str] = frozenset()
    for line in lines:
        yield line, subject
        if len(line.text) <= 80 and line.look in ("heading", "text"):
            subject = frozenset(_stem(word) for word in _WORD.findall(line.text))


def _inline(line: Line, subject: frozenset[str]) -> Iterator[Line]:
    """One line as the headings, items and texts that are written in it."""
    if line.look != "text":
        yield line
        return
    marks = list(_INLINE_HEADING.finditer(line.text))
    starts = [0, *(mark.start() for mark in marks if mark.start() > 0)]
    if len(starts) == 1 and not _INLINE_LIST.search(line.text):
        yield line
        return
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(line.text)], strict=True)):
        stretch = _slice(line, start, end, gap=line.gap or number > 0)
        heading = _INLINE_HEADING.match(stretch.text)
        if heading:
            name = _name_length(stretch.text[heading.end() :], subject) + heading.end()
            named = _slice(stretch, heading.end(), name, gap=True)
            yield replace(named, look="heading", outer=stretch.outer, level=len(heading[1]))
            stretch = _slice(stretch, name, len(stretch.text))
        if stretch.text:
            yield from _items(stretch, bool(heading))


def _items(line: Line, after_heading: bool) -> Iterator[Line]:
    """A stretch without headings: text, then items from the first dash behind a colon on."""
    padded = f" {line.text}"  # so that a dash at the beginning has its blank too
    opening = _INLINE_LIST.search(padded)
    begin = 0 if after_heading and _INLINE_ITEM.match(padded) else opening and opening.start() + 1
    if begin is None:
        yield line
        return
    small = opening and padded[opening.end()].islower()
    marks = list((_ANY_ITEM if small else _INLINE_ITEM).finditer(padded, begin))
    if lead := padded[: marks[0].start()].strip():
        yield _slice(line, 0, len(lead))
    ends = [*(mark.start() for mark in marks[1:]), len(padded)]
    for mark, end in zip(marks, ends, strict=True):
        item = _slice(line, mark.end() - 1, end - 1)
        yield replace(item, look="item", outer=line.start + mark.start())


def _name_length(text: str, subject: frozenset[str]) -> int:
    """How far a heading reaches that is followed by its text in the same line.

    Up to the first dash; or, where a sentence begins sooner, up to its subject: a word that the
    section is about, else the last capital before the words go on in lower case.
    """
    dash = _INLINE_ITEM.search(text)
    head = text[: dash.start()] if dash else text
    words = list(_WORD.finditer(head))
    lower = [n for n, w in enumerate(words) if w.group()[0].islower() and len(w.group()) > 3]
    if not is_finished(head) or not lower:
        return len(head)
    capitals = [n for n in range(1, lower[0]) if words[n].group()[0].isupper()]
    about = [n for n in capitals if _stem(words[n].group()) in subject]
    cut = (about or capitals[-1:] or [len(words)])[0]
    return words[cut].start() if cut < len(words) else len(head)


def _cut_list(
    items: list[Line], unfinished: bool, names: frozenset[tuple[str, str]]
) -> Iterator[Line]:
    """A list, with the prose that stands in its items as lines of text behind them."""
    others = items[:-1]
    if others:
        unfinished = sum(not is_finished(i.text) for i in others) > _LEAST_SHARE * len(others)
    for item in items:
        cut = None
        if item is items[-1]:
            cut = (_run_on(item.text, names) if unfinished else None) or _closing_prose(
                item, others
            )
            cut = cut or _lead_within(item.text)
        if cut:
            yield _slice(item, 0, cut)
            yield replace(_slice(item, cut, len(item.text)), look="text", indent=0)
        else:
            yield item


def _lead_within(text: str) -> int | None:
    """Where the sentence begins that an item ends with, and that introduces what follows."""
    spans = sentences(text)
    return spans[-1][0] if len(spans) > 1 and text.endswith(":") else None


def _closing_prose(item: Line, others: list[Line]) -> int | None:
    """Where prose begins behind the last of inline items that are one sentence each."""
    if not item.inline or any(len(sentences(other.text)) > 1 for other in others):
        return None
    spans = sentences(item.text)
    return spans[1][0] if others and len(spans) > 1 else None


def _run_on(text: str, names: frozenset[tuple[str, str]]) -> int | None:
    """Where a sentence begins that no full stop separates from the item before it.

    An acronym begins one only where it is what a heading names: `names` are its pairs of words.
    """
    if not is_finished(text):
        return None
    words = list(_WORD.finditer(text, 0, sentences(text)[0][1]))
    for number in range(1, len(words) - _SENTENCE_WORDS + 1):
        word, before = words[number].group(), words[number - 1].group()
        if not word[0].isupper() or (not before[-1].isalnum() and before[-1] != ")"):
            continue
        acronym = len(word) > 1 and word.rstrip(",.;").isupper()
        acronym = acronym and (_stem(word), _stem(words[number + 1].group())) not in names
        opens = word in _OPENERS or (
            not acronym and before[0].islower() and before.lower() not in _BINDING
        )
        if opens and before.lower() not in _BINDING:
            return words[number].start()
    return None


def _slice(line: Line, start: int, end: int, gap: bool = False) -> Line:
    """A part of a line, without the blanks around it."""
    text = line.text[start:end]
    left = line.start + start + len(text) - len(text.lstrip())
    text = text.strip()
    outer = line.outer if left == line.start else left
    return replace(
        line, outer=outer, start=left, end=left + len(text), text=text, gap=gap, inline=True
    )


def _stem(word: str) -> str:
    return word.lower().strip(".,:;()").removesuffix("s")
