"""Which headings every block stands under; in plain text, which lines are headings at all."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path as File

from ingest.blocks import Block, is_finished, plain
from ingest.kinds import Label
from ingest.levels import Path, paths_below

WEIGHTS = File(__file__).with_suffix(".toml")
_LINK_LENGTH = 100
_LABEL = 5  # words: so many at most may end with a colon and be a heading nevertheless
_SHORT = 60  # characters of a line beside a heading that may be one itself
_GENERIC = frozenset(
    "overview introduction summary about abstract contents home background description".split()
)
_QUESTION = re.compile(r"(?:how|what|why|who|when|where|which|do|does|is|can)\b", re.IGNORECASE)
# What a first sentence defines: "A Night Baker is a …".
_DEFINED = re.compile(r"(?:An?|The)\s+([\w/&+.’'-]+(?:\s+[\w/&+.’'-]+){0,6}?)\s+(?:is|are)\s+an?\b")
_SAID_AGAIN = 3  # times: what a text is about, it names so often
_NAME = re.compile(r"[\"'“‘(¿¡]*([^\W_])(?=.*[^\W\d_]{2})", re.DOTALL)
_COLUMNS = re.compile(r"\S {3,}\S")  # a row of a table that blanks draw
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+[^\W\d_]")
_LOOKS = ("text", "item", "row", "heading")


# The headings of each block, None for one that is a heading or not indexed; and the title.
Outline = tuple[list[Path | None], str | None]


def outline(blocks: Sequence[Block], labels: Sequence[Label], title: str | None) -> Outline:
    """The outline of a document; `title` is the one that it gives itself outside of its text."""
    marked = sum(block.look == "heading" and not block.inline for block in blocks)
    # A line of dashes in plain text marks one heading by accident, and the others are not marked.
    if marked and 2 * marked >= len(guess(blocks, labels)):
        return _marked(blocks, labels, title)
    return _guessed(blocks, labels, title)


def may_be_heading(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line is one that the weights decide on: a name, or a number with its name.

    A finished sentence is none, nor what introduces a list; a row that blanks draw is none either.
    """
    block, text = blocks[at], blocks[at].text
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    name = _NAME.match(text)
    if not name or name[1].islower() or text[-1] in ".,;。" or _COLUMNS.search(text):
        return False
    says = below is not None and below.look == "text" and is_finished(below.text)
    if block.look == "item":
        numbered = block.start - block.outer > 2 and (not at or blocks[at - 1].look != "item")
        return numbered and says
    return block.look == "text" and (
        not text.endswith(":") or (says and len(text.split()) <= _LABEL)
    )


def features(blocks: Sequence[Block], at: int) -> dict[str, float]:
    """What tells a heading from other lines: its own form, and that of the lines beside it."""
    block = blocks[at]
    text, words = block.text, block.text.split()
    found: dict[str, float] = {
        "characters": min(len(text), 300) / 100,
        "words": min(len(words), 30) / 10,
        "capitals": sum(word[:1].isupper() for word in words) / max(len(words), 1),
        "capital first": text[:1].isupper(),
        "digit first": text[:1].isdigit(),
        "digits": any(c.isdigit() for c in text),
        "commas": "," in text,
        "inner colon": ":" in text[:-1],
        "question word": bool(_QUESTION.match(text)),
        "blank line above": block.gap,
        "blank line below": at + 1 < len(blocks) and blocks[at + 1].gap,
        "item": block.look == "item",
        "first": at == 0,
    }
    found |= {f"ends with {mark}": text.endswith(mark) for mark in ".?!:,;"}
    for side, place in (("above", at - 1), ("below", at + 1)):
        other = blocks[place] if 0 <= place < len(blocks) else Block("break", 0, 0, 0, "")
        found |= {f"{side}: {look}": other.look == look for look in _LOOKS}
        found |= {
            f"{side}: characters": min(len(other.text), 400) / 100,
            f"{side}: finished": is_finished(other.text),
            f"{side}: colon": other.text.endswith(":"),
            f"{side}: short": len(other.text) < _SHORT,
            f"{side}: capital first": other.text[:1].isupper(),
        }
    return {name: float(value) for name, value in found.items()}


