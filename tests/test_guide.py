"""The guide that comes with the package: our own words, and every figure with its source.

What is looked at is what `ingest` makes of each document, whatever its format.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest

from ingest.load import load
from ingest.prepare import Origin, prepare
from tests.conftest import BagOfWords, cannot
from tests.make_guide import MADE, make
from vectorstore import Prepared

ROOT = Path(__file__).parents[1]
GUIDE = sorted((ROOT / "ingest/sample").iterdir())
PROVENANCE = ROOT / "ingest/PROVENANCE.md"
SHARED = ROOT.parent / "shared"
SEEDS = SHARED / "seeds"
HANDBOOK = SHARED / "data/ooh/pages"
FOLDERS = ("ingest", "vectorstore", "chatbot", "tests")

SOURCE = re.compile(r"AiPathly|LinkedIn|Egor Howell|advertisement|Bureau of Labor Statistics")
PLACE = re.compile(r"United States|\bglobal\b|\bno country named\b|names no country")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# The name of a retirement plan, and what a percentile is.
NOT_A_FIGURE = re.compile(r"401\(k\)|The 90th percentile is|\b(?:19|20)\d\d(?:-\d\d){0,2}\b")

each_document = pytest.mark.parametrize("path", GUIDE, ids=lambda path: path.name)


@dataclass(frozen=True, slots=True)
class Said:
    """What can be quoted: its words, how it stands there, and what a person is shown around it."""

    quote: str
    form: str
    around: str


@cache
def prepared(path: Path) -> Prepared:
    """The document as `ingest` prepares it."""
    data = path.read_bytes()
    origin = Origin(path.name, sha256(data).hexdigest(), len(data))
    document, problems = prepare(load(data, path.suffix), origin, BagOfWords())
    assert not problems
    return document


def said(path: Path) -> Iterator[Said]:
    """Every sentence, item and table row of a document."""
    for passage in prepared(path).passages:
        for unit in passage.units:
            around = " ".join([passage.document.title, *passage.heading, unit.lead])
            yield Said(" ".join(passage.quote(unit).split()), unit.form, around)


def body(path: Path) -> str:
    """The text of a document behind its front matter."""
    text = prepared(path).text
    return text.split("---\n", 2)[2] if text.startswith("---\n") else text


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower()))


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    """Every run of `length` words of the text."""
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


@cache
def all_runs(folder: Path) -> set[tuple[str, ...]]:
    if not folder.is_dir():
        cannot(f"the texts that the guide is compared with ({folder.name}) are not there")
    return set().union(*(runs(path.read_text()) for path in folder.iterdir()))


def numbers(text: str) -> set[str]:
    """Every number of a text, without the commas in it."""
    text = text.replace("401(k)", "")
    return {found.rstrip(",").replace(",", "") for found in NUMBER.findall(text)}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table of figures: numbers, the source's name, and the years."""

    document: str
    figures: set[str]
    source: str
    years: set[str]


