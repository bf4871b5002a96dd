"""Runs of the ingest process: one at a time, told as they go, and never lost silently."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chatbot.doors.jobs import Job, JobRunning, Jobs
from tests.served import ROOT
from vectorstore import StoreError

REPORT = {
    "state": "done", "done": 1, "total": 1, "new": ["a.md"], "changed": [], "moved": [],
    "removed": [], "unchanged": 0, "embedded": 2, "reused": 0, "failed": [],
    "warnings": [{"source": "a.md", "reason": "it is short"}], "corpus_version": 3,
}  # fmt: skip


def jobs(script: str) -> Jobs:
    """Runs of a script, which finds the job's arguments in `sys.argv`."""
    return Jobs((sys.executable, "-c", f"import json, os, signal, sys, time\n{script}"))


def ended(script: str, *arguments: str, about: str = "") -> Job:
    """A run that is over."""
    job = jobs(script).queue(*arguments, about=about)
    assert job.wait(20)
    return job


def reporting(*reports: dict[str, object]) -> Jobs:
    """Runs of which each prints the report that its argument names."""
    return jobs(f"print(json.dumps({reports!r}[int(sys.argv[1])]))")


def test_a_run_tells_how_far_it_is_and_then_its_report() -> None:
    job = jobs(
        'print(json.dumps({"state": "running", "done": 1, "total": 4, "source": "ü.md"}),'
        " file=sys.stderr, flush=True)\nsys.stdin.read()\ntime.sleep(0.5)\n"
        f"print({json.dumps(REPORT)!r})"
    ).start()
    assert job.told["state"] == "running" and job.told["failed"] == []
    while not job.told["total"]:
        time.sleep(0.01)
    assert (job.told["done"], job.told["total"], job.told["source"]) == (1, 4, "ü.md")
    assert job.wait(20) and not job.running
    assert {name: job.told[name] for name in REPORT} == REPORT
    assert job.told["job_id"] == job.id


def test_only_one_runs_at_a_time_and_the_other_is_named() -> None:
    two = jobs("time.sleep(30)")
    first = two.start()
    with pytest.raises(JobRunning, match=first.id) as refused:
        two.start()
    assert refused.value.job is first is two.running
    first.stop()
    second = two.start()
    assert two.get(first.id) is first and two.get(second.id) is second
    two.stop()
    assert second.told["state"] == "failed" and two.running is None
    with pytest.raises(StoreError, match="stopping"):
        two.start()


def test_what_is_queued_runs_in_its_turn(tmp_path: Path) -> None:
    run = jobs(f"time.sleep(0.3); open({str(tmp_path / 'said')!r}, 'a').write(sys.argv[1])")
    queued = [run.queue(letter, about=letter) for letter in "abc"]
    assert all(job.running for job in queued) and run.running is queued[0]
    with pytest.raises(JobRunning):
        run.start()
    assert queued[-1].wait(20) and (tmp_path / "said").read_text() == "abc"


def test_so_many_may_wait_and_no_more() -> None:
    run = jobs("time.sleep(30)")
    called: list[str] = []
    queued = [run.queue(about="", then=lambda: called.append("then")) for _ in range(21)]
    with pytest.raises(JobRunning, match=queued[0].id):
        run.queue(about="", then=lambda: called.append("then"))
    assert not called
    run.stop()


def test_the_time_that_is_left_is_told_as_the_process_tells_it() -> None:
    told = {"done": 2, "total": 4, "seconds_left": 7}
    job = jobs(f"print({json.dumps(told)!r}, file=sys.stderr, flush=True); time.sleep(30)").start()
    assert job.told["seconds_left"] is None
    while not job.told["done"]:
        time.sleep(0.01)
    assert job.told["seconds_left"] == 7
    job.stop()
    assert job.told["seconds_left"] is None


def test_a_run_that_cannot_be_started_is_told() -> None:
    job = Jobs(("/no/such/program",)).start()
    assert job.wait(20) and job.told["state"] == "failed"
    assert "could not be started" in job.told["failed"][0]["reason"]


def test_a_complaint_is_the_reason_that_is_told() -> None:
    script = 'print("Store: x\\nThe folder is gone.", file=sys.stderr)\nsys.exit(2)'
    job = ended(script, about="uploads/a.md")
    assert job.told["state"] == "failed"
    assert job.told["failed"] == [{"source": "uploads/a.md", "reason": "The folder is gone."}]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "Killed"),
        ("print('Reading', file=sys.stderr); os.abort()", "Aborted"),
        ("raise ValueError('inside')", "exit status 1"),
        ("sys.exit(0)", "exit status 0"),
        ("print('no report')", "exit status 0"),
        ("print('[1]')", "exit status 0"),
        ("print('{}')", "exit status 0"),
        ('print(\'{"state": "running"}\')', "exit status 0"),
    ],
)
def test_a_run_that_breaks_off_is_told_as_such(script: str, why: str) -> None:
    told = ended(script).told
    assert told["state"] == "failed"
    (failed,) = told["failed"]
    assert why in failed["reason"] and failed["reason"].endswith("says more.")
    assert "ValueError" not in failed["reason"]


def test_what_is_to_be_done_in_the_end_is_done_however_it_ends() -> None:
    done: list[str] = []
    for script in ("sys.exit(2)", "os.kill(os.getpid(), signal.SIGKILL)"):
        assert jobs(script).queue(about="", then=lambda: done.append("once")).wait(20)
    assert done == ["once", "once"]


def test_a_source_keeps_its_remarks_until_a_run_takes_it_in_anew() -> None:
    mended = REPORT | {"new": [], "changed": ["a.md"], "warnings": []}
    failed = REPORT | {"new": [], "warnings": [], "failed": [{"source": "b.pdf", "reason": "bad"}]}
    planned = mended | {"state": "planned"}
    run = reporting(REPORT, planned, failed, mended)
    said = []
    for number in range(4):
        assert run.start(str(number)).wait(20)
        said.append(run.remarks())
    short, bad = {"a.md": ["it is short"]}, {"b.pdf": ["bad"]}
    assert said == [short, short, short | bad, bad]


def test_a_run_does_not_outlive_a_server_that_is_killed(tmp_path: Path) -> None:
    """It speaks into a pipe that has no reader any more."""
    child = (
        "import json, os, sys, time\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        "while True:\n"
        "    print(json.dumps({'state': 'running'}), file=sys.stderr, flush=True)\n"
        "    time.sleep(0.05)\n"
    )
    server = (
        "import sys, time; from chatbot.doors.jobs import Jobs\n"
        f"Jobs((sys.executable, '-c', {child!r})).start(); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", server], cwd=ROOT) as process:
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    status = Path(f"/proc/{(tmp_path / 'pid').read_text()}")
    deadline = time.monotonic() + 10
    while status.exists() and "\nState:\tZ" not in (status / "status").read_text():
        assert time.monotonic() < deadline, "the run goes on without its server"
        time.sleep(0.05)
