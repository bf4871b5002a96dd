"""The lines of a PDF's pages as Markdown: headings by size, paragraphs by gaps, items by margin."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pypdf import PageObject

_HEADING_SIZE = 1.15  # times the size of most letters
_HEADING_LENGTH = 120
_GAP = 1.4  # times the usual distance of lines: a new paragraph
_MARGIN = 8.0  # points that an item is set in
_FULL = 0.85  # of the longest line: the next one goes on with it
_RUNNING = 0.6  # a first or last line that so many pages share is a running head
_PAGE = 6  # fewer lines are all there is on the page, not what surrounds it
_WRAPPED = 1.5  # times its size: the distance up to which two heading lines are one
_BULLET = re.compile(r"\s*([-*•◦▪‣·●○■–]|\d{1,2}[.)])(\s|$)")


@dataclass(slots=True)
class PdfLine:
    """A line as it is put together: its place on the page in points, and the sizes of letters."""

    text: str = ""
    left: float = 0.0
    height: float = 0.0
    sizes: Counter[float] = field(default_factory=Counter)

    @property
    def size(self) -> float:
        """The size of most of its letters."""
        return self.sizes.most_common(1)[0][0]


def read_lines(page: PageObject) -> list[PdfLine]:
    """The lines of a page that show something, in the order of reading."""
    lines = [PdfLine()]

    def visit(text: str, space: Any, matrix: Any, font: Any, size: float) -> None:  # noqa: ANN401
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append(PdfLine())
            line = lines[-1]
            if part.strip():
                x, y = matrix[4], matrix[5]
                if not line.sizes:
                    line.left = x * space[0] + y * space[2] + space[4]
                line.height = x * space[1] + y * space[3] + space[5]
                scale = abs(matrix[3] * space[3]) or abs(matrix[1] * space[1]) or 1.0
                line.sizes[round(size * scale, 1)] += len(part)
            line.text += part

    page.extract_text(visitor_text=visit)
    return [line for line in lines if line.sizes]


def as_text(pages: Sequence[list[PdfLine]]) -> tuple[str, ...]:
    """The pages with Markdown's marks before headings and items, and blank lines at gaps."""
    kept = _without_running_heads(pages)
    letters = sum((line.sizes for lines in kept for line in lines), Counter[float]())
    least = _HEADING_SIZE * letters.most_common(1)[0][0] if letters else 0.0
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
    return tuple(texts)


def _without_running_heads(pages: Sequence[list[PdfLine]]) -> list[list[PdfLine]]:
    """The pages without first and last lines that only numbers tell apart."""
    edges = Counter(key for page in pages for key in {_key(li) for li in page[:2] + page[-2:]})
    running = {key for key, count in edges.items() if count >= max(3, _RUNNING * len(pages))}
    return [
        [
            line
            for number, line in enumerate(page)
            if 2 <= number < len(page) - 2 or len(page) < _PAGE or _key(line) not in running
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
        distance = abs(before.height - line.height) if before else 0.0
        if level and before and before.size == line.size and distance < _WRAPPED * line.size:
            parts.append(f" {text}")  # the second line of one heading
        elif level:
            parts.append(f"\n\n{'#' * level} {text}")
            in_list = False
        else:
            is_set_in = line.left > margin + _MARGIN and not _BULLET.match(text)
            in_list = is_set_in and (in_list or "".join(parts[-1:]).endswith(":"))
            goes_on = before and len(before.text) >= full and text[:1].islower()
            gap = "\n" if before and (before.size in levels or distance > _GAP * usual) else ""
            parts.append(f"{gap}\n{'- ' if in_list and not goes_on else ''}{text}")
        before = line
    return "".join(parts), in_list
