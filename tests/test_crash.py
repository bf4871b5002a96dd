"""Killed at any moment, full disk, lost index: the documents are the old or the new ones, whole."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import BagOfWords, cannot, prepared
from vectorstore import Changes, Settings, Store, StoreError
from vectorstore.doctor import examine

ROOT = Path(__file__).parents[1]
POINTS = 60


class Runs:
    """Jobs for `tests/crash.py`, one after the other."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def __call__(self, do: str, **more: object) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def runs_on(folder: Path) -> Iterator[Runs]:
    command = [sys.executable, "-m", "tests.crash", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        yield Runs(process)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Runs]:
    with runs_on(tmp_path / "store") as runs:
        assert not runs("write", state="A")["killed"]
        yield runs


def points(calls: int) -> list[int]:
    """Calls spread over a run, from its first to its last."""
    assert calls >= POINTS
    return [1 + (calls - 1) * point // (POINTS - 1) for point in range(POINTS)]


def the_other(state: str) -> str:
    return "B" if state == "A" else "A"


def assert_old_or_new(run: Runs, before: str, point: int) -> str:
    """Whole and sound; the next run completes; returns the state that is there then."""
    found = run("check")
    assert found.get("findings") == [], (point, found)
    assert found["state"] in ("A", "B"), (point, found)
    done = run("write", state=the_other(before))
    assert not done["killed"] and "error" not in done, (point, done)
    found = run("check")
    assert (found["state"], found["findings"]) == (the_other(before), []), (point, found)
    return the_other(before)


@pytest.mark.slow
@pytest.mark.parametrize("served", [True, False], ids=["beside an owner", "alone"])
def test_an_ingest_that_is_killed_anywhere_leaves_the_old_or_the_new_state(
    run: Runs, served: bool
) -> None:
    if served:
        run("start")
    calls = min(run("write", state=state)["calls"] for state in "BA")
    state, killed = "A", 0
    for point in points(calls):
        killed += run("write", state=the_other(state), kill=point)["killed"]
        state = assert_old_or_new(run, state, point)
    assert killed >= POINTS - 5  # a run makes a few calls more or fewer than another
    if served:
        assert not run("stop")["killed"]


@pytest.mark.slow
def test_an_owner_that_is_killed_anywhere_leaves_the_old_or_the_new_state(run: Runs) -> None:
    seen = []
    for state in "BA":  # each point has to be there in both
        run("start")
        run("write", state=state)
        seen.append(run("stop")["calls"])
    state, killed = "A", 0
    for point in points(min(seen)):
        run("start", kill=point)
        run("write", state=the_other(state))
        killed += run("stop")["killed"]
        state = assert_old_or_new(run, state, point)
    assert killed >= POINTS - 5


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        cannot("no small disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def filled(folder: Path, free: int) -> Path:
    """A file that leaves `free` bytes on the disk."""
    filler = folder / "filler"
    filler.touch()
    with filler.open("wb", buffering=0) as file:
        while (left := shutil.disk_usage(folder).free - free) > 0:
            file.write(bytes(min(left, 1 << 20)))
    return filler


@pytest.mark.parametrize("free", [0, 64_000, 256_000, 600_000, 1_500_000])
def test_a_full_disk_leaves_the_old_state_and_is_said_in_a_sentence(
    tmp_path: Path, free: int
) -> None:
    many = [prepared(f"{n}.md", f"Keeper {n} prunes trees of kind {n}.\n" * 40) for n in range(120)]
    with small_disk(tmp_path / "disk", 24) as disk:
        settings = Settings(path=disk / "store")
        with Store.open(settings, BagOfWords(), "text-1") as store:
            store.publish(Changes([prepared("old.md", "A keeper prunes old trees.")]))
            filler = filled(disk, free)
            with pytest.raises(StoreError, match="full"):
                store.publish(Changes(many, removed=["old.md"]))
            assert [document.source for document in store.documents()] == ["old.md"]
            with store.reading() as snapshot:
                assert snapshot.search("prunes trees")[0].passage.document.source == "old.md"
            filler.unlink()
            assert examine(store).findings == ()
            store.publish(Changes(many, removed=["old.md"]))
            assert examine(store).findings == ()
        with Store.open(settings, BagOfWords()) as store:
            assert len(store.documents()) == 120 and examine(store).findings == ()
