"""What stands above what in plain text, as far as the texts below its headings tell."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.chrome import Label
from ingest.lines import Line, plain
from ingest.sentences import sentences

Path = tuple[str, ...]

_WHOLE = re.compile(r"this (?:article|post|guide|page|blog)\b", re.IGNORECASE)


def paths_below(
    lines: Sequence[Line], labels: Sequence[Label], headings: Sequence[int]
) -> list[Path | None]:
    """The headings above every line; None for the headings themselves."""
    paths: list[Path | None] = [None] * len(lines)
    starts = [-1, *headings]
    ends = [*headings, len(lines)]
    parts = [_part(lines, labels, a, b) for a, b in zip(starts, ends, strict=True)]
    levels = _Levels(Counter(part.name for part in parts if not part.level))
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        for position, path in levels.place(part, following is not None and not following.level):
            paths[position] = path
        if part.whole is not None:
            for position in range(part.whole, part.end):
                paths[position] = ()
    return paths


Shape = tuple[bool, bool]


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading and the lines below it up to the next; `level` is set where the heading is marked.

    `content` are the positions of its own text, which advertisements are not; `tail` is the
    position of the text behind the last item, `lead` of a last line that introduces what follows
    (`led_by` is its last sentence), `whole` of a text that speaks of the document as a whole.
    """

    name: str
    level: int
    elsewhere: bool
    content: tuple[int, ...]
    begin: int
    end: int
    listed: bool
    led: bool
    tail: int | None
    lead: int | None
    led_by: str
    whole: int | None

    @property
    def shape(self) -> Shape:
        """What tells whether sections are of one kind: a list, a text, or both."""
        return self.listed, self.tail is not None


def _part(lines: Sequence[Line], labels: Sequence[Label], heading: int, end: int) -> _Part:
    content = tuple(n for n in range(heading + 1, end) if labels[n] == "text")
    listed = [n for n in content if lines[n].look in ("item", "row")]
    after = [n for n in content if listed and n > listed[-1]]
    said = lines[content[-1]].text if content else ""
    led_by = said[sentences(said)[-1][0] :].rstrip(": ") if said.endswith(":") else ""
    last = content[-1] if content else None
    return _Part(
        name=plain(lines[heading].text) if heading >= 0 else "",
        level=lines[heading].level if heading >= 0 else 0,
        elsewhere=heading >= 0 and labels[heading] == "elsewhere",
        content=content,
        begin=next((n for n in range(heading + 1, end) if labels[n] != "noise"), end),
        end=end,
        listed=bool(listed),
        led=bool(content) and lines[content[0]].look == "text",
        tail=after[0] if after else None,
        lead=last if led_by else None,
        led_by=led_by,
        whole=next((n for n in content[1:] if _WHOLE.match(lines[n].text)), None),
    )


class _Levels:
    """What stands above the next heading.

    - A heading right above another one stands above it, and above those that come again and again
      under other headings ("What is it?").
    - One whose text ends by introducing what follows ("… these requirements:") stands above the
      next ones, up to the first that closes the matter with a text of another kind.
    - One that introduces a list of its own stands above headings that have a list and no word more.
    """

    def __init__(self, names: Counter[str]) -> None:
        self._names = names
        self._top: Path = ()
        self._marked: list[tuple[int, str]] = []
        self._parent: Path = ()
        self._kind: Literal["", "stacked", "intro", "list"] = ""
        self._first: Shape | None = None
        self._asks = False  # whether the first heading below is a question

    def place(self, part: _Part, more: bool) -> list[tuple[int, Path]]:
        """Every line of the part with its path; `more` tells that an unmarked heading follows."""
        if part.elsewhere or not part.name:
            self._close()
            self._top = ()
            return [(n, ()) for n in range(part.begin, part.end)]
        if part.level:
            return self._place_marked(part)
        self._marked = []
        child = self._is_child(part)
        if not child:
            self._close()
        path = (*self._parent, part.name) if child else (part.name,)
        above, kind = self._parent, self._kind
        self._top = path
        closes = child and self._closes(part)
        self._asks = part.name.endswith("?") if self._first is None else self._asks
        self._first = self._first or part.shape
        self._open(part, path, child, more)
        places = [(n, path) for n in range(part.begin, part.end)]
        if closes and part.tail is not None and kind != "stacked":
            places = [(n, above if n >= part.tail else at) for n, at in places]
        elif self._parent == (part.led_by,) and self._kind == "intro" and part.lead is not None:
            places = [(n, () if n >= part.lead else at) for n, at in places]
        return places

    def _is_child(self, part: _Part) -> bool:
        if self._kind == "stacked":
            asked = self._asks and part.name.endswith("?")  # questions stand side by side
            return self._first is None or self._names[part.name] > 1 or asked
        if self._kind == "intro":
            return True
        return self._kind == "list" and part.listed and not part.led

    def _closes(self, part: _Part) -> bool:
        """Whether the part ends what stands above it: it is unlike the first part there."""
        if self._kind == "list":
            return part.tail is not None
        if self._kind != "intro" or self._first is None or part.shape == self._first:
            return False
        return part.tail is not None or not part.listed

    def _open(self, part: _Part, path: Path, child: bool, more: bool) -> None:
        """What stands above the next heading, after this part."""
        kind = self._kind
        if part.begin == part.end and more:
            self._become(path if kind != "intro" else path[-1:], "stacked")
        elif part.lead is not None and more and not part.listed and len(part.content) > 1 and child:
            # Its heading was lost: what follows stands under the words that introduce it.
            self._become((part.led_by,), "intro")
        elif part.lead is not None and more and not part.listed:
            self._become(path[-1:] if kind == "intro" else path, "intro")
        elif child and self._closes(part):
            self._close()
        elif not child and part.listed and part.led and part.tail is None:
            self._become(path, "list")

    def _place_marked(self, part: _Part) -> list[tuple[int, Path]]:
        """Marked headings in one long line stand below the short line before it."""
        self._marked = [entry for entry in self._marked if entry[0] < part.level]
        self._marked.append((part.level, part.name))
        path = (*self._top, *(name for _, name in self._marked))
        tail = part.end if part.tail is None else part.tail
        return [(n, path if n < tail else self._top) for n in range(part.begin, part.end)]

    def _become(self, path: Path, kind: Literal["stacked", "intro", "list"]) -> None:
        self._parent, self._kind, self._first = path, kind, None

    def _close(self) -> None:
        self._parent, self._kind, self._first = (), "", None
