"""`python -m ingest` as a process of its own: one at a time, and what became of each run."""

import json
import logging
import queue
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from vectorstore import StoreError

INGEST = (sys.executable, "-m", "ingest", "--json", "--progress", "lines")

_WAITING = 20  # jobs that may wait; each upload among them holds a file of 20 MB at most
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

    `told` is the job object of the API as it is now; `seconds_left` in it is the estimate of the
    process, None before there is one. The process ends with the server, even where that is killed:
    it writes its progress into a pipe that then has no reader.
    """

    def __init__(self, command: Sequence[str], about: str, then: Callable[[], None]) -> None:
        """A run of `command`, about one source or all (""); `then` is called in the end."""
        self.id = uuid.uuid4().hex
        self._command, self._about, self._then = command, about, then
        self.told: dict[str, Any] = {
            "job_id": self.id, "state": "running", "seconds_left": None,
            **dict.fromkeys(_COUNTS, 0), **{name: [] for name in _LISTS},
        }  # fmt: skip
        self._process: subprocess.Popen[str] | None = None
        self._stopped, self._ended = False, threading.Event()

    @property
    def running(self) -> bool:
        """Whether it is at work, or waits for its turn."""
        return bool(self.told["state"] == "running")

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, at most so long; whether it has ended."""
        return self._ended.wait(seconds)

    def stop(self) -> None:
        """End it if it runs; the documents stay as they were before."""
        self._stopped = True
        if self._process is not None:
            self._process.terminate()
        if not self.wait(5) and self._process is not None:
            self._process.kill()
            self.wait()

    def run(self) -> None:
        """Run it to its end."""
        try:
            outcome = self._followed()
        except OSError as error:  # no memory or no room for another process
            outcome = self._failure(f"The reading could not be started ({error}).")
        try:
            self._then()
        finally:
            self.told = {**self.told, **outcome, "seconds_left": None}
            self._ended.set()

    def _followed(self) -> dict[str, Any]:
        """What the process reports in the end; until then it says how far it is."""
        said, report = list[str](), None
        with subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
        ) as process:  # fmt: skip
            self._process = process
            if self._stopped:
                process.terminate()
            for line in process.stdout or ():
                told = _object(line)
                if told is None:
                    said += filter(None, [line.rstrip()])
                elif told.get("state") in ("done", "planned"):
                    report = told
                else:
                    self.told = {**self.told, **told}
        return report or self._failure(_last_words(said, process.returncode))

    def _failure(self, reason: str) -> dict[str, Any]:
        return {"state": "failed", "failed": [{"source": self._about, "reason": reason}]}


class Jobs:
    """The runs since the start of the server, one at a time."""

    def __init__(self, command: Sequence[str] = INGEST) -> None:
        """Run `command`, to which every job adds its own arguments."""
        self._command = command
        self._jobs: dict[str, Job] = {}
        self._queue: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._stopped = False
        threading.Thread(target=self._work, daemon=True).start()

    def start(self, *arguments: str) -> Job:
        """Start a run; raises `JobRunning` where there is one."""
        return self.queue(*arguments, waiting=0)

    def queue(
        self,
        *arguments: str,
        about: str = "",
        then: Callable[[], None] = lambda: None,
        waiting: int = _WAITING,
    ) -> Job:
        """Start a run, about one source or all (""), when those before it have ended.

        `then` is called when it has ended. Raises `JobRunning` where more than `waiting` are at
        work or wait; then nothing is called.
        """
        with self._lock:
            if self._stopped:
                raise StoreError("The server is stopping. Start it again and repeat this.")
            if len(unfinished := self._unfinished()) > waiting:
                raise JobRunning(unfinished[0])
            job = Job((*self._command, *arguments), about, then)
            self._jobs[job.id] = job
            self._queue.put(job)
            return job

    def get(self, job_id: str) -> Job | None:
        """The run of this id, None where there is none."""
        return self._jobs.get(job_id)

    @property
    def running(self) -> Job | None:
        """The run that is at work."""
        return next(iter(self._unfinished()), None)

    def remarks(self) -> dict[str, list[str]]:
        """What the runs so far had to say about each source as it is now."""
        remarks: dict[str, list[str]] = {}
        for told in [job.told for job in list(self._jobs.values()) if job.told["state"] == "done"]:
            about = [*told["failed"], *told["warnings"]]
            moved = [place for move in told["moved"] for place in move.values()]
            touched = [*told["new"], *told["changed"], *told["removed"], *moved]
            for source in [*touched, *(remark["source"] for remark in about)]:
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

    def _unfinished(self) -> list[Job]:
        return [job for job in list(self._jobs.values()) if job.running]

    def _work(self) -> None:
        while not self._stopped:
            self._queue.get().run()


def _object(line: str) -> dict[str, Any] | None:
    """The JSON object on a line, None where it is something else."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _last_words(said: Sequence[str], code: int) -> str:
    """What is told of a run that left no report: its last words, where they are for people."""
    if code > 0 and said and not any(line.startswith("Traceback ") for line in said):
        return said[-1]
    why = f"{signal.strsignal(-code)}" if code < 0 else f"exit status {code}"
    _log.error("The ingest process broke off (%s):\n%s", why, "\n".join(said))
    return (
        f"The reading broke off ({why}), and the documents are as they were before. "
        "Try again; if it stays, the server's log says more."
    )
