"""How fast a folder goes in, beside sentence-transformers on the same texts in one run.

    python -m tests.benchmark_ingest FOLDER [--every N] [--texts N]

Prints files, passages, failures, seconds, peak memory and bytes on disk; what a second run, one
edited document and an undo take; and how many of the same texts a second each encoder embeds.
`--every N` takes every Nth file, `--texts N` compares the encoders on N texts (default 1,000).
Beside other work compare the processor seconds: the encoders take turns, but not at each instant.
"""

import argparse
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ingest.pipeline import ingest, undo
from ingest.report import Report
from ingest.settings import Settings as IngestSettings
from ingest.split import text_version
from vectorstore import LocalEmbedder, Settings, Store, load_embedder

_TURN = 100  # texts that one encoder embeds before the other one has its turn


def main() -> None:
    """Measure, and print a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--texts", type=int, default=1_000, metavar="N")
    options = parser.parse_args()
    embedder = load_embedder("bundled")
    embedder.embed_documents(["The model is loaded before the clock runs."])
    with tempfile.TemporaryDirectory() as scratch:
        documents = _every(options.folder, options.every, Path(scratch) / "documents")
        settings = Settings(path=Path(scratch) / "store", url="", model="bundled")
        with Store.open(settings, embedder, text_version()) as store:
            rate = _runs(store, documents)
        texts = _texts(settings, embedder)
        size = sum(file.stat().st_size for file in settings.path.rglob("*") if file.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"peak       {peak:.0f} MB of memory, {size / 1e6:.0f} MB on disk")
    ours, theirs = _encoders(texts[:: max(1, len(texts) // options.texts)], embedder)
    print(f"ratio      encoder {ours / theirs:.2f}, whole ingest {rate / theirs:.2f}")


def _every(folder: Path, step: int, target: Path) -> Path:
    target.mkdir()
    for file in sorted(path for path in folder.iterdir() if path.is_file())[::step]:
        shutil.copy2(file, target)
    return target


def _runs(store: Store, documents: Path) -> float:
    """Ingest, again, with one document edited, and undo; how many texts a second the first did."""
    report, took = _timed(lambda: ingest(documents, store, IngestSettings(folder=None), _show))
    print(f"documents  {len(report.new)} in, {len(report.failed)} failed")
    for failed in report.failed:
        print(f"           {failed.source}: {failed.reason}")
    rate = report.embedded_texts / took
    print(f"ingest     {took:.1f} s, {report.embedded_texts} texts, {rate:.1f} a second")
    edited = min(documents.iterdir(), key=lambda file: file.stat().st_size)
    for name in ("unchanged", "one edited"):
        _, took = _timed(lambda: ingest(documents, store, IngestSettings(folder=None), _show))
        print(f"{name:<10} {took:.1f} s")
        edited.write_bytes(edited.read_bytes() + b"\n\nOne more sentence stands here now.\n")
    print(f"undo       {_timed(lambda: undo(store))[1]:.1f} s")
    return rate


def _timed(run: Callable[[], Report]) -> tuple[Report, float]:
    started = time.perf_counter()
    return run(), time.perf_counter() - started


def _show(done: int, total: int, source: str) -> None:
    print(f"\r{done} of {total}", end="\n" if done == total else "", file=sys.stderr)


def _texts(settings: Settings, embedder: LocalEmbedder) -> list[str]:
    """What was embedded, in the order of the documents."""
    with Store.open(settings, embedder) as store, store.reading() as snapshot:
        passages = [p for d in snapshot.documents() for p in snapshot.passages(d.document.id)]
    texts = (text for p in passages for text in (p.embedded_text, *map(p.embedded_unit, p.units)))
    return list(dict.fromkeys(texts))


def _encoders(texts: list[str], embedder: LocalEmbedder) -> tuple[float, float]:
    """Texts a second of the product's encoder and of sentence-transformers' own `encode`."""
    reference = embedder.sentence_transformer
    encoders: dict[str, Callable[[list[str]], object]] = {
        "session": embedder.embed_documents,
        "reference": lambda part: reference.encode(part, normalize_embeddings=True),
    }
    wall, processor = dict.fromkeys(encoders, 0.0), dict.fromkeys(encoders, 0.0)
    for start in range(0, len(texts), _TURN):
        for name, encode in encoders.items():
            began, busy = time.perf_counter(), time.process_time()
            encode(texts[start : start + _TURN])
            wall[name] += time.perf_counter() - began
            processor[name] += time.process_time() - busy
    for name in encoders:
        print(
            f"{name:<10} {len(texts) / wall[name]:.1f} texts a second, "
            f"{len(texts) / processor[name]:.1f} a processor second"
        )
    return len(texts) / wall["session"], len(texts) / wall["reference"]


if __name__ == "__main__":
    main()
