"""The vector index: ids and vectors in Chroma, derived from the catalog and rebuilt at will."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from vectorstore.errors import StoreError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_T = TypeVar("_T")
Vector = npt.NDArray[np.float32]

_BATCH = 5_000  # Chroma refuses more than 5,461 rows a call


class VectorIndex(Protocol):
    """What a search needs of the index; here, or in the process that owns it."""

    def nearest(self, vector: Vector, k: int) -> list[str]:
        """The ids of the `k` nearest vectors by cosine, nearest first."""


class ChromaIndex:
    """One Chroma collection of the vectors of one embedder."""

    def __init__(self, client: "ClientAPI", name: str) -> None:
        """Open the collection `name`, made where it is missing."""
        self._client, self._name = client, name
        with _explained("opened"):
            # Cosine, and no embedding function: Chroma's default one would fetch a model.
            self._collection = client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )

    def add(self, vectors: Sequence[tuple[str, Vector]]) -> None:
        """Add vectors by id, in batches; to add one again is harmless."""
        with _explained("written"):
            for batch in _batches(vectors):
                self._collection.upsert(
                    ids=[id_ for id_, _ in batch],
                    embeddings=np.array([vector for _, vector in batch]),
                )

    def remove(self, ids: Sequence[str]) -> None:
        """Remove vectors by id; ids that the index does not hold are ignored."""
        with _explained("written"):
            for batch in _batches(ids):
                self._collection.delete(ids=list(batch))

    def nearest(self, vector: Vector, k: int) -> list[str]:
        """The ids of the `k` nearest vectors by cosine, nearest first."""
        with _explained("searched"):
            found = self._collection.query(
                query_embeddings=vector[np.newaxis], n_results=k, include=[]
            )
        return found["ids"][0]

    def missing(self, ids: Sequence[str]) -> set[str]:
        """Those of the ids that the index does not hold."""
        with _explained("read"):
            held = [self._collection.get(ids=list(p), include=[])["ids"] for p in _batches(ids)]
        return set(ids).difference(*held)

    def ids(self) -> list[str]:
        """Every id that it holds."""
        with _explained("read"):
            return self._collection.get(include=[])["ids"]

    def beside(self, name: str) -> "ChromaIndex":
        """Another collection of the same Chroma, made where it is missing."""
        return ChromaIndex(self._client, name)

    def drop(self) -> None:
        """Take the whole collection out of Chroma."""
        with _explained("written"):
            self._client.delete_collection(self._name)

    def drop_others(self) -> None:
        """Take all other collections out of Chroma."""
        with _explained("written"):
            for other in self._client.list_collections():
                if other.name != self._name:
                    self._client.delete_collection(other.name)

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()  # type: ignore[attr-defined]  # missing from the interface only


@contextmanager
def _explained(done: str) -> Iterator[None]:
    """Chroma's errors as sentences; a panic of its Rust part is a `BaseException`."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
            raise
        raise StoreError(
            f"The vector index could not be {done} ({error}). The documents are as they were "
            "before. If the disk is full, free some space; else make the index anew: "
            "python -m vectorstore doctor --repair"
        ) from error


def _batches(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (items[i : i + _BATCH] for i in range(0, len(items), _BATCH))


def open_client(folder: Path, url: str) -> "ClientAPI":
    """Chroma embedded in `folder`, or the Chroma server at `url`, without telemetry."""
    # Imported here because it takes half a second that `--help` and the first page do not need.
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if not url:
        with _explained("opened"):
            try:
                return chromadb.PersistentClient(path=str(folder), settings=quiet)
            except BaseException:
                # Chroma remembers what it failed to open, and would hand it out the next time.
                SharedSystemClient._identifier_to_system.pop(str(folder), None)
                raise
    try:
        return chromadb.HttpClient(url, settings=quiet)
    except Exception as error:  # chromadb wraps what httpx raises in several types of its own
        raise StoreError(
            f"No Chroma server answers at VECTORSTORE_URL {url!r} ({error}). Write it like "
            "http://localhost:8000 and start the server, or unset it to use the embedded one."
        ) from error
