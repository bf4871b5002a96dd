"""The documents of a run, each loaded, prepared and embedded; one that fails stops no other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.errors import IngestError, UnreadableFile
from ingest.formats.loaded import Loaded
from ingest.prepare import Origin, cleaned, prepare
from vectorstore import Prepared, Store, StoreError

Progress = Callable[[int, int, str], None]  # documents that are done, all of them, the next one
Loads = Sequence[tuple[Origin, Callable[[], Loaded]]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one document: it is prepared, or there is a reason why not.

    `embedded` are its passages that needed a vector, `texts` all of its texts that did.
    """

    source: str
    prepared: Prepared | None = None
    embedded: int = 0
    texts: int = 0
    problems: tuple[str, ...] = ()
    reason: str = ""


def take(
    loads: Loads, store: Store, progress: Progress, dry_run: bool = False
) -> Iterator[Outcome]:
    """Load, prepare and embed every document; one that fails stops no other."""
    seen: set[str] = set()  # texts that a plan has counted: what documents share counts once
    for done, (origin, load) in enumerate(loads):
        progress(done, len(loads), origin.source)
        try:
            prepared, problems = prepare(cleaned(load()), origin, store.embedder)
            weighed = _counted(prepared, store, seen) if dry_run else _staged(prepared, store)
            yield Outcome(origin.source, prepared, *weighed, problems)
        except (IngestError, StoreError):
            raise  # a full disk, or a worker that does not start, is no fault of the file
        except Exception as error:  # one odd file must not stop the run, whatever it runs into
            yield Outcome(origin.source, reason=_reason(error))
    if loads:
        progress(len(loads), len(loads), "")


def _staged(prepared: Prepared, store: Store) -> tuple[int, int]:
    """Embed what has no vector yet; it is kept, and reused should the run break off."""
    new = store.missing([passage.embedded_text for passage in prepared.passages])
    return new, store.stage(prepared.embedded_texts).embedded


def _counted(prepared: Prepared, store: Store, seen: set[str]) -> tuple[int, int]:
    """Only count what would be embedded."""
    passages = {passage.embedded_text for passage in prepared.passages} - seen
    texts = set(prepared.embedded_texts) - seen
    seen |= texts
    return store.missing(list(passages)), store.missing(list(texts))


def _reason(error: Exception) -> str:
    if isinstance(error, UnreadableFile):
        return str(error)
    if isinstance(error, OSError):
        return f"it cannot be read ({error.strerror or error})"
    return f"unexpected {type(error).__name__}: {error}"
