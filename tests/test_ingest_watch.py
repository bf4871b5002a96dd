"""A watched folder: read at once, and again when it has changed and come to rest."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.watch import look, watch


class Enough(Exception):
    """The watch has been watched long enough."""


class Watching:
    """A watch in a thread of its own, and what each of its runs found."""

    def __init__(self, folder: Path, succeeds: Callable[[], bool]) -> None:
        self.folder, self.succeeds = folder, succeeds
        self.runs: list[dict[str, str]] = []
        self.over = False

    def run(self) -> bool:
        if self.over:
            raise Enough
        self.runs.append({path.name: path.read_text() for path in self.folder.glob("*.md")})
        return self.succeeds()

    def wait_for(self, runs: int, seconds: float = 15) -> None:
        until = time.monotonic() + seconds
        while len(self.runs) < runs:
            assert time.monotonic() < until, self.runs
            time.sleep(0.05)


@contextmanager
def watching(folder: Path, succeeds: Callable[[], bool] = lambda: True) -> Iterator[Watching]:
    watched = Watching(folder, succeeds)

    def go() -> None:
        with pytest.raises(Enough):
            watch(folder, watched.run, rest=0.4, every=0.5)

    thread = threading.Thread(target=go)
    thread.start()
    try:
        yield watched
    finally:
        watched.over = True
        folder.mkdir(exist_ok=True)
        (folder / "last.md").write_text("the end")
        thread.join(20)
        assert not thread.is_alive()


def test_a_change_is_seen_and_a_file_that_is_being_written_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one")
    with watching(tmp_path) as watched:
        watched.wait_for(1)
        with (tmp_path / "b.md").open("w") as file:
            for _ in range(8):
                file.write("part ")
                file.flush()
                time.sleep(0.1)
        watched.wait_for(2)
    assert watched.runs == [{"a.md": "one"}, {"a.md": "one", "b.md": "part " * 8}]


def test_a_run_that_could_not_be_done_is_tried_again(tmp_path: Path) -> None:
    outcomes = iter([False, True])
    with watching(tmp_path, lambda: next(outcomes)) as watched:
        watched.wait_for(2)


def test_what_is_hidden_or_not_there_does_not_count(tmp_path: Path) -> None:
    assert look(tmp_path / "none") is None
    (tmp_path / ".a.md.swp").write_text("text")
    (tmp_path / "~$a.docx").write_text("text")
    (tmp_path / "link.md").symlink_to("nowhere")
    assert look(tmp_path) == {}
    (tmp_path / "a.md").write_text("text")
    before = look(tmp_path)
    (tmp_path / "a.md").write_text("texts")
    assert before and look(tmp_path) != before
