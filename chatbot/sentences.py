"""A model's stream cut into sentences, each with the passages that it names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MARK = re.compile(r"\[(\d{1,3}(?:\s?,\s?\d{1,3})*)\]")
_MARK_BEGINS = re.compile(r"\[[\d\s,]*(?:\]|$)")
_END = re.compile(
    r"[.!?][\"'”’)]*(?P<marks>(?:\s?\[[\d\s,]{1,20}\])*)[.!?]?(?P<space>[ \t]+)(?=\S)"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Za-z]|e\.g|i\.e|vs|approx|etc|Inc|Ltd|Co|Dr|Mr|Ms|Mrs|St|No|Ph\.D)|[A-Z]\.[A-Z])\.$"
)
_SPACED = re.compile(r"\.?\s+([.,;!?])")
_BULLET = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s+")
_LONGEST = 1_000  # characters: what goes on beyond that is no sentence


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence or list item as a model wrote it; `marks` are the passages that it names.

    `opens` is what it begins on the page: an `item` of a list, a `paragraph`, or nothing of these.
    """

    text: str
    marks: tuple[int, ...]
    opens: str = ""


def sentences(stream: Iterable[str]) -> Iterator[Written]:
    """The sentences of a stream, each as soon as it is whole; time is linear in the stream."""
    buffer, opens = "", "paragraph"
    for piece in stream:
        buffer += piece
        while (cut := _whole(buffer)) is not None:
            yield from _written(buffer[:cut], opens)
            opens = "paragraph" if buffer[cut - 1] == "\n" else ""
            buffer = buffer[cut:]
        if len(buffer) > _LONGEST:
            return
    yield from _written(buffer, opens)


def _whole(buffer: str) -> int | None:
    """Where the first sentence of the buffer ends; None where it has not come to its end."""
    line = buffer.find("\n")
    for match in _END.finditer(buffer, 0, len(buffer) if line < 0 else line):
        # Marks may still come behind the space: "… a year. [1] The next".
        if _MARK_BEGINS.match(buffer, match.end()):
            return None
        before = buffer[: match.start() + 1]
        abbreviated = "[" not in match[0] and _ABBREVIATED.search(before[-12:])
        if abbreviated or _BULLET.fullmatch(before + " "):
            continue
        return match.end()
    return line + 1 if line >= 0 else None


def _written(text: str, opens: str) -> Iterator[Written]:
    bullet = _BULLET.match(text)
    body = text[bullet.end() :] if bullet and opens else text
    marks = [int(n) for found in _MARK.findall(body) for n in re.split(r"\s?,\s?", found)]
    said = _SPACED.sub(r"\1", " ".join(_MARK.sub(" ", body).split()))
    if any(letter.isalnum() for letter in said):
        yield Written(said, tuple(dict.fromkeys(marks)), "item" if bullet and opens else opens)
