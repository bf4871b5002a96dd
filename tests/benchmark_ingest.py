"""How fast a folder of documents goes in, beside the bare encoder on the same texts in one run.

    python -m tests.benchmark_ingest FOLDER [--every N]

Prints files, passages, failures, seconds and bytes on disk, and what share of the time the encoder
alone takes. `--every N` takes every Nth file.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from ingest.pipeline import ingest
from ingest.report import Report
from ingest.settings import Settings as IngestSettings
from ingest.split import text_version
from vectorstore import LocalEmbedder, Settings, Store, load_embedder


def main() -> None:
    """Measure, and print a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N")
    options = parser.parse_args()
    embedder = load_embedder("bundled")
    embedder.embed_documents(["The model is loaded before the clock runs."])
    with tempfile.TemporaryDirectory() as scratch:
        documents = _every(options.folder, options.every, Path(scratch) / "documents")
        settings = Settings(path=Path(scratch) / "store", url="", model="bundled")
        report, took, texts = _ingested(documents, settings, embedder)
        size = sum(file.stat().st_size for file in settings.path.rglob("*") if file.is_file())
        passages = _passages(settings, embedder)
    alone = _encoded(texts, embedder)
    print(f"documents  {len(report.new)} in, {len(report.failed)} failed")
    for failed in report.failed:
        print(f"           {failed.source}: {failed.reason}")
    print(
        f"passages   {passages}; texts with their units {len(texts)}; {size / 1e6:.0f} MB on disk"
    )
    print(f"ingest     {took:.1f} s, {passages / took:.1f} passages a second")
    print(f"encoder    {alone:.1f} s on the same texts; ratio {alone / took:.2f}")


def _every(folder: Path, step: int, target: Path) -> Path:
    target.mkdir()
    for file in sorted(path for path in folder.iterdir() if path.is_file())[::step]:
        shutil.copy2(file, target)
    return target


def _ingested(
    documents: Path, settings: Settings, embedder: LocalEmbedder
) -> tuple[Report, float, list[str]]:
    def show(done: int, total: int, source: str) -> None:
        print(f"\r{done} of {total}", end="", file=sys.stderr)

    started = time.perf_counter()
    with Store.open(settings, embedder, text_version()) as store:
        report = ingest(documents, store, IngestSettings(folder=None), show)
    took = time.perf_counter() - started
    print(file=sys.stderr)
    with Store.open(settings, embedder) as store, store.reading() as reader:
        passages = [p for listed in reader.documents() for p in reader.passages(listed.document.id)]
    texts = {text for p in passages for text in (p.embedded_text, *map(p.embedded_unit, p.units))}
    return report, took, sorted(texts, key=len)


def _passages(settings: Settings, embedder: LocalEmbedder) -> int:
    with Store.open(settings, embedder) as store, store.reading() as reader:
        return reader.passage_count()


def _encoded(texts: list[str], embedder: LocalEmbedder) -> float:
    """Seconds of the encoder on texts that stand by length, as it likes them best."""
    started = time.perf_counter()
    for start in range(0, len(texts), 64):
        embedder.embed_documents(texts[start : start + 64])
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
