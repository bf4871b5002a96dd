"""What is new, changed, moved and gone, by the content of the files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.folder import File, Found
from ingest.report import Move, Remark
from vectorstore import Document


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do; `again` are unchanged files that are prepared anew all the same."""

    new: tuple[File, ...]
    changed: tuple[File, ...]
    moved: tuple[tuple[Move, File], ...]
    removed: tuple[str, ...]
    unchanged: int
    again: tuple[File, ...]

    @property
    def to_prepare(self) -> tuple[File, ...]:
        """The files to be read, by source."""
        moved = (file for _, file in self.moved)
        files = [*self.new, *self.changed, *moved, *self.again]
        return tuple(sorted(files, key=lambda file: file.source))


def compare(found: Found, documents: Iterable[Document], outdated: bool) -> Plan:
    """The files of the folder against the documents of the store; uploads are not the folder's."""
    known = {d.source: d.version for d in documents if d.origin == "folder"}
    present = {file.source for file in found.files}
    failed = tuple(remark.source for remark in found.failed)
    gone = [s for s in known if s not in present and not _is_below(s, failed)]
    same = [file for file in found.files if known.get(file.source) == file.version]
    unknown = [file for file in found.files if file.source not in known]
    moved = _moves(unknown, {source: known[source] for source in gone})
    arrived = {file.source for _, file in moved}
    left = {move.from_source for move, _ in moved}
    return Plan(
        new=tuple(file for file in unknown if file.source not in arrived),
        changed=tuple(f for f in found.files if f.source in known and known[f.source] != f.version),
        moved=moved,
        removed=tuple(source for source in gone if source not in left),
        unchanged=len(same),
        again=tuple(same) if outdated else (),
    )


def duplicates(files: Sequence[File]) -> list[Remark]:
    """A remark for every file whose bytes stand in an earlier one, too."""
    first: dict[str, str] = {}
    remarks = []
    for file in files:
        other = first.setdefault(file.version, file.source)
        if other != file.source:
            remarks.append(Remark(file.source, f"the same content as {other}"))
    return remarks


def _moves(unknown: Sequence[File], gone: dict[str, str]) -> tuple[tuple[Move, File], ...]:
    """New files with the bytes of one that is gone, each paired once."""
    by_version: dict[str, list[str]] = {}
    for source, version in gone.items():
        by_version.setdefault(version, []).append(source)
    return tuple(
        (Move(by_version[file.version].pop(0), file.source), file)
        for file in unknown
        if by_version.get(file.version)
    )


def _is_below(source: str, failed: Sequence[str]) -> bool:
    """Whether a source failed, or lies in a folder that did: then its last good version stays."""
    return any(source == name or source.startswith(f"{name}/") for name in failed)