@cache
def provenance() -> tuple[Row, ...]:
    table = PROVENANCE.read_text().split("\n## Figures\n")[1]
    lines = [line for line in table.splitlines() if line.startswith("| ")][1:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return tuple(
        Row(document, numbers(figures), source.split(",")[0], numbers(year))
        for document, figures, _, source, year in cells
    )


def sources() -> Mapping[str, str]:
    """The text of each source by the name that the table has for it."""
    seeds = [path.read_text() for path in sorted(SEEDS.iterdir())]
    marks = {"AiPathly": "logoAiPathly", "Howell": "Egor Howell", "Comparison": "Featured Job"}
    texts = {name: next(s for s in seeds if mark in s) for name, mark in marks.items()}
    pages = {f"OOH {path.stem}": path.read_text() for path in HANDBOOK.iterdir()}
    return {**texts, **pages}


def test_the_guide_has_at_least_eight_documents_in_five_formats() -> None:
    formats = [path.suffix for path in GUIDE]
    assert len(GUIDE) >= 8
    assert all(formats.count(suffix) == 1 for suffix in (".html", ".docx", ".pdf", ".csv"))
    assert set(formats) == {".md", ".html", ".docx", ".pdf", ".csv"}


@each_document
def test_it_says_title_and_date_of_itself(path: Path) -> None:
    document = prepared(path).document
    assert document.title.startswith(document.title[0].upper()) and " " in document.title
    assert re.fullmatch(r"\d{4}(-\d\d){0,2}", str(document.as_of))


@each_document
def test_it_is_short(path: Path) -> None:
    assert len(words(body(path))) <= 3_000
    assert path.stat().st_size < 60_000


@each_document
def test_every_figure_has_a_source_a_country_and_a_year(path: Path) -> None:
    bare = [
        found.quote
        for found in said(path)
        if re.search(r"\d", NOT_A_FIGURE.sub("", found.quote))
        and not all(
            known.search(found.quote + (found.around if found.form != "sentence" else ""))
            for known in (SOURCE, PLACE, YEAR)
        )
    ]
    assert not bare


@each_document
def test_every_sentence_can_stand_alone(path: Path) -> None:
    pointing = re.compile(
        r"^(They|It|He|She|This|These|Those|Such|However|Also)\b|\b(I|we|our|my|us)\b"
        r"|\b(above|below|as mentioned|following (table|section)|this (article|page))\b",
        re.IGNORECASE,
    )
    assert not [found.quote for found in said(path) if pointing.search(found.quote)]


@each_document
def test_no_sentence_comes_up_twice(path: Path) -> None:
    found = sorted(s.quote for s in said(path) if s.form == "sentence")
    assert not [a for a, b in pairwise(found) if a == b]


@each_document
def test_a_heading_names_its_subject(path: Path) -> None:
    short = {part for p in prepared(path).passages for part in p.heading if len(words(part)) < 2}
    assert not short


@each_document
@pytest.mark.parametrize("texts", [SEEDS, HANDBOOK], ids=lambda texts: texts.name)
def test_no_run_of_eight_words_is_copied(path: Path, texts: Path) -> None:
    own = set().union(*(runs(found.quote) for found in said(path)))
    assert not [" ".join(run) for run in sorted(own & all_runs(texts))]


@each_document
def test_every_number_stands_in_the_table_of_sources_and_none_is_unused(path: Path) -> None:
    rows = [row for row in provenance() if row.document == path.name]
    figures = set().union(*(row.figures for row in rows))
    years = set().union(*(row.years for row in rows))
    assert sorted(numbers(body(path)) - figures - years) == []
    assert sorted(figures - numbers(body(path))) == []


def test_the_table_of_sources_is_about_documents_of_the_guide() -> None:
    assert {row.document for row in provenance()} <= {path.name for path in GUIDE}


def test_every_figure_stands_in_the_source_that_the_table_names() -> None:
    if not (SEEDS.is_dir() and HANDBOOK.is_dir()):
        cannot("the sources of the guide are not beside the checkout")
    found = {name: numbers(text) for name, text in sources().items()}
    wrong = [
        (row.document, row.source, figure)
        for row in provenance()
        for figure in row.figures
        if figure not in found[row.source] and figure.removesuffix("000") not in found[row.source]
    ]
    assert not wrong


@pytest.mark.parametrize("source", MADE, ids=lambda path: path.name)
def test_a_made_document_is_what_its_markdown_says(source: Path) -> None:
    made = ROOT / "ingest/sample" / f"{source.stem}{MADE[source]}"
    assert made.read_bytes() == make(source, MADE[source]), "run python -m tests.make_guide"


def test_the_pdf_has_pages_that_are_cited() -> None:
    pdf = next(path for path in GUIDE if path.suffix == ".pdf")
    assert {passage.page for passage in prepared(pdf).passages} >= {1, 2, 3}


def test_the_package_carries_the_guide(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        assert {f"ingest/sample/{path.name}" for path in GUIDE} <= set(wheel.namelist())


def test_no_code_and_no_test_copies_a_sentence_of_the_seeds() -> None:
    seeds = all_runs(SEEDS)
    files = [*ROOT.glob("*.md"), *(p for f in FOLDERS for p in (ROOT / f).rglob("*.*"))]
    # The guide is compared sentence by sentence above: its figures name the same bureau.
    own = {*GUIDE, *MADE}
    texts = [p for p in files if p.suffix in {".py", ".md", ".toml", ".js"} and p not in own]
    assert len(texts) > 100
    copied = {path.name: sorted(runs(path.read_text()) & seeds) for path in texts}
    assert not {name: found for name, found in copied.items() if found}
