"""The command: exit statuses, and what is said where."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.__main__ import main, unknown_settings
from ingest.settings import Settings


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


def test_a_misspelt_setting_is_warned_of() -> None:
    (warning,) = unknown_settings([Settings], ["INGEST_FOLDERS", "INGEST_FOLDER", "HOME"])
    assert "INGEST_FOLDERS" in warning and "INGEST_MAX_BYTES" in warning


@pytest.mark.slow
def test_the_command_reports_json_progress_and_its_exit_status(tmp_path: Path) -> None:
    documents = tmp_path / "my documents"
    documents.mkdir()
    (documents / "a.md").write_text("# A\n\nA keeper prunes trees in winter.\n")
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.md").write_text("# B\n\nAnother.\n")
    environment = os.environ | {"VECTORSTORE_PATH": str(tmp_path / "store")}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ingest", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    first = run(str(documents), "--json", "--progress", "lines")
    assert (first.returncode, json.loads(first.stdout)["new"]) == (0, ["a.md"])
    assert '{"state": "running", "done": 0, "total": 1, "source": "a.md"}' in first.stderr
    assert str(documents) in first.stderr
    (documents / "bad.pdf").write_bytes(b"%PDF")
    again = run("--json")
    assert (again.returncode, json.loads(again.stdout)["unchanged"]) == (1, 1)
    refused = run(str(other))
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "--replace" in refused.stderr and "Traceback" not in refused.stderr
