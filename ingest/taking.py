"""The documents of a run, each read, prepared and embedded; one that fails stops no other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.errors import IngestError, UnreadableFile
from ingest.loaded import Loaded
from ingest.prepare import Origin, cleaned, prepare, text_of
from ingest.repeated import Lines, lines_of
from vectorstore import Embedder, Prepared, Store, StoreError

Progress = Callable[[int, int, str], None]
Reading = tuple[Origin, Callable[[], Loaded]]
Folder = Mapping[str, Lines]  # by source, the lines that a document leaves out
_NONE: Folder = {}


class Cost(NamedTuple):
    """Passages that need a vector, passages that have one, and all texts that need one."""

    embedded: int = 0
    reused: int = 0
    texts: int = 0


_NOTHING = Cost()
Weigh = Callable[[Prepared], Cost]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one document: it is prepared, or there is a reason why not."""

    source: str
    prepared: Prepared | None = None
    cost: Cost = _NOTHING
    problems: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """One document read, with canonical pages, or the reason why it is not."""

    origin: Origin
    loaded: Loaded | None = None
    reason: str = ""

    @property
    def lines(self) -> Lines:
        """The lines of a folder's document; uploads belong to no folder whose pages repeat them."""
        ours = self.loaded if self.origin.owner == "folder" else None
        return lines_of(text_of(ours)) if ours else frozenset()


def read(readings: Sequence[Reading], progress: Progress) -> Iterator[Read]:
    """Read every document: what most of them repeat is known before the first is prepared."""
    for origin, load in readings:
        progress(0, len(readings), origin.source)
        yield _read(origin, load)


def take(
    reads: Sequence[Read], store: Store, weigh: Weigh, progress: Progress, repeated: Folder = _NONE
) -> Iterator[Outcome]:
    """Prepare every document, and let `weigh` see to its vectors."""
    for done, one in enumerate(reads):
        progress(done, len(reads), one.origin.source)
        yield _taken(one, store.embedder, weigh, repeated.get(one.origin.source, frozenset()))
    if reads:
        progress(len(reads), len(reads), "")


def staging(store: Store) -> Weigh:
    """Embed what has no vector yet; that is kept, and reused should the run break off."""

    def stage(prepared: Prepared) -> Cost:
        new = store.missing([passage.embedded_text for passage in prepared.passages])
        staged = store.stage(prepared.embedded_texts)
        return Cost(new, len(prepared.passages) - new, staged.embedded)

    return stage


def counting(store: Store) -> Weigh:
    """Only count what would be embedded; what several documents share counts once."""
    seen: set[str] = set()

    def count(prepared: Prepared) -> Cost:
        passages = {passage.embedded_text for passage in prepared.passages} - seen
        texts = set(prepared.embedded_texts) - seen
        seen.update(texts)
        new = store.missing(list(passages))
        return Cost(new, len(prepared.passages) - new, store.missing(list(texts)))

    return count


def _read(origin: Origin, load: Callable[[], Loaded]) -> Read:
    try:
        return Read(origin, cleaned(load()))
    except IngestError:
        raise  # that no file can be read is no fault of this one
    except Exception as error:  # one odd file must not stop the run, whatever it runs into
        return Read(origin, reason=_reason(error))


def _taken(one: Read, embedder: Embedder, weigh: Weigh, repeated: Lines) -> Outcome:
    source = one.origin.source
    if not one.loaded:
        return Outcome(source, reason=one.reason)
    try:
        prepared, problems = prepare(one.loaded, one.origin, embedder, repeated)
        return Outcome(source, prepared, weigh(prepared), problems)
    except StoreError:
        raise  # a full disk or a missing model is no fault of the file
    except Exception as error:  # as above
        return Outcome(source, reason=_reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, UnreadableFile):
        return str(error)
    if isinstance(error, OSError):
        return f"it cannot be read ({error.strerror or error})"
    return f"unexpected {type(error).__name__}: {error}"
