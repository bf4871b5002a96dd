"""What a run did, as the job object of the API and as a few lines for people."""

import json
from dataclasses import asdict, dataclass
from typing import Literal


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
    """The outcome of one run; lists hold sources."""

    state: Literal["running", "done", "failed"] = "done"
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

    def as_json(self) -> str:
        """The job object of the API."""
        moved = [{"from": move.from_source, "to": move.to_source} for move in self.moved]
        return json.dumps(asdict(self) | {"moved": moved}, ensure_ascii=False)

    def as_text(self) -> str:
        """A short report for the terminal."""
        counts = {
            "new": len(self.new), "changed": len(self.changed), "moved": len(self.moved),
            "removed": len(self.removed), "unchanged": self.unchanged, "failed": len(self.failed),
        }  # fmt: skip
        summary = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        lines = [
            f"Documents: {summary or 'none'}.",
            f"Texts embedded: {self.embedded}, reused: {self.reused}. "
            f"Corpus version: {self.corpus_version}.",
        ]
        for title, remarks in (("Failed", self.failed), ("Note", self.warnings)):
            lines += [f"{title}: {_line(remark)}" for remark in remarks]
        return "\n".join(lines)


def _line(remark: Remark) -> str:
    # A file's name may hold line breaks and control characters: the terminal must not obey them.
    source = "".join(c if c.isprintable() else "�" for c in remark.source)
    return f"{source}: {remark.reason}"
