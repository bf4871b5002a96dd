"""What hangs, grows or crashes costs one file."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from ingest import ingest
from ingest.errors import UnreadableFile
from ingest.isolated import Reading
from ingest.settings import Settings
from tests.conftest import cannot
from tests.malformed import FOLDERS, ROOT, measure
from vectorstore import Store

GOOD = b"city,pay\nBoston,5\n"
# Ten thousand rows that each claim to reach down a thousand more, over all columns.
HANGS = b"<table>" + b"<tr><td colspan=900 rowspan=900>x</td><td>y</td></tr>" * 10_000
GROWS = b"[" + b"{}," * 5_000_000 + b"{}]"


@pytest.fixture
def reading() -> Iterator[Reading]:
    with Reading(Settings()) as opened:
        yield opened


def workers(process: str = "self") -> list[int]:
    """The processes that this one has started."""
    found = [path.read_text().split() for path in Path(f"/proc/{process}/task").glob("*/children")]
    return [int(number) for numbers in found for number in numbers]


@pytest.mark.parametrize(
    ("data", "suffix", "limits", "reason"),
    [
        (HANGS, ".html", Settings(seconds=2), "2 seconds"),
        (GROWS, ".json", Settings(max_memory=300_000_000), "memory than INGEST_MAX_MEMORY"),
    ],
    ids=["hangs", "grows"],
)
def test_after_a_file_that_goes_beyond_its_limits_the_next_is_read(
    data: bytes, suffix: str, limits: Settings, reason: str
) -> None:
    with Reading(limits) as reading:
        with pytest.raises(UnreadableFile, match=reason):
            reading.load(data, suffix)
        assert "Boston" in reading.load(GOOD, ".csv").pages[0]


def test_after_a_crash_the_next_file_is_read(reading: Reading) -> None:
    reading.load(GOOD, ".csv")
    (worker,) = workers()
    crash = Timer(0.3, os.kill, (worker, signal.SIGSEGV))
    crash.start()
    with pytest.raises(UnreadableFile, match=r"crash \(SIGSEGV\)"):
        reading.load(HANGS, ".html")
    assert reading.load(GOOD, ".csv").pages


def test_one_process_reads_all_files_and_ends_with_the_reading(reading: Reading) -> None:
    with reading:
        reading.load(GOOD, ".csv")
        before = workers()
        with pytest.raises(UnreadableFile, match="damaged"):
            reading.load(b"%PDF-1.7 nothing", ".pdf")
        reading.load(GOOD, ".csv")
        assert workers() == before
    assert not workers()


def test_plain_text_needs_no_process(reading: Reading) -> None:
    assert reading.load(b"text", ".md").pages == ("text",)
    assert not workers()


def test_the_process_has_neither_model_nor_store_in_it_and_keeps_no_lock(
    reading: Reading, store: Store
) -> None:
    reading.load(GOOD, ".csv")
    (worker,) = workers()
    mapped = Path(f"/proc/{worker}/maps").read_text()
    assert not [name for name in ("torch", "chromadb", "onnxruntime", "sqlite") if name in mapped]
    opened = [os.readlink(link) for link in Path(f"/proc/{worker}/fd").iterdir()]
    assert not [path for path in opened if str(store.path) in path]


def test_text_without_end_is_refused() -> None:
    with (
        Reading(Settings(max_bytes=1000)) as reading,
        pytest.raises(UnreadableFile, match="too many"),
    ):
        reading.load(b"a,b\n" + b"1,2\n" * 900, ".csv")


def test_what_libraries_say_of_a_file_does_not_reach_the_terminal(
    reading: Reading, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnreadableFile):
        reading.load(b"%PDF-1.4\n1 0 obj\n<<>>\ntrailer <</Root 1 0 R>>", ".pdf")
    assert capfd.readouterr() == ("", "")


def test_a_bad_file_takes_no_other_with_it(tmp_path: Path, store: Store) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.md").write_text("# Pay\n\nIn Austin it is 4 thousand.")
    (folder / "b.html").write_bytes(HANGS)
    (folder / "c.csv").write_bytes(GOOD)
    report = ingest(folder, store, Settings(seconds=2), lambda *_: None)
    assert [remark.source for remark in report.failed] == ["b.html"]
    assert report.new == ("a.md", "c.csv")


@pytest.mark.slow
def test_the_process_dies_with_its_parent_whatever_it_is_busy_with() -> None:
    script = (
        "from ingest.isolated import Reading\nfrom ingest.settings import Settings\n"
        "from tests.test_ingest_isolated import GOOD, HANGS\n"
        "with Reading(Settings()) as reading:\n"
        "    reading.load(GOOD, '.csv'); print('ready', flush=True); reading.load(HANGS, '.html')\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    with parent:
        assert parent.stdout and parent.stdout.readline() == b"ready\n"
        (worker,) = workers(str(parent.pid))
        parent.kill()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{worker}").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", FOLDERS)
def test_every_malformed_file_is_indexed_or_has_a_reason(name: str) -> None:
    if not FOLDERS[name].exists():
        cannot(f"there is no {FOLDERS[name]}")
    figures = measure(name)
    assert figures.files == figures.indexed + sum(figures.reasons.values())
    assert figures.indexed > figures.files / 2
    assert not [reason for reason in figures.reasons if "unexpected" in reason or "crash" in reason]
    assert figures.slowest < 30
