"""Canonical text as lines that know what they look like: heading, list item, table row or text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Look = Literal["heading", "item", "row", "text", "delimiter", "break"]

_HEADING = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*$")
_UNDERLINE = re.compile(r"(={3,}|-{3,})$")
_RULE = re.compile(r"(?:[-*_]\s?){3,}$|[=~]{3,}$")
_BULLET = re.compile(r"(?:[-*+•◦▪‣·●○■–]|\(?(?:\d{1,2}|[a-z])[.)])\s+(?=\S)")
_EMPTY_BULLET = re.compile(r"[-*+•◦▪‣·●○■–]\s*:?\s*$")
_BOLD = re.compile(r"(\*\*|__)(?P<inner>[^*_]+?)[:]?\1:?$")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_DELIMITER = re.compile(r"(?=.*\|)\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_FENCE = re.compile(r"```|~~~")
_HANDLE = re.compile(
    r"\s+(?:\[edit(?: source)?\]|¶|#|🔗|permalink|(?:copy|anchor) link|back to (?:the )?top"
    r"|(?:permanent )?link to this \w+|about this (?:section|page))\s*$",
    re.IGNORECASE,
)
_LAST = re.compile(r"[.!?:;…][\"'”’)\]*_]*$")

_WRAP_WIDTH = 130  # no person reads longer lines: a text without any was wrapped by a program
_WRAP_LEAST = 55  # narrower lines are a list of short things
_WRAP_FULL = 0.75  # a line that fills this part of the width goes on in the next
_FINISHED_FULL = 0.85  # … where it ends with a full stop
_WRAP_SHARE = 0.2  # so many lines at least are full where a program wrapped them
_MARKDOWN_FULL = 50  # characters: a shorter line of Markdown is only joined to a small letter


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of the text; `start` leaves out the bullet or hashes that `outer` begins with.

    `gap` says that a blank line stands before it; `level` is a Markdown heading's; `inline` marks a
    part of a longer physical line.
    """

    look: Look
    outer: int
    start: int
    end: int
    text: str
    indent: int = 0
    level: int = 0
    gap: bool = False
    inline: bool = False


def read_lines(text: str, begin: int = 0) -> list[Line]:
    """The lines of a text from `begin` on; wrapped lines of one paragraph or item are joined."""
    physical = _marked(text, begin)
    markdown = any(line.look == "heading" for line in physical)
    width = _wrap_width([line for line in physical if line.look in ("text", "item")])
    joined: list[list[Line]] = []
    for line in physical:
        if joined and _continues(joined[-1], line, markdown, width):
            joined[-1].append(line)
        else:
            joined.append([line])
    return [
        replace(first, end=last.end, text=text[first.start : last.end])
        for first, *_, last in ([group[0], *group] for group in joined)
    ]


def is_finished(text: str) -> bool:
    """Whether a text ends as a sentence or a lead does."""
    return bool(_LAST.search(text))


def is_markdown(lines: Sequence[Line]) -> bool:
    """Whether headings are marked, so that no short line has to be guessed to be one."""
    return any(line.look == "heading" and not line.inline for line in lines)


def plain(text: str) -> str:
    """A heading's words without Markdown's marks, and without the handle that a site puts there."""
    text = _HANDLE.sub("", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = _EMPHASIS.sub(r"\2", text).replace("`", "")
    return text.strip().rstrip(":").strip()


def _marked(text: str, begin: int) -> list[Line]:
    """Every physical line with its look."""
    lines: list[Line] = []
    gap, fenced = True, False
    for match in re.finditer(r"[^\n]+|\n(?=\n)", text[begin:]):
        line = _look(match.group(), begin + match.start(), fenced)
        if line is None:
            gap = True
        elif _FENCE.match(line.text):
            fenced = not fenced
        else:
            line = replace(line, gap=gap)
            gap = False
            _add(lines, line)
    return lines


def _add(lines: list[Line], line: Line) -> None:
    """Append a line, with what it says about the line before: underlined headings, bare tables."""
    before = lines[-1] if lines else None
    if before and not line.gap:
        if before.look == "text" and len(before.text) <= 120 and _UNDERLINE.match(line.text):
            level = 1 if line.text.startswith("=") else 2
            lines[-1] = replace(before, look="heading", level=level)
            return
        if line.look == "delimiter" and before.look == "text" and "|" in before.text:
            lines[-1] = replace(before, look="row")
        elif line.look == "text" and "|" in line.text and before.look in ("row", "delimiter"):
            line = replace(line, look="row")
    lines.append(line)


def _look(raw: str, offset: int, fenced: bool) -> Line | None:
    """A physical line by its first characters; None for one that shows nothing."""
    content = raw.strip()
    indent = len(raw) - len(raw.lstrip())
    outer = offset + indent
    line = Line("text", outer, outer, outer + len(content), content, indent)
    if fenced or not content:
        return line if content else None
    if match := _HEADING.match(content):
        start = outer + match.start(2)
        return replace(line, look="heading", start=start, text=match[2], level=len(match[1]))
    if _UNDERLINE.match(content) or _RULE.match(content) or _EMPTY_BULLET.match(content):
        return replace(line, look="break")
    if _DELIMITER.fullmatch(content):
        return replace(line, look="delimiter")
    if content.startswith("|"):
        return replace(line, look="row")
    if match := _BULLET.match(content):
        start = outer + match.end()
        return replace(line, look="item", start=start, text=content[match.end() :])
    if content.startswith(">"):
        quoted = content.lstrip("> ")
        return replace(line, start=line.end - len(quoted), text=quoted) if quoted else None
    return line


def _wrap_width(lines: list[Line]) -> int:
    """The width at which a program wrapped the text, 0 where none did."""
    lengths = sorted(line.indent + len(line.text) for line in lines)
    if len(lengths) < 3:
        return 0
    width = lengths[int(len(lengths) * 0.98)]
    full = sum(length >= width * _WRAP_FULL for length in lengths)
    wrapped = _WRAP_LEAST <= width <= _WRAP_WIDTH and full > max(1, _WRAP_SHARE * len(lengths))
    return width if wrapped else 0


def _continues(above: list[Line], line: Line, markdown: bool, width: int) -> bool:
    """Whether a line goes on with the lines above it, which are one already."""
    first, last = above[0], above[-1]
    if line.look != "text" or line.gap or first.look not in ("text", "item"):
        return False
    if first.look == "item" and line.indent > first.indent:
        return True
    if markdown and first.look == "text" and not _BOLD.match(first.text):
        return len(last.text) >= _MARKDOWN_FULL or line.text[:1].islower()
    if markdown and first.look == "text":
        return False
    finished = is_finished(last.text)
    if line.text[:1].islower():
        return bool(width) and not finished
    length = last.indent + len(last.text)
    return bool(width) and length >= width * (_FINISHED_FULL if finished else _WRAP_FULL)
