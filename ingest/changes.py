"""What is new, changed, moved and gone, by the content of the files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.folder import File, Found
from ingest.report import Move, Remark
from vectorstore import Document

_STAYS_OUT = "taken back by an undo; it stays out until its bytes change, or with --again"
_STAYS_IN = "its removal was taken back by an undo; it stays until it is removed with --again"


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has: its documents, and what an undo took back of (source, version).

    `uploads` are the files of the uploaded documents; `outdated` says that the store was made by
    another embedder, cleaner or splitter, so that everything has to be prepared again;
    `placeholder` that the documents are the bundled ones, which give way unasked.
    """

    documents: Sequence[Document]
    uploads: Sequence[File] = ()
    outdated: bool = False
    skipped: frozenset[tuple[str, str]] = frozenset()
    placeholder: bool = False

    @property
    def versions(self) -> dict[str, str]:
        """The version of each document, by source."""
        return {document.source: document.version for document in self.documents}

    @property
    def folder(self) -> dict[str, str]:
        """The version of each document that came from the folder: uploads are not the folder's."""
        return {d.source: d.version for d in self.documents if d.origin == "folder"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do; `again` are unchanged files that are prepared anew all the same."""

    new: tuple[File, ...] = ()
    changed: tuple[File, ...] = ()
    moved: tuple[tuple[Move, File], ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    again: tuple[File, ...] = ()
    skipped: tuple[Remark, ...] = ()

    @property
    def gone(self) -> frozenset[str]:
        """The sources that no document has any more."""
        return frozenset((*self.removed, *(move.from_source for move, _ in self.moved)))

    @property
    def to_prepare(self) -> tuple[File, ...]:
        """The files to be read, by source."""
        moved = (file for _, file in self.moved)
        files = [*self.new, *self.changed, *moved, *self.again]
        return tuple(sorted(files, key=lambda file: file.source))


def compare(found: Found, known: Known) -> Plan:
    """The files of the folder against the documents of the store."""
    held = known.folder
    present = {file.source for file in found.files}
    failed = {remark.source for remark in found.failed}
    gone = [s for s in held if s not in present and not _is_below(s, failed)]
    same = [file for file in found.files if held.get(file.source) == file.version]
    other = [file for file in found.files if held.get(file.source) != file.version]
    stays_out = {f.source for f in other if (f.source, f.version) in known.skipped}
    taken = [file for file in other if file.source not in stays_out]
    unknown = [file for file in taken if file.source not in held]
    moved = _moves(unknown, {s: held[s] for s in gone if (s, "") not in known.skipped})
    arrived = {file.source for _, file in moved}
    left = {move.from_source for move, _ in moved}
    return Plan(
        new=tuple(file for file in unknown if file.source not in arrived),
        changed=tuple(file for file in taken if file.source in held),
        moved=moved,
        removed=tuple(s for s in gone if s not in left and (s, "") not in known.skipped),
        unchanged=len(same),
        again=(*same, *known.uploads) if known.outdated else (),
        skipped=(
            *(Remark(source, _STAYS_OUT) for source in sorted(stays_out)),
            *(Remark(source, _STAYS_IN) for source in gone if (source, "") in known.skipped),
        ),
    )


def loss(plan: Plan, found: Found, known: Known) -> str:
    """What is to be said where most documents are gone, as from a disk that is not mounted.

    Most are two or more and over half of the folder's, or all where the folder is empty.
    """
    held, gone = len(known.folder), len(plan.removed)
    most = gone >= 2 and gone * 2 > held
    if not most and (found.files or not gone):
        return ""
    return (
        f"{gone} of the {held} documents are no longer in the folder, so nothing is changed. If it "
        "is not all there, such as a disk that is not mounted, mend that first; if they are to go, "
        "add --yes."
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


def _is_below(source: str, failed: Collection[str]) -> bool:
    """Whether a source failed, or lies in a folder that did: then its last good version stays."""
    return any(str(place) in failed for place in (source, *PurePosixPath(source).parents))
