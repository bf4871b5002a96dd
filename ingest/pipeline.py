"""The documents' way into the store: find, compare, take in, publish; all of a run, or nothing."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ingest import uploads
from ingest.belonging import check_belongs, is_placeholder
from ingest.changes import Known, Plan, compare, duplicates, loss
from ingest.errors import IngestError
from ingest.folder import File, Found, check_not_empty, find, read_file, source_name
from ingest.formats.load import FORMATS, version_of
from ingest.formats.loaded import Loaded
from ingest.isolated import Reading
from ingest.prepare import Origin
from ingest.remarks import relatives, remarks
from ingest.report import Remark, Report
from ingest.settings import Settings
from ingest.taking import Loads, Outcome, Progress, take
from vectorstore import Changes, Store


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a run differs from the usual one.

    `replace`: the folder takes the place of the one that the store belongs to; `again`: what an
    undo took back goes in again; `confirmed`: most documents may go; `dry_run`: only plan.
    """

    replace: bool = False
    again: bool = False
    confirmed: bool = False
    dry_run: bool = False


_USUAL = Wishes()


def ingest(
    folder: Path, store: Store, settings: Settings, progress: Progress, wishes: Wishes = _USUAL
) -> Report:
    """Bring the store in line with a folder: all that changed is published in one step, or nothing.

    Raises `IngestError` where the folder cannot be read or has lost most of its documents,
    `OtherFolder` where the store belongs to another one, `StoreBusy` where another run is at work.
    """
    with nullcontext() if wishes.dry_run else store.writing(), Reading(settings) as reading:
        belongs_to = check_belongs(store, folder, wishes.replace)
        found = uploads.set_apart(find(folder, FORMATS, settings.max_bytes))
        known = _known(store, wishes.again)
        plan = compare(found, known)
        doubts = _doubts(folder, found, plan, known, wishes)
        loads = _loads(plan.to_prepare, reading)
        outcomes = list(take(loads, store, progress, wishes.dry_run))
        plan = plan if wishes.confirmed else _without_emptying(plan, found, outcomes)
        if not wishes.dry_run:
            _publish(store, plan, outcomes, "ingest", belongs_to)
            uploads.sweep(store)
    report = _report(store, plan, outcomes, known)
    return replace(
        report,
        state="planned" if wishes.dry_run else "done",
        failed=(*_staying(found.failed, known), *report.failed),
        warnings=(
            *doubts,
            *plan.skipped,
            *found.warnings,
            *duplicates(found.files),
            *report.warnings,
        ),
    )


def upload(file: Path, store: Store, settings: Settings, progress: Progress) -> Report:
    """Take one file in as `uploads/NAME`, new or in place of the upload of that name.

    Raises `IngestError` where it cannot be one, for its name or its size.
    """
    with store.writing(), Reading(settings) as reading:
        known = _current(store)
        arrived = uploads.keep(file, store.path, FORMATS, settings.max_bytes)
        held = {document.source: document.version for document in known.documents}
        plan = Plan(new=(arrived,))
        if arrived.source in held:
            same = held[arrived.source] == arrived.version
            plan = Plan(unchanged=1) if same else Plan(changed=(arrived,))
        outcomes = list(take(_loads(plan.to_prepare, reading), store, progress))
        _publish(store, plan, outcomes, "upload")
        uploads.sweep(store)
    return _report(store, plan, outcomes, known)


def remove_upload(name: str, store: Store) -> Report:
    """Take an upload out; raises `IngestError` where there is none of that name."""
    with store.writing():
        known = _current(store)
        plan = Plan(removed=(uploads.source_of(name, known.uploads),))
        _publish(store, plan, [], "upload")
        uploads.sweep(store)
    return _report(store, plan, [], known)


def undo(store: Store) -> Report:
    """Publish what was before the last change; the report says what came back and what went."""
    with store.writing():
        before = {document.source: document.version for document in store.documents()}
        store.undo()
        after = {document.source: document.version for document in store.documents()}
    both = before.keys() & after.keys()
    changed = tuple(sorted(source for source in both if before[source] != after[source]))
    return Report(
        new=tuple(sorted(after.keys() - both)),
        changed=changed,
        removed=tuple(sorted(before.keys() - both)),
        unchanged=len(both) - len(changed),
        corpus_version=store.corpus_version,
    )


