"""Fixtures for all tests: an embedder that really ranks, and a real store in a temporary folder."""

import hashlib
import math
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from vectorstore import Document, Passage, Prepared, Settings, Store, Unit, go_offline

go_offline()


def cannot(reason: str) -> NoReturn:
    """Skip, saying why; under REQUIRE_ALL=1, as in CI, fail instead."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"REQUIRE_ALL=1, and {reason}")
    pytest.skip(reason)


class BagOfWords:
    """Texts that share words are near: every word is hashed to a place in the vector.

    LangChain's DeterministicFakeEmbedding cannot rank, and the real model takes seconds to load.
    """

    max_tokens = 256

    def __init__(self, fingerprint: str = "bag-of-words", size: int = 384) -> None:
        self.fingerprint, self.size = fingerprint, size
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += texts
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self._vector(text)

    def count_tokens(self, text: str) -> int:
        return len(re.findall(r"\w+|[^\w\s]", text)) + 2

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self.size
        for word in re.findall(r"[\w+#]+", text.lower()):
            digest = hashlib.sha256(word.removesuffix("s").encode()).digest()
            vector[int.from_bytes(digest[:4], "big") % self.size] += 1.0
        length = math.sqrt(sum(value * value for value in vector)) or 1.0
        return [value / length for value in vector]


@pytest.fixture
def embedder() -> BagOfWords:
    """A fast embedder that ranks by shared words and remembers what it embedded."""
    return BagOfWords()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A store of the test's own."""
    return Settings(path=tmp_path / "store", url="", model="bundled")


@pytest.fixture
def store(settings: Settings, embedder: BagOfWords) -> Iterator[Store]:
    """An empty store, opened for publishing."""
    with Store.open(settings, embedder, "text-1") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two small documents."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "pay.md").write_text("# Pay\n\nA keeper earns $120,000 a year.\n")
    (folder / "work.md").write_text("# Work\n\nA keeper prunes trees in winter.\n")
    return folder


def prepared(source: str, text: str, heading: tuple[str, ...] = (), title: str = "") -> Prepared:
    """A document of one passage whose units are the text's lines: a small literal world."""
    version = hashlib.sha256(text.encode()).hexdigest()
    document = Document(source, title or source, version, len(text.encode()))
    units = [
        Unit(match.start(), match.end(), "sentence", 0) for match in re.finditer(r"[^\n]+", text)
    ]
    passage = Passage(document, heading, text, 0, len(text), units=tuple(units))
    return Prepared(document, text, [passage])
