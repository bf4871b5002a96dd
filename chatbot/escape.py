"""Answers as Markdown: what came from documents or the question is text in it, never markup."""

import re
from collections.abc import Sequence

# What Markdown or HTML would take for more than text. No more than that is escaped, so that the
# answer also reads well as it stands: `a < b`, `R&D` and `snake_case` are text to begin with.
_INLINE = re.compile(r"[\\`\[\]]|(?<!\w)[*_]|[*_](?!\w)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LINE_START = re.compile(r"(?m)^(\s*\d*)([-+>]|#+|(?<=\d)[.)])(?=\s)")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")

# What is not the document's own statement is labelled, wherever it is shown.
KIND_LABELS = {"advertisement": "Advertisement", "byline": "Byline"}


def as_text(text: str) -> str:
    """A text of the documents on one line, without the emphasis that Markdown gave it."""
    return " ".join(_EMPHASIS.sub(r"\2", text).split())


def cells(row: str) -> list[str]:
    """The cells of a table's row that hold something; none where it is no row."""
    if row[:1] != "|":
        return []
    parts = (part.strip().replace("\\|", "|") for part in _BETWEEN_CELLS.split(row))
    return [part for part in parts if part]


def escaped(text: str) -> str:
    """A text that Markdown shows as it is; no HTML and no mark of a document survives in it."""
    text = _INLINE.sub(lambda match: "\\" + match[0], text)
    text = _TAG.sub("&lt;", _ENTITY.sub("&amp;", text))
    return _LINE_START.sub(r"\1\\\2", text)


def marked(text: str, numbers: Sequence[int]) -> str:
    """A statement with its marks."""
    return f"{text} {''.join(f'[{number}]' for number in numbers)}"
