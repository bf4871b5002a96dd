"""The documents' way into the store: find, compare, prepare, stage, publish."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ingest.belonging import check_belongs
from ingest.changes import Plan, compare, duplicates
from ingest.errors import UnreadableFile
from ingest.folder import Found, find
from ingest.load import FORMATS, load, version_of
from ingest.loaded import Loaded
from ingest.prepare import Origin, prepare
from ingest.report import Remark, Report
from ingest.settings import Settings
from vectorstore import Changes, Prepared, Store

Progress = Callable[[int, int, str], None]
Reading = Callable[[], tuple[Loaded, Origin]]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of one file: the prepared document, or the reason why there is none."""

    source: str
    prepared: Prepared | None = None
    embedded: int = 0
    reused: int = 0
    problems: tuple[str, ...] = ()
    reason: str = ""


def ingest(
    folder: Path, store: Store, settings: Settings, progress: Progress, replace: bool = False
) -> Report:
    """Bring the store in line with a folder: all that changed is published in one step, or nothing.

    Raises `IngestError` where the folder cannot be read, `OtherFolder` where the store belongs to
    another one and is not to be replaced.
    """
    belongs_to = check_belongs(store, folder, replace)
    found = find(folder, FORMATS, settings.max_bytes)
    plan = compare(found, store.documents(), store.outdated)
    readings = {file.source: _reading(file.path, file.source) for file in plan.to_prepare}
    outcomes = list(_prepared(readings, store, progress))
    _publish(store, plan, outcomes, belongs_to)
    return _report(store, found, plan, outcomes)


def ingest_loaded(loaded: Mapping[str, Loaded], store: Store, progress: Progress) -> Report:
    """Put what a LangChain loader gave (`from_langchain`) into the store, by source."""
    known = {document.source: document.version for document in store.documents()}
    versions = {source: version_of(one) for source, one in loaded.items()}
    changed = [s for s in loaded if known.get(s) != versions[s] or store.outdated]
    outcomes = list(
        _prepared({s: _given(loaded[s], s, versions[s]) for s in changed}, store, progress)
    )
    added = [outcome.prepared for outcome in outcomes if outcome.prepared]
    if added:
        store.publish(Changes(added, cause="loader"))
    return Report(
        done=len(outcomes),
        total=len(outcomes),
        new=tuple(p.document.source for p in added if p.document.source not in known),
        changed=tuple(p.document.source for p in added if p.document.source in known),
        unchanged=len(loaded) - len(changed),
        embedded=sum(outcome.embedded for outcome in outcomes),
        reused=sum(outcome.reused for outcome in outcomes),
        failed=_failed(outcomes),
        warnings=_problems(outcomes),
        corpus_version=store.corpus_version,
    )


def _prepared(
    readings: Mapping[str, Reading], store: Store, progress: Progress
) -> Iterable[_Outcome]:
    """Every document read, prepared and embedded; one that fails does not stop the others."""
    for done, (source, read) in enumerate(readings.items()):
        progress(done, len(readings), source)
        try:
            loaded, origin = read()
            prepared, problems = prepare(loaded, origin, store.embedder)
            staged = store.stage(prepared.embedded_texts)
            yield _Outcome(source, prepared, staged.embedded, staged.reused, problems)
        except UnreadableFile as error:
            yield _Outcome(source, reason=str(error))
        except OSError as error:
            yield _Outcome(source, reason=f"it cannot be read ({error.strerror or error})")
        except Exception as error:  # one odd file must not stop the run, whatever it runs into
            yield _Outcome(source, reason=f"unexpected {type(error).__name__}: {error}")
    if readings:
        progress(len(readings), len(readings), "")


def _publish(
    store: Store, plan: Plan, outcomes: Iterable[_Outcome], belongs_to: str | None
) -> None:
    """Publish what changed. A file that failed keeps its last good version, where it stood."""
    added = {o.prepared.document.source: o.prepared for o in outcomes if o.prepared}
    left = [move.from_source for move, file in plan.moved if file.source in added]
    removed = [*plan.removed, *left]
    emptied = not added and len(removed) == len(store.documents())
    if emptied or not (added or removed or belongs_to not in (None, store.folder)):
        return
    store.publish(Changes(list(added.values()), removed, folder=belongs_to))


def _report(store: Store, found: Found, plan: Plan, outcomes: Iterable[_Outcome]) -> Report:
    outcomes = list(outcomes)
    added = {outcome.source for outcome in outcomes if outcome.prepared}
    return Report(
        done=len(outcomes),
        total=len(outcomes),
        new=tuple(file.source for file in plan.new if file.source in added),
        changed=tuple(file.source for file in plan.changed if file.source in added),
        moved=tuple(move for move, file in plan.moved if file.source in added),
        removed=plan.removed,
        unchanged=plan.unchanged,
        embedded=sum(outcome.embedded for outcome in outcomes),
        reused=sum(outcome.reused for outcome in outcomes),
        failed=(*found.failed, *_failed(outcomes)),
        warnings=(*found.warnings, *duplicates(found.files), *_problems(outcomes)),
        corpus_version=store.corpus_version,
    )


def _failed(outcomes: Iterable[_Outcome]) -> tuple[Remark, ...]:
    return tuple(Remark(o.source, o.reason) for o in outcomes if o.prepared is None)


def _problems(outcomes: Iterable[_Outcome]) -> tuple[Remark, ...]:
    return tuple(Remark(o.source, problem) for o in outcomes for problem in o.problems)


def _reading(path: Path, source: str) -> Reading:
    def read() -> tuple[Loaded, Origin]:
        data = path.read_bytes()
        return load(data, path.suffix.lower()), Origin(source, sha256(data).hexdigest(), len(data))

    return read


def _given(loaded: Loaded, source: str, version: str) -> Reading:
    size = sum(len(page.encode()) for page in loaded.pages)
    return lambda: (loaded, Origin(source, version, size))
