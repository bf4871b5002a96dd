"""What stands above what in plain text, as far as the texts below its headings tell."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.blocks import Block, plain
from ingest.kinds import Label
from ingest.sentences import sentences

Path = tuple[str, ...]

_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*(?=\.?\s)")
_WHOLE = re.compile(r"this (?:article|post|guide|page|blog)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading and the blocks below it up to the next; `level` is set where it is marked.

    `content` are the positions of its own text; `tail` is where the text behind the last item
    begins, `end` where the part ends; `lead` is its last sentence where that introduces what
    follows.
    """

    name: str
    level: int
    content: tuple[int, ...]
    begin: int
    end: int
    listed: bool
    led: bool
    tail: int
    lead: str

    @property
    def shape(self) -> tuple[bool, bool]:
        """What tells whether sections are of one kind: a list, a text, or both."""
        return self.listed, self.tail < self.end


def _part(blocks: Sequence[Block], labels: Sequence[Label], heading: int, end: int) -> _Part:
    content = tuple(n for n in range(heading + 1, end) if labels[n] == "text")
    listed = [n for n in content if blocks[n].look in ("item", "row")]
    said = blocks[content[-1]].text if content else ""
    named = heading >= 0 and labels[heading] != "elsewhere"
    return _Part(
        name=plain(blocks[heading].text) if named else "",
        level=blocks[heading].level if named else 0,
        content=content,
        begin=heading + 1,
        end=end,
        listed=bool(listed),
        led=bool(content) and blocks[content[0]].look == "text",
        tail=next((n for n in content if listed and n > listed[-1]), end),
        lead=said[sentences(said)[-1][0] :].rstrip(": ") if said.endswith(":") else "",
    )


@dataclass(frozen=True, slots=True)
class _Above:
    """What stands above the next part, and how it came to, with the first part below it.

    Nothing stands between it and the next one ("stacked"), its text introduces what follows, or it
    introduces a list of its own and the next ones have a list and no word more.
    """

    path: Path = ()
    kind: Literal["", "stacked", "introduced", "list"] = ""
    first: _Part | None = None


def paths_below(
    blocks: Sequence[Block], labels: Sequence[Label], headings: Sequence[int]
) -> list[Path | None]:
    """The headings above every block, by two rules for what stands above what.

    - A heading stands above the next ones where nothing stands between it and the first of them,
      or where its text ends by introducing what follows ("… these requirements:").
    - It does so up to a part that closes the matter: with a text behind its list, or with a text
      where the first part had a list. Right under another heading only those names follow that
      come again elsewhere ("What is it?").
    """
    paths: list[Path | None] = [None] * len(blocks)
    bounds = zip([-1, *headings], [*headings, len(blocks)], strict=True)
    parts = [_part(blocks, labels, first, end) for first, end in bounds]
    names = Counter(part.name for part in parts if not part.level)
    above = _Above()
    top: Path = ()
    marked: list[tuple[int, str]] = []
    numbered: dict[str, Path] = {}  # "3.2" stands below "3", whatever else is between them
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        if part.level:  # marked headings inside a long line stand below the short line before it
            marked = [entry for entry in marked if entry[0] < part.level]
            marked.append((part.level, part.name))
            path = (*top, *(name for _, name in marked))
            paths[part.begin : part.tail] = [path] * (part.tail - part.begin)
            paths[part.tail : part.end] = [top] * (part.end - part.tail)
            continue
        marked = []
        if not _belongs(part, above, names):
            above = _Above()
        number = _NUMBER.match(part.name)
        within = numbered.get(number[0].rpartition(".")[0], above.path) if number else above.path
        path = top = (*within, part.name) if part.name else ()
        numbered |= {number[0]: path} if number else {}
        paths[part.begin : part.end] = [path] * (part.end - part.begin)
        if _closes(part, above) and above.kind != "stacked":
            paths[part.tail : part.end] = [above.path] * (part.end - part.tail)
        whole = next((n for n in part.content[1:] if _WHOLE.match(blocks[n].text)), part.end)
        paths[whole : part.end] = [()] * (part.end - whole)
        more = following is not None and not following.level and bool(part.name)
        if more and above.kind and part.lead and not part.listed and len(part.content) > 1:
            # The heading of what follows was lost: the words that introduce it take its place.
            paths[part.content[-1]] = ()
            above = _Above((part.lead,), "introduced")
        else:
            above = _after(part, above, path, more)
    return paths


def _after(part: _Part, above: _Above, path: Path, more: bool) -> _Above:
    """What stands above the next heading, where there are `more`."""
    if more and not part.content:
        return _Above(path, "stacked")
    if more and part.lead and not part.listed:
        return _Above(path[-1:] if above.kind == "introduced" else path, "introduced")
    if _closes(part, above):
        return _Above()
    if not above.kind and part.listed and part.led and part.tail == part.end:
        return _Above(path, "list")
    return _Above(above.path, above.kind, above.first or part)


def _belongs(part: _Part, above: _Above, names: Counter[str]) -> bool:
    """Whether a part stands below what stands above the parts before it."""
    if above.kind == "stacked":
        asked = above.first and above.first.name.endswith("?") and part.name.endswith("?")
        return not above.first or names[part.name] > 1 or bool(asked)  # questions stand together
    listed = part.listed and not part.led
    return bool(part.name) and (above.kind == "introduced" or (above.kind == "list" and listed))


def _closes(part: _Part, above: _Above) -> bool:
    """Whether a part ends what stands above it: it is unlike the first part there."""
    if above.kind == "list":
        return part.tail < part.end
    if above.kind != "introduced" or not above.first or part.shape == above.first.shape:
        return False
    return part.tail < part.end or not part.listed
