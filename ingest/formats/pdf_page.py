"""The lines of a PDF's pages as Markdown: headings by size, paragraphs by gaps, items by margin."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import inf

from ingest.formats.pdf_lines import BULLET, PdfLine

_HEADING_SIZE = 1.15  # times the size of most letters
_HEADING_LENGTH = 120
_GAP = 1.4  # times the usual distance of lines: a new paragraph
_MARGIN = 8.0  # points that an item is set in
_FULL = 0.85  # of the longest line: the next one goes on with it
_RUNNING = 0.6  # a first or last line that so many pages share is a running head
_PAGE = 6  # fewer lines are all there is on the page, not what surrounds it
_WRAPPED = 1.5  # times its size: the distance up to which two heading lines are one
_HYPHEN = re.compile(r"(\w+)(?:-|\u00ad) *\n([^\W\d_A-Z]+)(\S*) ?")
# First parts of compounds that keep their hyphen, unless the document itself writes otherwise.
_COMPOUNDS = frozenset(("self", "well", "non", "half", "full", "cross"))
_LONG_TAIL = 5  # letters: shorter ones behind "self" or "half" are endings ("self-ish")


def as_text(pages: Sequence[list[PdfLine]]) -> tuple[str, ...]:
    """The pages with Markdown's marks before headings and items, and blank lines at gaps."""
    letters = sum((line.sizes for lines in pages for line in lines), Counter[float]())
    least = _HEADING_SIZE * letters.most_common(1)[0][0] if letters else inf
    kept = _without_running_heads(pages, least)
    sizes = {
        line.size
        for lines in kept
        for line in lines
        if line.size >= least and len(line.text) <= _HEADING_LENGTH
    }
    levels = {size: min(n, 6) for n, size in enumerate(sorted(sizes, reverse=True), 1)}
    texts: list[str] = []
    in_list = False
    for lines in kept:
        text, in_list = _page_text(lines, levels, in_list)
        texts.append(text)
    words = Counter(re.findall(r"[\w-]+", " ".join(texts).casefold()))
    return tuple(_HYPHEN.sub(lambda broken: _whole(broken, words), text) for text in texts)


def _whole(broken: re.Match[str], words: Counter[str]) -> str:
    """A word that was parted at the end of a line, as the document writes it elsewhere."""
    first, second, rest = broken.groups()
    one, two = f"{first}{second}", f"{first}-{second}"
    is_compound = first.casefold() in _COMPOUNDS and len(second) >= _LONG_TAIL
    if words[two.casefold()] != words[one.casefold()]:
        is_compound = words[two.casefold()] > words[one.casefold()]
    return f"{two if is_compound else one}{rest}\n"


def _without_running_heads(pages: Sequence[list[PdfLine]], least: float) -> list[list[PdfLine]]:
    """The pages without first and last lines that only numbers tell apart; headings stay."""
    edges = Counter(key for page in pages for key in {_key(li) for li in page[:2] + page[-2:]})
    running = {key for key, count in edges.items() if count >= max(3, _RUNNING * len(pages))}
    return [
        [
            line
            for number, line in enumerate(page)
            if 2 <= number < len(page) - 2
            or len(page) < _PAGE
            or line.size >= least
            or _key(line) not in running
        ]
        for page in pages
    ]


def _key(line: PdfLine) -> str:
    return re.sub(r"\d+", "0", line.text.strip())


def _page_text(
    lines: Sequence[PdfLine], levels: dict[float, int], in_list: bool
) -> tuple[str, bool]:
    """The text of a page, and whether it ends in a list; `in_list`: the page before it does."""
    distances = Counter(round(abs(a.height - b.height)) for a, b in pairwise(lines))
    usual = distances.most_common(1)[0][0] if distances else 0
    margin = min((line.left for line in lines), default=0.0)
    full = _FULL * max((len(line.text) for line in lines), default=0)
    parts: list[str] = []
    before: PdfLine | None = None
    for line in lines:
        text, level = line.text.strip(), levels.get(line.size)
        if line.is_table:
            parts.append(f"\n\n{text}\n")
            before, in_list = None, False
            continue
        distance = abs(before.height - line.height) if before else 0.0
        if level and before and before.size == line.size and distance < _WRAPPED * line.size:
            parts.append(f" {text}")  # the second line of one heading
        elif level:
            parts.append(f"\n\n{'#' * level} {text}")
            in_list = False
        else:
            is_set_in = line.left > margin + _MARGIN and not BULLET.match(text)
            in_list = is_set_in and (in_list or "".join(parts[-1:]).endswith(":"))
            goes_on = before and len(before.text) >= full and text[:1].islower()
            gap = "\n" if before and (before.size in levels or distance > _GAP * usual) else ""
            parts.append(f"{gap}\n{'- ' if in_list and not goes_on else ''}{text}")
        before = line
    return "".join(parts), in_list
