"""The command: exit statuses, and what is said where."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.__main__ import main


def test_a_missing_folder_is_wrong_use_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([str(tmp_path / "no such folder")]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "There is no folder" in told.err and "Traceback" not in told.err


def test_a_setting_that_cannot_be_used_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGEST_MAX_BYTES", "many")
    assert main([]) == 2
    assert "max_bytes" in capsys.readouterr().err


def test_an_unknown_option_is_wrong_use() -> None:
    with pytest.raises(SystemExit) as error:
        main(["--no-such-option"])
    assert error.value.code == 2


def test_a_folder_does_not_go_with_what_needs_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main(["documents", "--undo"])
    assert error.value.code == 2
    assert "FOLDER does not go with --undo" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--undo"], "nothing to undo"), (["--upload", "no such.md"], "No such file"),
     (["--upload", "a.exe"], "no format that is read"), (["--remove-upload", "a.md"], "no upload")],
    ids=["undo", "missing", "format", "remove"],
)  # fmt: skip
def test_what_cannot_be_done_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.setenv("VECTORSTORE_PATH", str(tmp_path / "store"))
    assert main([*arguments, "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and said in told.err.splitlines()[-1]


def test_an_empty_folder_is_told_and_no_other_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VECTORSTORE_PATH", str(tmp_path / "store"))
    (tmp_path / "empty").mkdir()
    assert main([str(tmp_path / "empty")]) == 2
    assert "There is no document in" in capsys.readouterr().err


class Calls:
    """The command in a process of its own, on one store and folder."""

    def __init__(self, path: Path) -> None:
        self.folder = path / "my documents"
        self.folder.mkdir()
        (self.folder / "a.md").write_text("# A\n\nA keeper prunes trees in winter.\n")
        self.environment = os.environ | {"VECTORSTORE_PATH": str(path / "store")}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "ingest", *arguments],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate()
        assert "Traceback" not in err, err
        return process.returncode, out, err


@pytest.fixture
def call(tmp_path: Path) -> Calls:
    return Calls(tmp_path)


@pytest.mark.slow
def test_the_command_reports_json_progress_and_its_exit_status(call: Calls, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.md").write_text("# B\n\nAnother.\n")
    status, out, err = call(str(call.folder), "--json", "--progress", "lines")
    assert (status, json.loads(out)["new"]) == (0, ["a.md"])
    assert '{"state": "running", "done": 0, "total": 1, "source": "a.md"}' in err
    assert str(call.folder) in err
    (call.folder / "bad.pdf").write_bytes(b"%PDF")
    status, out, _ = call("--json")
    assert (status, json.loads(out)["unchanged"]) == (1, 1)
    status, out, err = call(str(other))
    assert (status, out) == (3, "") and "--replace" in err


@pytest.mark.slow
def test_plan_loss_undo_and_upload_by_the_command(call: Calls, tmp_path: Path) -> None:
    (call.folder / "b.md").write_text("# B\n\nA keeper rests in summer.\n")
    plan = json.loads(call(str(call.folder), "--json", "--dry-run")[1])
    assert (plan["state"], plan["new"], plan["corpus_version"]) == ("planned", ["a.md", "b.md"], 0)
    assert call(str(call.folder))[0] == 0
    for path in call.folder.iterdir():
        path.unlink()
    status, out, err = call("--json")
    assert (status, out) == (2, "") and "2 of the 2 documents" in err
    assert json.loads(call("--yes", "--json")[1])["removed"] == ["a.md", "b.md"]
    status, out, _ = call("--undo")
    assert (status, out.splitlines()[0]) == (0, "Documents: 2 new.")
    (tmp_path / "c.md").write_text("# C\n\nA lantern needs oil.\n")
    told = json.loads(call("--upload", str(tmp_path / "c.md"), "--json")[1])
    assert (told["new"], told["corpus_version"]) == (["uploads/c.md"], 4)
    assert json.loads(call("--json")[1])["warnings"][0]["reason"].startswith("its removal was")
    assert json.loads(call("--remove-upload", "c.md", "--json")[1])["removed"] == ["uploads/c.md"]


@pytest.mark.slow
def test_a_run_that_is_terminated_or_whose_starter_is_gone_ends_and_leaves_nothing_half_way(
    call: Calls,
) -> None:
    for number in range(60):
        (call.folder / f"{number}.md").write_text(f"# N\n\nThe gate {number} opens at 7.\n")
    run = call.start(str(call.folder), "--json", "--progress", "lines")
    assert run.stderr
    while '"done": 9,' not in run.stderr.readline():
        pass
    run.terminate()
    out, err = run.communicate(timeout=30)
    assert (run.returncode, out) == (130, "") and "Stopped." in err and "Traceback" not in err
    orphan = call.start(str(call.folder), "--json", "--progress", "lines")
    assert orphan.stderr
    while '"done": 9,' not in orphan.stderr.readline():
        pass
    orphan.stderr.close()  # as a server that is killed
    assert orphan.wait(60) == 130
    assert orphan.stdout and orphan.stdout.read() == ""
    orphan.stdout.close()
    assert json.loads(call(str(call.folder), "--json")[1])["corpus_version"] == 1


@pytest.mark.slow
def test_a_watched_folder_is_read_again_and_the_store_is_free_between_the_runs(
    call: Calls,
) -> None:
    watch = call.start(str(call.folder), "--json", "--watch")
    assert watch.stdout and watch.stderr
    assert json.loads(watch.stdout.readline())["new"] == ["a.md"]
    (call.folder / "b.md").write_text("# B\n\nA keeper rests in summer.\n")
    assert json.loads(watch.stdout.readline())["new"] == ["b.md"]
    assert call()[0] == 0
    for path in call.folder.iterdir():
        path.unlink()
    while "2 of the 2 documents" not in (line := watch.stderr.readline()):
        assert line
    (call.folder / "b.md").write_text("# B\n\nA keeper rests in spring.\n")
    (call.folder / "a.md").write_text("# A\n\nA keeper prunes trees in autumn.\n")
    assert json.loads(watch.stdout.readline())["changed"] == ["a.md", "b.md"]
    watch.send_signal(signal.SIGINT)
    _, err = watch.communicate(timeout=30)
    assert watch.returncode == 0 and err.endswith("No longer watching.\n")