def guess(blocks: Sequence[Block], labels: Sequence[Label]) -> list[int]:
    """The positions of the headings of plain text, by the learned weights."""
    shown = [n for n, name in enumerate(labels) if name != "noise"]
    near = [blocks[n] for n in shown]
    weights = _weights()
    found: list[int] = []
    doubtful: list[int] = []
    for at, n in enumerate(shown):
        if blocks[n].look == "heading" or labels[n] == "elsewhere":
            found.append(n)
        elif labels[n] == "text" and may_be_heading(near, at):
            named = features(near, at)
            is_one = weights["constant"] + sum(weights[name] * x for name, x in named.items()) > 0
            (found if is_one else doubtful).append(n)
    forms = {_numbering(blocks[n]) for n in found} - {None}
    found = sorted([*found, *(n for n in doubtful if _numbering(blocks[n]) in forms)])
    return found if len(found) < len(shown) else []  # a heading of nothing is a text


def _numbering(block: Block) -> tuple[int, bool] | None:
    """How a line that stands apart is numbered: where one such line is a heading, all are."""
    number = _NUMBERED.match(block.text)
    return (number[1].count("."), block.text.isupper()) if number and block.gap else None


@cache
def _weights() -> Mapping[str, float]:
    return tomllib.loads(WEIGHTS.read_text())


def _marked(blocks: Sequence[Block], labels: Sequence[Label], title: str | None) -> Outline:
    """By the levels of Markdown headings; a single one on top is the title."""
    levels = Counter(block.level for block in blocks if block.look == "heading")
    at, first = next((n, b) for n, b in enumerate(blocks) if b.look == "heading")
    # One that stands further down names a section, unless its level says that it is the title.
    on_top = first.level == 1 or "text" not in labels[:at]
    is_title = on_top and levels[first.level] == 1 and first.level == min(levels)
    prefix: Path = (title,) if title and not is_title else ()
    stack: list[tuple[int, str]] = []
    paths: list[Path | None] = []
    elsewhere = 0  # the level of the heading under which other pages are named
    for block, name in zip(blocks, labels, strict=True):
        if block.look == "heading":
            stack = [entry for entry in stack if entry[0] < block.level]
            stack.append((block.level, "" if name != "text" else plain(block.text)))
            if name == "elsewhere" or block.level <= elsewhere:
                elsewhere = block.level if name == "elsewhere" else 0
        left_out = block.look == "heading" or name == "noise" or (elsewhere and _is_link(block))
        path = prefix + tuple(heading for _, heading in stack if heading)
        paths.append(None if left_out else path)
    return paths, plain(first.text) if is_title else title


def _guessed(blocks: Sequence[Block], labels: Sequence[Label], title: str | None) -> Outline:
    """By learned headings; the title is above all until other pages are named."""
    headings = guess(blocks, labels)
    named, is_above = _title_line(blocks, labels, headings)
    stated = None if named is None else plain(blocks[named].text)
    title = title or (_subject(blocks, labels) if named is None else None)
    above = title
    if named is not None and (is_above or stated == title):
        headings = [position for position in headings if position != named]
        above = title or stated
    paths = paths_below(blocks, labels, headings)
    elsewhere = labels.index("elsewhere") if "elsewhere" in labels else len(blocks)
    for position, path in enumerate(paths):
        if path is None or position == named or labels[position] == "noise":
            paths[position] = None
        elif position > elsewhere:
            paths[position] = None if _is_link(blocks[position]) and not path else path
        elif above:
            paths[position] = (above, *path)
    return paths, title or stated


def _is_link(block: Block) -> bool:
    """Whether a line under "Related articles" is only the name of one."""
    return len(block.text) < _LINK_LENGTH and not is_finished(block.text) and block.look != "row"


def _title_line(
    blocks: Sequence[Block], labels: Sequence[Label], headings: Sequence[int]
) -> tuple[int | None, bool]:
    """The line that names the document, and whether it stands above all of its headings.

    A first heading with a text of its own may as well be the first section of several.
    """
    shown = [n for n, name in enumerate(labels) if name != "noise"]
    first = next((n for n in shown if labels[n] == "text"), None)
    if first is None or first not in headings or plain(blocks[first].text).lower() in _GENERIC:
        return None, False
    later = shown[shown.index(first) + 1 :]
    if later and (later[0] in headings or labels[later[0]] == "byline"):
        # "Baker", "What is it?" is the first of several sections that are built alike.
        return first, sum(blocks[n].text == blocks[later[0]].text for n in headings) <= 1
    return first, False


def _subject(blocks: Sequence[Block], labels: Sequence[Label]) -> str | None:
    """What the first sentence of a text defines, where the text goes on to speak of it."""
    prose = (b for b, name in zip(blocks, labels, strict=True) if name == "text")
    first = next((block.text for block in prose if is_finished(block.text)), "")
    match = _DEFINED.match(first)
    if match and sum(block.text.count(match[1]) for block in blocks) >= _SAID_AGAIN:
        return match[1][0].upper() + match[1][1:]
    return None
