"""Headings of plain text: short lines before text or lists."""

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
        return first, False
    # "Baker", "What is it?" is the first of several sections that are built alike.
    return first, sum(lines[n].text == lines[later[0]].text for n in headings) <= 1


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
    if is_finished(text) and not (text.endswith(("?", "!")) and len(words) <= _QUESTION_WORDS):
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
