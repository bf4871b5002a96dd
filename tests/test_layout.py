"""The shape of the code: where imports point, and how big its parts may be."""

import ast
import io
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("ingest", "vectorstore", "chatbot")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

each_module = pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def imports(path: Path) -> set[str]:
    """The full names of the modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            found.add(str(node.module))
    return found


@each_module
def test_imports_point_only_to_the_vectorstore_and_through_its_door(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0]
    foreign = {name for name in imports(path) if name.split(".")[0] in PACKAGES}
    foreign -= {name for name in foreign if name.split(".")[0] == own}
    assert foreign <= {"vectorstore"}


def test_tests_are_flat() -> None:
    """A folder `tests/ingest` would shadow our package of that name."""
    assert not [path for path in (ROOT / "tests").rglob("*.py") if path.parent.name != "tests"]


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if "training" not in path.parts],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_a_module_is_short_and_named_for_what_it_is(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 250
    assert path.stem not in {"utils", "helpers", "common", "core", "manager"}


@each_module
def test_a_function_is_at_most_fifty_lines_and_annotated(path: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert not [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= 50]
    assert not [f.name for f in functions if f.returns is None]


def lines_of_code(path: Path) -> int:
    """The lines that hold code: neither blank, nor comment, nor docstring."""
    text = path.read_text()
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.NAME, tokenize.NUMBER, tokenize.OP, tokenize.STRING):
            lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines -= set(range(node.lineno, (node.end_lineno or 0) + 1))
    return len(lines)


# What has landed; it goes down, never up in the commit that breaks it. The aims are 2,700, 2,300
# and 1,750: `ingest` is far above, for the breadth of formats that it reads right. It went up once,
# for labels, menus, broken lines and numbered headings: with them the reader found the right unit
# first for .735 of 400 questions on documents that nothing was trained on, without for .662.
LIMITS = {"chatbot": 3_814, "ingest": 4_197, "vectorstore": 1_877}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_no_bigger_than_what_has_landed(package: str) -> None:
    modules = [path for path in MODULES if path.relative_to(ROOT).parts[0] == package]
    shipped = [path for path in modules if "training" not in path.parts]
    assert sum(map(lines_of_code, shipped)) <= LIMITS[package]
