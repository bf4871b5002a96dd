"""Canonical text as blocks with offsets: headings, list items, table rows, paragraphs.

markdown-it-py finds headings, code, tables and rules. Lists are read line by line, because the
bullets and indents of plain text are rarely Markdown's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from markdown_it import MarkdownIt

Look = Literal["heading", "item", "row", "text", "delimiter", "break", "code", "fence"]

_PARSER = MarkdownIt("commonmark").enable("table")
_PARSER.disable(["inline", "code", "list", "blockquote", "html_block", "reference"])
_BULLET = re.compile(r"(?:[-*+•◦▪‣·●○■–]|\(?(?:\d{1,2}|[a-z])[.)])\s+(?=\S)")
_BREAK = re.compile(r"[-*+•◦▪‣·●○■–]\s*:?$|(?:[-*_=~]\s?){3,}$|(?:`{3,}|~{3,})\w*$")
_QUOTE = re.compile(r"(?:>(?:\s+|(?=[^\W\d]|[>*#\"“])|$))+")  # ">50 %" is no quote
_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_CROWDED = re.compile(r"(#{1,6})(?=[^\W\d_][^#]{0,60}[^\s.!?,;#]$)")  # "##Pay" without a space
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_HANDLE = re.compile(
    r"\s+(?:\[edit(?: source)?\]|¶|#+|🔗|permalink|(?:copy|anchor) link|back to (?:the )?top"
    r"|(?:permanent )?link to this \w+|about this (?:section|page))\s*$",
    re.IGNORECASE,
)
_LAST = re.compile(r"[.!?:;…。！？][\"'”’)\]*_]*$")
_UNDERLINED = 120  # characters: what is longer above a line of dashes is no heading

_WRAP_WIDTH = 130  # no person reads longer lines: a text without any was wrapped by a program
_WRAP_LEAST = 55  # narrower lines are a list of short things
_COLUMNS = re.compile(r"\S {3,}\S")  # things side by side
_BROKEN = 45  # characters of an unfinished line: small letters below it go on with it
_WRAP_FULL = 0.75  # a line that fills this part of the width goes on in the next
_FINISHED_FULL = 0.85  # … where it ends with a full stop
_WRAP_SHARE = 0.2  # so many lines at least are full where a program wrapped them
_MARKDOWN_FULL = 50  # characters: a shorter line of Markdown is only joined to a small letter


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text; `start` leaves out the bullet or hashes that `outer` begins with.

    `gap` says that a blank line stands before it; `level` is a marked heading's; `inline` marks a
    part of a longer line.
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


def read_blocks(text: str, begin: int = 0) -> list[Block]:
    """The blocks of a text from `begin` on; wrapped lines of one paragraph or item are joined."""
    lines = list(_lines(text, begin))
    marked = any(line.look == "heading" for line in lines)
    width = _wrap_width([line for line in lines if line.look in ("text", "item")])
    joined: list[list[Block]] = []
    for line in lines:
        if joined and _continues(joined[-1], line, marked, width):
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


def plain(text: str) -> str:
    """A heading's words without Markdown's marks, and without the handle that a site puts there."""
    text = _EMPHASIS.sub(r"\2", _HANDLE.sub("", text)).replace("`", "")
    return text.strip().rstrip(":").strip()


def slice_of(block: Block, start: int, end: int, gap: bool = False) -> Block:
    """A part of a block, without the blanks around it."""
    text = block.text[start:end]
    left = block.start + start + len(text) - len(text.lstrip())
    text = text.strip()
    outer = block.outer if left == block.start else left
    return replace(
        block, outer=outer, start=left, end=left + len(text), text=text, gap=gap, inline=True
    )


def _lines(text: str, begin: int) -> Iterator[Block]:
    """Every line that shows something."""
    raws = text[begin:].split("\n")
    looks = _looks(raws)
    offset, gap = begin, True
    for number, raw in enumerate(raws):
        content = raw.strip()
        indent = len(raw) - len(raw.lstrip())
        outer, offset = offset + indent, offset + len(raw) + 1
        look, level = looks.get(number, ("text", 0))
        quote = _QUOTE.match(content)
        mark = quote.end() if quote else 0
        if look == "text" and (bullet := _BULLET.match(content, mark)):
            look, mark = "item", bullet.end()
        elif look == "text" and content[mark:].startswith("|"):
            look = "row"
        if look in ("text", "item") and _BREAK.match(content):
            look, mark = "break", 0
        elif look == "heading" and (hashes := re.compile(r"#{1,6}\s*").match(content, mark)):
            mark, content = hashes.end(), re.sub(r"\s+#+$", "", content)
        shown = content[mark:]
        if look == "fence" or not shown.strip("> "):
            gap = True
            continue
        end = outer + len(content)
        yield Block(look, outer, outer + mark, end, shown, indent, level, gap)
        gap = False


def _looks(raws: Sequence[str]) -> dict[int, tuple[Look, int]]:
    """By number of line: what markdown-it-py takes it for, where that is no paragraph."""
    shadows = [_shadow(raw) for raw in raws]
    if not any(_HEADING.match(shadow) for shadow in shadows):
        shadows = [_CROWDED.sub(r"\1 ", shadow) for shadow in shadows]
    found: dict[int, tuple[Look, int]] = {}
    for token in _PARSER.parse("\n".join(shadows)):
        first, end = token.map or (0, 0)
        if token.type == "heading_open":
            underlined = token.markup in "-="
            is_heading = not underlined or _is_underlined(shadows[first : end - 1])
            found |= {first: ("heading", int(token.tag[1]))} if is_heading else {}
            found |= {end - 1: ("fence" if is_heading else "break", 0)} if underlined else {}
        elif token.type == "fence":
            found |= dict.fromkeys(range(first + 1, end - 1), ("code", 0))
            found |= {first: ("fence", 0), end - 1: ("fence", 0)}
        elif token.type == "hr":
            found[first] = ("break", 0)
        elif token.type == "table_open":
            found |= {number: ("row", 0) for number in range(first, end) if "|" in shadows[number]}
            found[first + 1] = ("delimiter", 0)
    return found


def _shadow(raw: str) -> str:
    """A line as markdown-it-py is to see it: at the margin, and out of quotes.

    What looks like a heading deep inside is a comment of code.
    """
    content = raw.strip()
    if raw.startswith("    #"):
        return f"\\{content}"
    return content[quote.end() :] if (quote := _QUOTE.match(content)) else content


def _is_underlined(lines: Sequence[str]) -> bool:
    """Whether what stands above a line of dashes is a heading: no paragraph, sentence or item."""
    short = len(lines) == 1 and len(lines[0]) <= _UNDERLINED
    return short and not (_BULLET.match(lines[0]) or is_finished(lines[0]))


def _wrap_width(lines: Sequence[Block]) -> int:
    """The width at which a program wrapped the text, 0 where none did."""
    lengths = sorted(line.indent + len(line.text) for line in lines)
    if len(lengths) < 3:
        return 0
    width = lengths[int(len(lengths) * 0.98)]
    full = sum(length >= width * _WRAP_FULL for length in lengths)
    wrapped = _WRAP_LEAST <= width <= _WRAP_WIDTH and full > max(1, _WRAP_SHARE * len(lengths))
    return width if wrapped else 0


def _continues(above: Sequence[Block], line: Block, marked: bool, width: int) -> bool:
    """Whether a line goes on with the lines above it, which are one already."""
    first, last = above[0], above[-1]
    if line.look != "text" or line.gap or first.look not in ("text", "item"):
        return False
    if first.look == "item" and line.indent > first.indent:
        return True
    if marked and first.look == "text":
        return len(last.text) >= _MARKDOWN_FULL or line.text[:1].islower()
    finished = is_finished(last.text)
    if line.text[:1].islower():
        broken = len(last.text) >= _BROKEN and not _COLUMNS.search(last.text)
        return (bool(width) or broken) and not finished
    length = last.indent + len(last.text)
    return bool(width) and length >= width * (_FINISHED_FULL if finished else _WRAP_FULL)
