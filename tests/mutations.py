"""Does a test notice? Every number set by hand is doubled, one at a time, and the tests are run.

python -m tests.mutations [PACKAGE/MODULE.py …] [-- PYTEST ARGUMENTS]

Prints one line a constant: the test that fails, or SURVIVED. Works on a copy; takes one run of the
tests for each constant.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
_TESTS = ["tests/test_golden_answers.py", "tests/test_chatbot_chat.py"]


def constants(module: Path) -> Iterator[tuple[str, int, int, str]]:
    """Name, line, column and text of each number that a module gives a name."""
    for node in ast.parse(module.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value
            if isinstance(value, ast.Constant) and isinstance(value.value, int | float):
                text = ast.get_source_segment(module.read_text("utf-8"), value) or ""
                yield node.targets[0].id, value.lineno, value.col_offset, text


def doubled(module: Path, line: int, column: int, text: str) -> None:
    """Double the number that stands there."""
    lines = module.read_text("utf-8").splitlines(keepends=True)
    row = lines[line - 1]
    lines[line - 1] = f"{row[:column]}(2 * {text}){row[column + len(text) :]}"
    module.write_text("".join(lines), "utf-8")


def noticed(root: Path, arguments: list[str]) -> str:
    """The first test that fails; empty where none does."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", run.stdout, re.MULTILINE)
    return failed[1] if failed else "" if run.returncode == 0 else run.stdout[-300:]


def main() -> None:
    """Double one constant after another."""
    given = sys.argv[1:]
    cut = given.index("--") if "--" in given else len(given)
    modules = [ROOT / name for name in given[:cut]] or sorted((ROOT / "chatbot").glob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__"))
        for module in modules:
            there = copy / module.relative_to(ROOT)
            kept = there.read_text("utf-8")
            for name, line, column, text in constants(there):
                doubled(there, line, column, text)
                result = noticed(copy, given[cut + 1 :] or _TESTS) or "SURVIVED"
                print(f"{there.name} {name} = {text}: {result}", flush=True)
                there.write_text(kept, "utf-8")


if __name__ == "__main__":
    main()
