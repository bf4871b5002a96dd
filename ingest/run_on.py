"""Long lines taken apart: inline Markdown, and prose that a crawler glued to a list's last item."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from ingest.blocks import Block, is_finished, slice_of
from ingest.sentences import OPENERS, sentences

_HEADING = re.compile(r"(?:^|(?<=\s))(#{2,6})\s+(?=\S)")
_ITEM = re.compile(r"\s[-•*]\s+(?=[A-Z*\"“])")
_LIST = re.compile(r"(?::|\*\*)\s+[-•*]\s+(?=[A-Z*\"“])")
# A dash between things, but not between the ends of a range: "$40 - $50".
_DASH = re.compile(r"\s-\s+(?=[^\W\d]|[\"“(*])|(?<=\D)\s-\s+(?=[\d$£€])")
_MANY = 3  # dashes in one line: so many part the items of a list that lost its lines

# A word before which no sentence ends, however the next one begins: "experience with" + "Python".
_BINDING = frozenset(
    "a an and as at between by for from in into like of on or over per such than the their through "
    "to toward towards under using via vs with within without including e.g our your its be is are "
    "not no both either and while whereas when if since because so but than then also".split()
)
_WORD = re.compile(r"\S+")
_NAME = 80  # characters: a longer line names nothing
_SENTENCE_WORDS = 6  # a shorter rest is rather a name than a sentence


def part(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with inline headings and lists parted, and items cut where prose begins."""
    parted: list[Block] = []
    subject: frozenset[str] = frozenset()  # the words of the last short line: what follows is about
    for block in blocks:
        parted += _inline(block, subject)
        if len(block.text) <= _NAME and block.look in ("heading", "text"):
            subject = frozenset(map(_stem, block.text.split()))
    result: list[Block] = []
    for is_list, group in groupby(parted, key=lambda block: block.look == "item"):
        for items in _lists(list(group)) if is_list else ():
            result += _cut_last(items)
        result += () if is_list else group
    return result


def _inline(block: Block, subject: frozenset[str]) -> Iterator[Block]:
    """One block as the headings, items and texts that are written in it."""
    marks = [mark.start() for mark in _HEADING.finditer(block.text) if mark.start()]
    lists = _LIST.search(block.text) or len(_DASH.findall(block.text)) >= _MANY
    if block.look != "text" or not (marks or lists):
        yield block
        return
    for start, end in pairwise([0, *marks, len(block.text)]):
        stretch = slice_of(block, start, end, gap=block.gap or start > 0)
        heading = _HEADING.match(stretch.text)
        if heading:
            name = _name_length(stretch.text[heading.end() :], subject) + heading.end()
            named = slice_of(stretch, heading.end(), name, gap=True)
            yield replace(named, look="heading", outer=stretch.outer, level=len(heading[1]))
            stretch = slice_of(stretch, name, len(stretch.text))
        if stretch.text:
            yield from _items(stretch, bool(heading))


def _items(block: Block, after_heading: bool) -> Iterator[Block]:
    """A stretch without headings: text, then items from the first dash behind a colon on.

    Without a colon many dashes part items, too.
    """
    padded = f" {block.text}"  # so that a dash at the beginning has its blank too
    opening = _LIST.search(padded)
    begin = 0 if after_heading and _ITEM.match(padded) else opening and opening.start() + 1
    marks = [*_DASH.finditer(padded)] if begin is None else [*_ITEM.finditer(padded, begin)]
    if begin is None and len(marks) < _MANY:
        yield block
        return
    if lead := padded[: marks[0].start()].strip():
        yield slice_of(block, 0, len(lead))
    for mark, end in zip(marks, [*(m.start() for m in marks[1:]), len(padded)], strict=True):
        item = slice_of(block, mark.end() - 1, end - 1)
        yield replace(item, look="item", outer=block.start + mark.start())


def _name_length(text: str, subject: frozenset[str]) -> int:
    """How far a heading reaches that is followed by its text in the same line.

    Up to the first dash; or, where a sentence begins sooner, up to its subject: a word that the
    section is about, else the last capital before the words go on in lower case.
    """
    dash = _ITEM.search(text)
    head = text[: dash.start()] if dash else text
    words = list(_WORD.finditer(head))
    lower = [n for n, w in enumerate(words) if w.group()[0].islower() and len(w.group()) > 3]
    if not is_finished(head) or not lower:
        return len(head)
    capitals = [n for n in range(1, lower[0]) if words[n].group()[0].isupper()]
    about = [n for n in capitals if _stem(words[n].group()) in subject]
    cut = (about or capitals[-1:] or [len(words)])[0]
    return words[cut].start() if cut < len(words) else len(head)


def _lists(items: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Items that follow each other, as lists: one that ends by introducing others ends its list."""
    begin = 0
    for number, item in enumerate(items, 1):
        if number == len(items) or _lead_within(item.text):
            yield items[begin:number]
            begin = number


def _cut_last(items: Sequence[Block]) -> Iterator[Block]:
    """A list, with the prose that stands in its last item as a text behind it."""
    *others, last = items
    yield from others
    cut = _run_on(last.text) or _closing_prose(last, others) or _lead_within(last.text)
    yield slice_of(last, 0, cut, last.gap) if cut else last
    if cut:
        yield replace(slice_of(last, cut, len(last.text)), look="text", indent=0)


def _lead_within(text: str) -> int | None:
    """Where the sentence begins that an item ends with, and that introduces what follows."""
    spans = sentences(text) if text.endswith(":") else []
    return spans[-1][0] if len(spans) > 1 else None


def _closing_prose(item: Block, others: Sequence[Block]) -> int | None:
    """Where prose begins behind the last of inline items that are one sentence each."""
    if not (item.inline and others) or any(len(sentences(other.text)) > 1 for other in others):
        return None
    spans = sentences(item.text)
    return spans[1][0] if len(spans) > 1 else None


def _run_on(text: str) -> int | None:
    """Where a sentence begins that no full stop separates from the item before it."""
    if not is_finished(text):
        return None
    words = list(_WORD.finditer(text, 0, sentences(text)[0][1]))
    for number in range(1, len(words) - _SENTENCE_WORDS + 1):
        word, before = words[number].group(), words[number - 1].group()
        glued = word[0].isupper() and (before[-1].isalnum() or before[-1] == ")")
        if not glued or before.lower() in _BINDING:
            continue
        is_acronym = len(word) > 1 and word.rstrip(",.;").isupper()
        opens = len(word) > 1 and word.lower() in OPENERS
        if opens or (before[0].islower() and not is_acronym):
            return words[number].start()
    return None


def _stem(word: str) -> str:
    return word.lower().strip(".,:;()").removesuffix("s")
