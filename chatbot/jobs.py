"""`python -m ingest` as a process of its own: one at a time, and what became of each run."""

import json
import logging
import signal
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from vectorstore import StoreError

INGEST = (sys.executable, "-m", "ingest", "--json", "--progress", "lines")

_KEPT = 100  # jobs that are remembered, the newest ones
_LISTS: tuple[str, ...] = ("new", "changed", "moved", "removed", "failed", "warnings")
_COUNTS = ("done", "total", "unchanged", "embedded", "reused", "corpus_version")

_log = logging.getLogger("uvicorn.error")


class JobRunning(StoreError):
    """Documents are being read already; `job` is the run that does it."""

    def __init__(self, job: "Job") -> None:
        super().__init__(
            "Documents are being read already. Try again when that has ended; "
            f"GET /api/ingest/{job.id} says how far it is."
        )
        self.job = job


class Job:
    """One run of the ingest process, so that questions and the page stay quick meanwhile.

    `told` is the job object of the API as it is now. The process ends with the server, even where
    that is killed: it writes its progress into a pipe that then has no reader.
    """

    def __init__(self, command: Sequence[str], about: str, then: Callable[[], None]) -> None:
        """Start `command`, about one source or all (""); `then` is called in the end."""
        self.id = uuid.uuid4().hex
        self._about, self._then = about, then
        self.told: dict[str, Any] = {
            "job_id": self.id, "state": "running",
            **dict.fromkeys(_COUNTS, 0), **{name: [] for name in _LISTS},
        }  # fmt: skip
        self._report = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - see _follow
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._report,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return bool(self.told["state"] == "running")

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, at most so long; whether it has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def stop(self) -> None:
        """End it if it runs; the documents stay as they were before."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._thread.join()

    def _follow(self) -> None:
        said: list[str] = []
        with self._process as process, self._report as report:
            assert process.stderr is not None
            for line in process.stderr:
                progress = _told(line)
                if progress is None:
                    said.append(line.rstrip())
                else:
                    self.told = {**self.told, **progress, "state": "running"}  # read meanwhile
            process.wait()
            report.seek(0)
            outcome = _told(report.read())
        if outcome is None or outcome.get("state") not in ("done", "planned"):
            outcome = self._failure(said)
        try:
            self._then()
        finally:
            self.told = {**self.told, **outcome}

    def _failure(self, said: Sequence[str]) -> dict[str, Any]:
        """What is told of a run that left no report: its last words, where they are for people."""
        words = [line for line in said if line.strip()]
        if any(line.startswith("Traceback ") for line in words) or not words:
            _log.error("The ingest process broke off:\n%s", "\n".join(said))
            words = [""]
        code = self._process.returncode
        reason = words[-1] if code > 0 and words[-1] else _broken_off(code)
        return {"state": "failed", "failed": [{"source": self._about, "reason": reason}]}


class Jobs:
    """The runs since the start of the server, one at a time."""

    def __init__(self, command: Sequence[str] = INGEST) -> None:
        """Run `command`, to which every job adds its own arguments."""
        self._command = command
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._stopped = False

    def start(
        self, *arguments: str, about: str = "", then: Callable[[], None] = lambda: None
    ) -> Job:
        """Start a run; raises `JobRunning` where there is one, then nothing is called."""
        with self._lock:
            if self._stopped:
                raise StoreError("The server is stopping. Start it again and repeat this.")
            if self.running is not None:
                raise JobRunning(self.running)
            job = Job((*self._command, *arguments), about, then)
            self._jobs = dict([*self._jobs.items(), (job.id, job)][-_KEPT:])
            return job

    def get(self, job_id: str) -> Job | None:
        """The run of this id, None where it is not known (any more)."""
        return self._jobs.get(job_id)

    @property
    def running(self) -> Job | None:
        """The run that is at work."""
        return next((job for job in self._jobs.values() if job.running), None)

    def remarks(self) -> dict[str, list[str]]:
        """What the runs so far had to say about each source as it is now."""
        remarks: dict[str, list[str]] = {}
        for job in list(self._jobs.values()):
            told = job.told
            if told["state"] != "done":
                continue
            about = [*told["failed"], *told["warnings"]]
            moved = [place for move in told["moved"] for place in move.values()]
            named = (remark["source"] for remark in about)
            for source in {*told["new"], *told["changed"], *told["removed"], *moved, *named}:
                remarks.pop(source, None)
            for remark in about:
                remarks.setdefault(remark["source"], []).append(remark["reason"])
        return remarks

    def stop(self) -> None:
        """End what runs, and start nothing more."""
        with self._lock:
            self._stopped = True
        if (job := self.running) is not None:
            job.stop()


def _told(line: str) -> dict[str, Any] | None:
    """The JSON object on a line, None where it is something else."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _broken_off(code: int) -> str:
    why = f"{signal.strsignal(-code)}" if code < 0 else f"exit status {code}"
    return (
        f"The reading broke off ({why}), and the documents are as they were before. "
        "Try again; if it stays, the server's log says more."
    )
