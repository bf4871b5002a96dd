"""What a run did or would do, as the job object of the API and as a few lines for people."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

_SHOWN = 12  # names of a kind that a terminal shows


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said about one file."""

    source: str
    reason: str

    def __post_init__(self) -> None:
        """A file's name need be no valid text; what is shown or sent of it must."""
        object.__setattr__(self, "source", self.source.encode(errors="replace").decode())


@dataclass(frozen=True, slots=True)
class Move:
    """A file whose bytes stand at another place now."""

    from_source: str
    to_source: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one run, or with the state `planned` what it would do; lists hold sources.

    `embedded` and `reused` count the passages of the documents that were prepared: those whose
    vector had to be computed, and those that had it already. `embedded_texts` are all the texts
    that were embedded: these passages, and the new sentences, items and rows in any passage.
    """

    state: Literal["running", "done", "failed", "planned"] = "done"
    done: int = 0
    total: int = 0
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[Move, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    embedded: int = 0
    reused: int = 0
    failed: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()
    corpus_version: int = 0
    embedded_texts: int = 0

    def as_json(self) -> str:
        """The job object of the API."""
        moved = [{"from": move.from_source, "to": move.to_source} for move in self.moved]
        return json.dumps(asdict(self) | {"moved": moved}, ensure_ascii=False)

    def as_text(self) -> str:
        """A short report for the terminal."""
        planned = self.state == "planned"
        lists = {
            "new": self.new, "changed": self.changed, "removed": self.removed,
            "moved": [f"{move.from_source} → {move.to_source}" for move in self.moved],
        }  # fmt: skip
        counts = {name: len(names) for name, names in lists.items()}
        counts |= {"unchanged": self.unchanged, "failed": len(self.failed)}
        summary = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        verb = "to embed" if planned else "embedded"
        lines = [
            f"{'Plan' if planned else 'Documents'}: {summary or 'none'}.",
            *(f"  {name}: {_some(names)}" for name, names in lists.items() if names),
            f"Passages {verb}: {self.embedded}, reused: {self.reused}. "
            f"Corpus version: {self.corpus_version}.",
        ]
        for title, remarks in (("Failed", self.failed), ("Note", self.warnings)):
            lines += [f"{title}: {_printable(r.source)}: {r.reason}" for r in remarks]
        return "\n".join([*lines, *(["Nothing was changed."] if planned else [])])


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(map(_printable, names[:_SHOWN])) + more


def _printable(name: str) -> str:
    # A file's name may hold line breaks and control characters: the terminal must not obey them.
    return "".join(c if c.isprintable() else "�" for c in name)
