"""The commands: what they print, and with which exit status they end."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chatbot.__main__ import main
from tests.served import PAY, corpus, fill
from vectorstore import Changes, Settings, Store, load_embedder


@pytest.fixture(autouse=True)
def own_store(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Commands use the test's own store."""
    monkeypatch.setenv("VECTORSTORE_PATH", str(settings.path))


def ended(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit status and what stands on standard error."""
    with pytest.raises(SystemExit) as stop:
        sys.exit(main(arguments))
    out, err = capsys.readouterr()
    assert not out and "Traceback" not in err
    if isinstance(stop.value.code, str):  # Python prints it, and ends with 1
        return 1, err + stop.value.code
    return stop.value.code or 0, err


@pytest.mark.parametrize(
    ("question", "said"),
    [("", "question: it is empty."), (" \n", "question: it is empty."),
     ("x" * 4_001, "question: it has 4,001 characters; at most 4,000 are read.")],
    ids=["empty", "blank", "too long"],
)  # fmt: skip
def test_a_question_that_is_none_is_wrong_use(
    capsys: pytest.CaptureFixture[str], question: str, said: str
) -> None:
    status, err = ended(["ask", question], capsys)
    assert status == 2 and said in err


def test_a_language_model_without_its_key_ends_the_start(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATBOT_MODEL", "openai:gpt")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    status, err = ended([], capsys)
    assert status == 1 and "OPENAI_API_KEY" in err


def test_a_misspelt_setting_is_warned_of(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATBOT_PROT", "1")
    monkeypatch.setenv("CHATBOT_MODEL", "none such")
    assert "Warning: CHATBOT_PROT is no setting" in ended([], capsys)[1]


def test_an_unknown_option_is_wrong_use() -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--nonsense"])
    assert stop.value.code == 2


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    command = [sys.executable, "-m", "chatbot", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_a_start_that_fails_ends_the_server_with_the_reason(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(settings)
    monkeypatch.setenv("CHATBOT_PORT", "0")
    monkeypatch.setenv("VECTORSTORE_MODEL", "no/such-model")
    server = run()
    assert server.returncode == 1
    assert "hf download no/such-model" in server.stderr and "Traceback" not in server.stderr


@pytest.mark.slow
def test_ask_answers_in_the_terminal_and_as_json(settings: Settings) -> None:
    question = "What does a senior machine learning engineer earn?"
    with Store.open(settings, load_embedder(), "text-1") as store:
        store.publish(Changes(corpus()))
        beside = run("ask", question)  # as while a server has the store open
    asked = run("ask", question)
    assert asked.returncode == 0 and f"{PAY} [1]" in asked.stdout and not asked.stderr
    assert (beside.stdout, beside.stderr) == (asked.stdout, "")
    answer = json.loads(run("ask", question, "--json", "--source", "pay*").stdout)
    assert answer["citations"][0]["quote"] == PAY
    assert {passage["source"] for passage in answer["passages"]} == {"pay.md"}


@pytest.mark.slow
def test_ask_says_that_no_document_has_such_a_name(settings: Settings) -> None:
    with Store.open(settings, load_embedder(), "text-1") as store:
        store.publish(Changes(corpus()))
    asked = run("ask", "What does an engineer earn?", "--source", "pax*")
    assert (asked.returncode, asked.stdout) == (2, "")
    assert asked.stderr.startswith("There is no document named 'pax*'")


@pytest.mark.slow
def test_ask_reads_the_documents_first_where_the_store_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "pay.md").write_text(f"# Senior machine learning engineer\n\n{PAY}\n")
    monkeypatch.setenv("INGEST_FOLDER", str(tmp_path / "docs"))
    asked = run("ask", "What does a senior machine learning engineer earn?", "--json")
    assert asked.returncode == 0
    assert json.loads(asked.stdout)["citations"][0]["quote"] == PAY
    assert "documents are read first" in asked.stderr


@pytest.mark.slow
def test_ask_says_why_nothing_could_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGEST_FOLDER", str(tmp_path / "missing"))
    asked = run("ask", "What does an engineer earn?")
    assert asked.returncode != 0 and not asked.stdout
    assert "missing" in asked.stderr and "Traceback" not in asked.stderr


@pytest.mark.slow
def test_a_store_of_another_embedder_is_told(settings: Settings) -> None:
    fill(settings)
    other = run("ask", "What does an engineer earn?")
    assert other.returncode == 1 and "embedd" in other.stderr and "Traceback" not in other.stderr


@pytest.mark.slow
@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_still_reads_ends_with_its_ingest_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signal_: signal.Signals
) -> None:
    monkeypatch.setenv("CHATBOT_PORT", "0")
    command = [sys.executable, "-m", "chatbot"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as s:
        assert s.stderr is not None
        while "Open http" not in s.stderr.readline():
            pass
        time.sleep(1.5)
        s.send_signal(signal_)
        assert "Traceback" not in s.stderr.read()
    with pytest.raises(ProcessLookupError):
        os.killpg(s.pid, 0)
