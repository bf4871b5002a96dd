"""How damaged, odd and protected files fare: `python -m tests.malformed`, where ../shared is."""

import resource
import tarfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ingest.errors import UnreadableFile
from ingest.isolated import Reading
from ingest.prepare import Origin, cleaned, prepare
from ingest.settings import Settings
from tests.conftest import BagOfWords

ROOT = Path(__file__).parents[1]
FOLDERS = {
    "malformed_pdf": ROOT.parent / "shared/data/malformed_pdf/qpdf_half.tar.xz",
    "malformed_docx": ROOT.parent / "shared/data/malformed_docx/poi.tar.xz",
}
# Names that only say where a file comes from, and templates, which are documents inside.
_READ_AS = {".fuzz": ".pdf", ".dotx": ".docx", ".dotm": ".docx"}


@dataclass(slots=True)
class Figures:
    """What came of a folder's files; memory in bytes, of the process that reads and of this one."""

    files: int = 0
    indexed: int = 0
    passages: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_file: str = ""
    seconds: float = 0.0
    worker_memory: int = 0
    own_memory: int = 0


def measure(name: str) -> Figures:
    """Read and prepare every file of an archive; that nothing else is raised is part of it."""
    figures = Figures()
    embedder = BagOfWords()
    with tarfile.open(FOLDERS[name]) as archive, Reading(Settings()) as reading:
        for member in archive:
            if not (file := archive.extractfile(member)):
                continue
            data, path = file.read(), PurePosixPath(member.name)
            begin = time.perf_counter()
            try:
                loaded = cleaned(reading.load(data, _READ_AS.get(path.suffix, path.suffix)))
                prepared, _ = prepare(loaded, Origin(path.name, "", len(data)), embedder)
                figures.indexed += 1
                figures.passages += len(prepared.passages)
            except UnreadableFile as error:
                figures.reasons[str(error)] += 1
            seconds = time.perf_counter() - begin
            if seconds > figures.slowest:
                figures.slowest, figures.slowest_file = seconds, path.name
            figures.files += 1
            figures.seconds += seconds
            figures.worker_memory = max([figures.worker_memory, *map(_peak, _children())])
    figures.own_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return figures


def _children() -> list[str]:
    found = (path.read_text().split() for path in Path("/proc/self/task").glob("*/children"))
    return [number for numbers in found for number in numbers]


def _peak(process: str) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def main() -> None:
    """Print the figures of both folders."""
    for name in FOLDERS:
        found = measure(name)
        print(
            f"{name}: {found.files} files in {found.seconds:.0f} s; {found.indexed} indexed "
            f"({found.passages} passages); slowest {found.slowest:.1f} s ({found.slowest_file}); "
            f"peak memory {found.worker_memory / 1e6:.0f} MB reading, "
            f"{found.own_memory / 1e6:.0f} MB in this process"
        )
        for reason, count in found.reasons.most_common():
            print(f"  {count:4} {reason}")


if __name__ == "__main__":
    main()
