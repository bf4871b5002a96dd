"""Headings of plain text: short lines before text or lists."""

import re
from collections.abc import Sequence

from ingest.chrome import Label
from ingest.lines import Line, is_finished, plain

_LENGTH = 80
_WORDS = 12
_QUESTION_WORDS = 8
_PROSE = 100  # a line of this length is text, finished or not
_STACK = 2  # section and subsection; more short lines in a row are a list without bullets
_GENERIC = frozenset(
    "overview introduction summary about abstract contents home background description".split()
)
_LABEL = 5  # words: so many at most may end with a colon and be a heading nevertheless
_NOTE = re.compile(r"(?:source|notes?|tip|edit|update|disclaimer|p\.?s|tl;?dr)\b[^:]{0,10}:", re.I)

# What a first sentence defines: "A Night Baker is a …".
_DEFINED = re.compile(r"(?:An?|The)\s+([\w/&+.’'-]+(?:\s+[\w/&+.’'-]+){0,6}?)\s+(?:is|are)\s+an?\b")
_SAID_AGAIN = 3  # times: what a text is about, it names so often


def guess_headings(lines: Sequence[Line], labels: Sequence[Label]) -> list[int]:
    """The positions of the lines that are headings."""
    shown = [n for n, name in enumerate(labels) if name != "noise"]
    following: dict[int, int | None] = dict(zip(shown, [*shown[1:], None], strict=False))
    found = {n for n in shown if _may_be_heading(n, following[n], lines, labels)}
    # In the order of lines: how many candidates follow each other up to here.
    for run in _runs([n for n in shown if n in found], following):
        guessed = [n for n in run if lines[n].look != "heading" and labels[n] != "elsewhere"]
        allowed = _STACK + (run[0] == shown[0])
        if len(guessed) > allowed:
            found -= set(guessed)
    return sorted(found)


def title_line(
    lines: Sequence[Line], labels: Sequence[Label], headings: Sequence[int]
) -> tuple[int | None, bool]:
    """The line that names the document, and whether it stands above all of its headings.

    A first heading with a text of its own may as well be the first section of several.
    """
    shown = [n for n, name in enumerate(labels) if name != "noise"]
    first = next((n for n in shown if labels[n] == "text"), None)
    if first is None or first not in headings or plain(lines[first].text).lower() in _GENERIC:
        return None, False
    later = shown[shown.index(first) + 1 :]
    if not later or (later[0] not in headings and labels[later[0]] != "byline"):
        defining = [n for n in headings if _is_defined(lines[n], lines[n + 1 : n + 2])]
        return first, defining == [first]
    # "Baker", "What is it?" is the first of several sections that are built alike.
    return first, sum(lines[n].text == lines[later[0]].text for n in headings) <= 1


def subject(lines: Sequence[Line], labels: Sequence[Label]) -> str | None:
    """What the first sentence of a text defines, where the text goes on to speak of it."""
    prose = (n for n, name in enumerate(labels) if name == "text" and is_finished(lines[n].text))
    match = _DEFINED.match(lines[first].text) if (first := next(prose, None)) is not None else None
    if match and sum(line.text.count(match[1]) for line in lines) >= _SAID_AGAIN:
        return match[1][0].upper() + match[1][1:]
    return None


def _is_defined(heading: Line, following: Sequence[Line]) -> bool:
    """Whether the text below a heading begins with what the heading names: "A baker …"."""
    name = plain(heading.text).casefold()
    return any(line.text.casefold().startswith((f"a {name}", f"an {name}")) for line in following)


def _may_be_heading(
    position: int, following: int | None, lines: Sequence[Line], labels: Sequence[Label]
) -> bool:
    line = lines[position]
    if line.look == "heading" or labels[position] == "elsewhere":
        return True
    if labels[position] != "text" or not _looks_like_heading(line):
        return False
    if following is None or labels[following] == "elsewhere":
        # Nothing is left below it but what was taken for navigation.
        return following != position + 1 and position + 1 < len(lines)
    after = lines[following]
    prose = after.look == "text" and (is_finished(after.text) or len(after.text) >= _PROSE)
    if line.text.endswith(":"):
        return after.look == "text" and prose and len(line.text.split()) <= _LABEL
    if line.look == "item":
        return prose and not (position and lines[position - 1].look == "item")
    return prose or after.look != "text" or _looks_like_heading(after)


def _looks_like_heading(line: Line) -> bool:
    text = line.text
    words = text.split()
    if not text or "\n" in text or len(text) > _LENGTH or len(words) > _WORDS:
        return False
    if line.look == "item" and not (line.start - line.outer > 2 and words[0][:1].isupper()):
        return False
    if line.look not in ("text", "item") or not any(c.isalpha() for c in text):
        return False
    short = len(words) <= (_LABEL if text.endswith(":") else _QUESTION_WORDS)
    if _NOTE.match(text) or (is_finished(text) and not (text.endswith(("?", "!", ":")) and short)):
        return False
    return text[0].isupper() or text[0].isdigit() or text[0] in "“\"'‘("


def _runs(positions: Sequence[int], following: dict[int, int | None]) -> list[list[int]]:
    """Positions that follow each other without anything between, together."""
    runs: list[list[int]] = []
    for position in positions:
        if runs and following[runs[-1][-1]] == position:
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs
