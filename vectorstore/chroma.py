"""The vector index: ids and vectors in Chroma, derived from the catalog and rebuilt at will."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from vectorstore.errors import StoreError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_T = TypeVar("_T")
Vector = npt.NDArray[np.float32]

_BATCH = 5_000  # Chroma refuses more than 5,461 rows a call


class VectorIndex:
    """One Chroma collection of the vectors of one embedder."""

    def __init__(self, client: "ClientAPI", name: str) -> None:
        """Open the collection `name`, made where it is missing."""
        self._client = client
        # Cosine, and no embedding function: Chroma's default one would fetch a model.
        self._collection = client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def add(self, vectors: Sequence[tuple[str, Vector]]) -> None:
        """Add vectors by id, in batches; to add one again is harmless."""
        for batch in _batches(vectors):
            self._collection.upsert(
                ids=[id_ for id_, _ in batch], embeddings=np.array([vector for _, vector in batch])
            )

    def nearest(self, vector: Vector, k: int) -> list[str]:
        """The ids of the `k` nearest vectors by cosine, nearest first."""
        found = self._collection.query(query_embeddings=vector[np.newaxis], n_results=k, include=[])
        return found["ids"][0]

    def missing(self, ids: Sequence[str]) -> set[str]:
        """Those of the ids that the index does not hold."""
        held = (self._collection.get(ids=list(part), include=[])["ids"] for part in _batches(ids))
        return set(ids).difference(*held)

    def count(self) -> int:
        """How many vectors it holds."""
        return self._collection.count()

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()  # type: ignore[attr-defined]  # missing from the interface only


def _batches(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (items[i : i + _BATCH] for i in range(0, len(items), _BATCH))


def open_client(folder: Path, url: str) -> "ClientAPI":
    """Chroma embedded in `folder`, or the Chroma server at `url`, without telemetry."""
    # Imported here because it takes half a second that `--help` and the first page do not need.
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if not url:
        return chromadb.PersistentClient(path=str(folder), settings=quiet)
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise StoreError(
            f"VECTORSTORE_URL is {url!r}, which is no address of a Chroma server. "
            "Write it like http://localhost:8000."
        )
    try:
        return chromadb.HttpClient(
            host=parts.hostname,
            port=parts.port or (443 if parts.scheme == "https" else 80),
            ssl=parts.scheme == "https",
            settings=quiet,
        )
    except Exception as error:  # chromadb wraps what httpx raises in several types of its own
        raise StoreError(
            f"No Chroma server answers at {url} ({error}). Start it, or unset VECTORSTORE_URL "
            "to use the embedded one."
        ) from error
