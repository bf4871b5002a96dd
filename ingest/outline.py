"""Which headings every line stands under."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.chrome import Label
from ingest.guess import guess_headings, subject, title_line
from ingest.levels import Path, paths_below
from ingest.lines import Line, is_finished, is_markdown, plain

_LINK_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Outline:
    """`paths` holds the headings of each line, None for one that is a heading or not indexed."""

    paths: tuple[Path | None, ...]
    title: str | None


def outline(lines: Sequence[Line], labels: Sequence[Label], title: str | None) -> Outline:
    """The outline of a document; `title` is the one that it gives itself outside of its text."""
    if is_markdown(lines):
        return _marked(lines, labels, title)
    return _guessed(lines, labels, title)


def _marked(lines: Sequence[Line], labels: Sequence[Label], title: str | None) -> Outline:
    """By the levels of Markdown headings; a single one on top is the title."""
    levels = Counter(line.level for line in lines if line.look == "heading")
    at, first = next((n, line) for n, line in enumerate(lines) if line.look == "heading")
    # One that stands further down names a section, unless its level says that it is the title.
    on_top = first.level == 1 or "text" not in labels[:at]
    is_title = on_top and levels[first.level] == 1 and first.level == min(levels)
    title = title or (None if is_title else subject(lines, labels))
    prefix: Path = (title,) if title and not is_title else ()
    stack: list[tuple[int, str]] = []
    paths: list[Path | None] = []
    elsewhere = 0  # the level of the heading under which other pages are named
    for line, name in zip(lines, labels, strict=True):
        if line.look == "heading":
            if name == "elsewhere":
                elsewhere = line.level
            elif line.level <= elsewhere:
                elsewhere = 0
            stack = [entry for entry in stack if entry[0] < line.level]
            stack.append((line.level, "" if name in ("noise", "elsewhere") else plain(line.text)))
        left_out = line.look == "heading" or name == "noise" or (elsewhere and _is_link(line))
        path = prefix + tuple(heading for _, heading in stack if heading)
        paths.append(None if left_out else path)
    return Outline(tuple(paths), plain(first.text) if is_title else title)


def _guessed(lines: Sequence[Line], labels: Sequence[Label], title: str | None) -> Outline:
    """By short lines before text or lists; the title is above all until other pages are named."""
    headings = guess_headings(lines, labels)
    named, is_above = title_line(lines, labels, headings)
    stated = None if named is None else plain(lines[named].text)
    if named is not None and (is_above or stated == title):
        headings = [position for position in headings if position != named]
        above = title or stated
    else:
        above = title = title or (subject(lines, labels) if stated is None else None)
    paths = paths_below(lines, labels, headings)
    elsewhere = labels.index("elsewhere") if "elsewhere" in labels else len(lines)
    for position, path in enumerate(paths):
        if path is None or position == named or labels[position] == "noise":
            paths[position] = None
        elif position > elsewhere:
            paths[position] = None if _is_link(lines[position]) and not path else path
        elif above:
            paths[position] = (above, *path)
    return Outline(tuple(paths), title or stated)


def _is_link(line: Line) -> bool:
    """Whether a line under "Related articles" is only the name of one."""
    return len(line.text) < _LINK_LENGTH and not is_finished(line.text) and line.look != "row"
