"""Runs on a store that are killed at their n-th call to SQLite, Chroma or the file system.

`python -m tests.crash STORE` reads one job a line from standard input, as JSON, runs it in a child
that it forks, and answers with one line. It imports once and never opens Chroma itself. Jobs:
`start` an owner that serves (killed at call `kill` of its own), `stop` it, `write` state A or B
(killed at call `kill`), `check` what the store holds now.
"""

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import BuiltinFunctionType, FrameType
from typing import Any

import chromadb  # noqa: F401 - so that no child has to import it
import numpy as np

from tests.conftest import BagOfWords, prepared
from vectorstore import Changes, Prepared, Settings, Store, StoreError
from vectorstore.doctor import examine

_COUNTED = {"_sqlite3", "sqlite3", "posix", "_io", "io", "fcntl", "_socket", "socket"}


class Calls:
    """Counts calls before and after; kills the process at one of them."""

    def __init__(self, kill: int) -> None:
        self.count, self._kill, self._lock = 0, kill, threading.Lock()

    def watch(self) -> None:
        threading.setprofile(self)
        sys.setprofile(self)

    def __call__(self, frame: FrameType, event: str, function: Any) -> None:  # noqa: ANN401
        if event not in ("c_call", "c_return") or not _counts(function):
            return
        with self._lock:
            self.count += 1
            if self.count == self._kill:
                os.kill(os.getpid(), signal.SIGKILL)


def _counts(function: BuiltinFunctionType) -> bool:
    owner = getattr(function, "__self__", None)
    module = getattr(owner, "__name__", None) or type(owner).__module__
    return module in _COUNTED or type(owner).__name__ == "Bindings"


def state(name: str) -> list[Prepared]:
    """The documents of one of two states: some the same, some edited, one moved, one only here."""
    same = [prepared(f"same-{n}.md", f"A keeper of bees {n} earns {n} dollars.") for n in range(3)]
    edited = [
        prepared(f"edited-{n}.md", f"A smith {n} in state {name} hammers.\nIt is loud {n}.")
        for n in range(3)
    ]
    moved = prepared(f"moved-{name}.md", "A mover carries sofas.\nSofas are heavy.")
    return [*same, *edited, moved, prepared(f"only-{name}.md", f"Only {name} knows of wolves.")]


def write(folder: Path, name: str) -> None:
    """What a re-ingest does: plan against what is there, stage, publish."""
    settings = Settings(path=folder, keep=4)
    with Store.open(settings, BagOfWords(), "text-1") as store, store.writing():
        there = {document.source: document.version for document in store.documents()}
        wanted = {one.document.source: one for one in state(name)}
        added = [one for source, one in wanted.items() if there.get(source) != one.document.version]
        other = "A" if name == "B" else "B"
        moved = [(f"moved-{other}.md", f"moved-{name}.md")] if there else []
        for one in added:
            store.stage(one.embedded_texts)
        if added:
            removed = [source for source in there if source not in wanted]
            store.publish(Changes(added, removed, moved=moved))


def check(folder: Path) -> dict[str, Any]:
    """Which state the store is in, through every way that leads to it; and the doctor's word."""
    with Store.open(Settings(path=folder, keep=4), BagOfWords()) as store:
        findings = examine(store).findings
        with store.reading() as snapshot:
            texts = {
                kept.document.source: kept.text
                for listed in snapshot.documents()
                if (kept := snapshot.document(listed.document.id))
            }
            hits = snapshot.search("which smith hammers in what state", k=50)
            dense = snapshot.search("which smith hammers in what state", k=50, words="")
        names = [n for n in "AB" if texts == {p.document.source: p.text for p in state(n)}]
        said = {hit.passage.text for hit in (*hits, *dense) if "smith" in hit.passage.text}
        whole = names and said == {p.text for p in state(names[0]) if "smith" in p.text}
        return {
            "state": names[0] if whole else sorted(texts),
            "findings": findings,
            "version": store.corpus_version,
        }


class Harness:
    """Forks a child for each job."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._owner = self._stop = self._counted = 0

    def run(self, job: dict[str, Any]) -> dict[str, Any]:
        """Do one job; returns what came of it."""
        if job["do"] == "start":
            return self._start(job.get("kill", 0))
        if job["do"] == "stop":
            return self._end()
        read, answer = os.pipe()
        pid = _child(lambda: self._work(job, answer))
        os.close(answer)
        with os.fdopen(read) as told:
            text = told.read()
        _, status = os.waitpid(pid, 0)
        return {"killed": os.WIFSIGNALED(status), **json.loads(text or "{}")}

    def _work(self, job: dict[str, Any], answer: int) -> None:
        told: dict[str, Any] = {}
        if job["do"] == "check":
            told = check(self._folder)
        else:
            calls = Calls(job.get("kill", 0))
            calls.watch()
            try:
                write(self._folder, job["state"])
            except StoreError as error:
                told["error"] = str(error)
            finally:
                sys.setprofile(None)
            told["calls"] = calls.count
        os.write(answer, json.dumps(told).encode())

    def _start(self, kill: int) -> dict[str, Any]:
        ready, tell_ready = os.pipe()
        stop, self._stop = os.pipe()
        self._counted, counted = os.pipe()
        told = self._stop

        def serve() -> None:
            os.close(told)
            with Store.open(Settings(path=self._folder, keep=4), BagOfWords()) as store:
                with store.reading() as snapshot:
                    snapshot.search("warm")
                calls = Calls(kill)
                threading.setprofile(calls)
                os.write(tell_ready, b"1")
                os.read(stop, 1)
                threading.setprofile(None)
                os.write(counted, str(calls.count).encode())

        self._owner = _child(serve)
        for end in (tell_ready, stop, counted):
            os.close(end)
        os.read(ready, 1)
        os.close(ready)
        return {}

    def _end(self) -> dict[str, Any]:
        os.close(self._stop)
        text = os.read(self._counted, 100)
        os.close(self._counted)
        _, status = os.waitpid(self._owner, 0)
        return {"killed": os.WIFSIGNALED(status), "calls": int(text or b"0")}


def _child(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Answer jobs until standard input ends."""
    np.dot(np.ones(8), np.ones(8))
    harness = Harness(Path(sys.argv[1]))
    for line in sys.stdin:
        print(json.dumps(harness.run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
