"""Token recall and precision of passages: `python -m tests.chunking FOLDER [--corpus NAME]`.

FOLDER holds Chroma's chunking evaluation: questions with the exact spans of their answers in five
corpora [1]. Of what the first five passages hold, precision is the share that is in the spans; of
the spans, recall is the share that these passages hold. Both count characters, as the evaluation's
authors do ("token-wise"), and each question counts alike. Ours are measured with the dense search
alone and with the hybrid one, LangChain's recursive splitter with the dense search.

[1] Smith, Troynikov: Evaluating Chunking Strategies for Retrieval. Chroma Technical Report, 2024.
"""

import argparse
import csv
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter

from ingest.formats.loaded import Loaded
from ingest.prepare import Origin, cleaned, prepare
from vectorstore import Changes, Embedder, Settings, Store, go_offline, load_embedder

K = 5
RECURSIVE = ((1000, 200), (800, 0))  # characters, and how many of them overlap

Span = tuple[int, int]


def main() -> None:
    """Print a table with a row for every way of cutting and searching."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", help="only this one")
    options = parser.parse_args()
    go_offline()
    embedder = load_embedder("bundled")
    results: dict[str, list[tuple[float, float]]] = {}
    for name, questions in _questions(options.folder / "questions_df.csv").items():
        if options.corpus in (None, name):
            path = options.folder / "corpora" / f"{name}.md"
            text = path.read_bytes().decode()  # newlines as they are: the spans count them
            for way, found in _searched(text, list(questions), embedder).items():
                scored = [_score(f, s) for f, s in zip(found, questions.values(), strict=True)]
                results.setdefault(way, []).extend(scored)
                _print(f"{name}: {way}", scored)
    for way, scored in results.items():
        _print(way, scored)


def _questions(path: Path) -> dict[str, dict[str, list[Span]]]:
    by_corpus: dict[str, dict[str, list[Span]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            spans = [(r["start_index"], r["end_index"]) for r in json.loads(row["references"])]
            by_corpus.setdefault(row["corpus_id"], {})[row["question"]] = spans
    return by_corpus


def _searched(
    text: str, questions: Sequence[str], embedder: Embedder
) -> Mapping[str, list[list[Span]]]:
    """For every way, the spans of the first passages for every question."""
    found = {}
    vectors = np.array([embedder.embed_query(question) for question in questions])
    for size, overlap in RECURSIVE:
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=size, chunk_overlap=overlap, add_start_index=True
        )
        chunks = splitter.create_documents([text])
        starts = [chunk.metadata["start_index"] for chunk in chunks]
        spans = [(a, a + len(c.page_content)) for a, c in zip(starts, chunks, strict=True)]
        texts = [chunk.page_content for chunk in chunks]
        found[f"recursive {size}/{overlap}, dense"] = _nearest(texts, spans, vectors, embedder)
    return found | _ours(text, questions, vectors, embedder)


def _ours(
    text: str, questions: Sequence[str], vectors: np.ndarray, embedder: Embedder
) -> dict[str, list[list[Span]]]:
    origin = Origin("corpus.md", sha256(text.encode()).hexdigest(), len(text))
    prepared, _ = prepare(cleaned(Loaded((text,))), origin, embedder)
    places = _places(text, prepared.text)
    texts = [passage.embedded_text for passage in prepared.passages]
    spans = [(places[p.start], places[p.end - 1] + 1) for p in prepared.passages]
    dense = _nearest(texts, spans, vectors, embedder)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(path=Path(folder), url="", model="bundled")
        with Store.open(settings, embedder, "chunking") as store:
            store.stage(prepared.embedded_texts)
            store.publish(Changes([prepared]))
            with store.reading() as reader:
                hits = [[hit.passage for hit in reader.search(q, K)] for q in questions]
    hybrid = [[(places[p.start], places[p.end - 1] + 1) for p in row] for row in hits]
    return {"ours, dense": dense, "ours, hybrid": hybrid}


def _places(text: str, canonical: str) -> list[int]:
    """Where each character of the canonical text stands in the original, spacing apart."""
    places, at = [], 0
    for character in canonical:
        if not character.isspace():
            found = text.find(character, at, at + 200)
            at = found if found >= 0 else at
        places.append(min(at, len(text) - 1))
        at += not character.isspace()
    return places


def _nearest(
    texts: Sequence[str], spans: Sequence[Span], vectors: np.ndarray, embedder: Embedder
) -> list[list[Span]]:
    cosines = vectors @ np.array(embedder.embed_documents(list(texts))).T
    return [[spans[n] for n in np.argsort(-row)[:K]] for row in cosines]


def _score(found: Iterable[Span], wanted: Iterable[Span]) -> tuple[float, float]:
    """Recall and precision; what overlapping passages hold twice counts twice as read."""
    read = [set(range(*span)) for span in found]
    held, spans = set().union(*read), set().union(*(range(*span) for span in wanted))
    return len(held & spans) / len(spans), len(held & spans) / sum(map(len, read))


def _print(name: str, scored: Sequence[tuple[float, float]]) -> None:
    recall, precision = np.mean(scored, axis=0)
    print(f"{name:45} recall {recall:.3f}  precision {precision:.3f}  of {len(scored)}", flush=True)


if __name__ == "__main__":
    main()