def ingest_loaded(loaded: Mapping[str, Loaded], store: Store, progress: Progress) -> Report:
    """Put what a LangChain loader gave (`from_langchain`) into the store, by source."""
    with store.writing():
        known = _known(store, again=True)
        named = {source_name(source): one for source, one in loaded.items()}
        origins = [_origin_of(source, one) for source, one in named.items()]
        other = [o for o in origins if known.versions.get(o.source) != o.version or store.outdated]
        loads = [(origin, partial(named.__getitem__, origin.source)) for origin in other]
        outcomes = list(take(loads, store, progress))
        _publish(store, Plan(), outcomes, "loader")
    added = [outcome.source for outcome in outcomes if outcome.prepared]
    return replace(
        _report(store, Plan(unchanged=len(origins) - len(other)), outcomes, known),
        new=tuple(source for source in added if source not in known.versions),
        changed=tuple(source for source in added if source in known.versions),
    )


def _known(store: Store, again: bool = False) -> Known:
    return Known(
        store.documents(),
        uploads.kept(store),
        store.outdated,
        frozenset() if again else store.skipped(),
        is_placeholder(store),
    )


def _current(store: Store) -> Known:
    """What the store has; raises `IngestError` where the folder's documents come first."""
    if store.outdated:
        raise IngestError(
            "The documents were prepared by another version of this program, or for another "
            "embedding model. Bring them up to date first: python -m ingest"
        )
    return _known(store)


def _doubts(
    folder: Path, found: Found, plan: Plan, known: Known, wishes: Wishes
) -> tuple[Remark, ...]:
    """What speaks against a plan; raises `IngestError` where it must not be carried out."""
    if wishes.confirmed:
        return ()
    if known.placeholder or wishes.replace:
        check_not_empty(found, folder, FORMATS)
        return ()
    doubt = loss(plan, found, known)
    if doubt and not wishes.dry_run:
        raise IngestError(doubt)
    return (Remark(str(folder), doubt),) if doubt else ()


def _loads(files: Sequence[File], reading: Reading) -> Loads:
    return [
        (
            Origin(f.source, f.version, f.bytes, "upload" if uploads.is_upload(f) else "folder"),
            partial(_load, f, reading),
        )
        for f in files
    ]


def _load(file: File, reading: Reading) -> Loaded:
    return reading.load(read_file(file), file.suffix)


def _origin_of(source: str, loaded: Loaded) -> Origin:
    return Origin(source, version_of(loaded), sum(len(page.encode()) for page in loaded.pages))


def _without_emptying(plan: Plan, found: Found, outcomes: Sequence[Outcome]) -> Plan:
    """The plan; it drops nothing where all of the folder failed: old documents beat none."""
    taken = plan.unchanged or plan.skipped or any(outcome.prepared for outcome in outcomes)
    return plan if taken or not (found.files or found.failed) else replace(plan, removed=())


def _publish(
    store: Store, plan: Plan, outcomes: Sequence[Outcome], cause: str, folder: str | None = None
) -> None:
    """Publish what changed. A file that failed keeps its last good version."""
    added = {outcome.source: outcome.prepared for outcome in outcomes if outcome.prepared}
    moved = [(m.from_source, m.to_source) for m, file in plan.moved if file.source in added]
    new_folder = folder not in (None, store.folder) and plan.unchanged
    if added or plan.removed or new_folder:
        store.publish(Changes(list(added.values()), plan.removed, cause, folder, moved))


def _report(store: Store, plan: Plan, outcomes: Sequence[Outcome], known: Known) -> Report:
    added = {outcome.source for outcome in outcomes if outcome.prepared}
    prepared = [outcome.prepared for outcome in outcomes if outcome.prepared]
    with store.reading() as snapshot:
        odd = remarks(prepared, relatives(prepared, snapshot))
    return Report(
        done=len(outcomes),
        total=len(outcomes),
        new=tuple(file.source for file in plan.new if file.source in added),
        changed=tuple(file.source for file in plan.changed if file.source in added),
        moved=tuple(move for move, file in plan.moved if file.source in added),
        removed=plan.removed,
        unchanged=plan.unchanged,
        embedded=sum(outcome.embedded for outcome in outcomes),
        reused=sum(len(one.passages) for one in prepared) - sum(o.embedded for o in outcomes),
        failed=_staying([Remark(o.source, o.reason) for o in outcomes if not o.prepared], known),
        warnings=(*(Remark(o.source, p) for o in outcomes for p in o.problems), *odd),
        corpus_version=store.corpus_version,
        embedded_texts=sum(outcome.texts for outcome in outcomes),
    )


def _staying(failed: Sequence[Remark], known: Known) -> tuple[Remark, ...]:
    """What failed, saying which of it is still there as it was before."""
    stays = "; what it said before stays in use until it can be read"
    return tuple(replace(f, reason=f.reason + stays * (f.source in known.versions)) for f in failed)
