"""The guide that comes with the package: every figure with its source, every sentence whole.

What is looked at is what `ingest` makes of each document, whatever its format.
"""

import csv
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

from tests import draw_figures
from tests.guide_said import (
    GUIDE,
    HANDBOOK,
    ROOT,
    SEEDS,
    Said,
    each_document,
    prepared,
    said,
    texts,
    words,
)  # fmt: skip
from tests.guide_tables import called, in_short, table
from tests.make_guide import made, read

PROVENANCE = ROOT / "ingest/PROVENANCE.md"
QUOTED = ROOT / "tests/guide/quoted.csv"

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# Years, the name of a retirement plan, and what percentiles and the lowest tenth are.
NOT_A_FIGURE = re.compile(
    r"\b(?:19|20)\d\d(?:-\d\d){0,2}\b|401\(k\)|\b(?:lowest|highest) 10 percent"
    r"|\d\dth percentile (?:is )?the value"
)
# How a sentence names what a row of the tables of figures has.
NAMED = {
    "none": re.compile(r"no country|neither year nor country|without (?:year and )?country"),
    "undated": re.compile(r"undated|neither year|without year"),
    "Comparison": re.compile(r"December 2023"),
    "Howell": re.compile(r"Egor Howell"),
    "OOH": re.compile(r"Bureau of Labor Statistics"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """A row of the tables of figures: numbers that are about one thing, and where they are from."""

    about: tuple[str, ...]
    numbers: frozenset[str]
    source: str
    country: str
    years: tuple[str, ...]

    def owns(self, number: str, said: Said) -> bool:
        """Whether the number is one of these, and what is said names the thing that it is about."""
        text = f"{said.around} {said.quote}".lower()
        return number in self.numbers and any(name.lower() in text for name in self.about)

    def is_named_in(self, said: Said) -> bool:
        """Whether source, country and years are named with it."""
        text = said.shown
        wanted = [self.source.split()[0], self.country, *self.years]
        return all(NAMED.get(one, re.compile(re.escape(one))).search(text) for one in wanted)


def numbers(text: str) -> set[str]:
    """Every number of a text that is a figure, without the commas in it."""
    found = NUMBER.findall(NOT_A_FIGURE.sub("", text))
    return {number.rstrip(",").replace(",", "") for number in found}


@cache
def quoted() -> tuple[Mapping[str, str], ...]:
    with QUOTED.open(newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def figures() -> tuple[Figures, ...]:
    """The rows of both tables."""
    official = (
        Figures(
            (called(row["subject"]), in_short(called(row["subject"]))),
            frozenset(numbers(" ".join(row[name] for name in row if name != "dated"))),
            "OOH", "United States", ("20",),
        )
        for row in table()
    )  # fmt: skip
    others = (
        Figures(
            (row["about"],), frozenset(numbers(row["figures"])), row["source"], row["country"],
            tuple(row["year"].split()),
        )
        for row in quoted()
    )  # fmt: skip
    return (*official, *others)


def source_text(name: str) -> str:
    """The text of a source by the name that the table of quoted figures has for it."""
    if name.startswith("OOH "):
        texts(HANDBOOK)
        return (HANDBOOK / f"{name.removeprefix('OOH ')}.md").read_text()
    mark = {"AiPathly": "logoAiPathly", "Howell": "Egor Howell", "Comparison": "Featured Job"}[name]
    return next(text for text in texts(SEEDS) if mark in text)


def test_every_common_format_is_in_the_guide() -> None:
    formats = {path.suffix for path in GUIDE}
    assert formats == {".md", ".html", ".docx", ".pdf", ".csv", ".xlsx"}


@each_document
def test_it_says_title_and_date_of_itself(path: Path) -> None:
    document = prepared(path).document
    assert document.title[0].isupper() and " " in document.title
    assert re.fullmatch(r"\d{4}(-\d\d){0,2}", str(document.as_of))


@each_document
def test_it_is_short(path: Path) -> None:
    assert len(words(prepared(path).text)) <= 2_000
    assert path.stat().st_size < 60_000


def test_a_first_start_has_little_to_embed() -> None:
    """About 50 short texts a second are embedded on two cores."""
    embedded = [text for path in GUIDE for text in prepared(path).embedded_texts]
    assert len(embedded) < 1_500


@each_document
def test_every_figure_is_of_what_its_sentence_names_with_source_country_and_year(
    path: Path,
) -> None:
    bare = [
        (number, one.quote)
        for one in said(path)
        for number in numbers(one.quote)
        if not any(row.owns(number, one) and row.is_named_in(one) for row in figures())
    ]
    assert not bare


def test_no_quoted_figure_is_unused() -> None:
    everything = [one for path in GUIDE for one in said(path)]
    unused = [
        (row.about, number)
        for row in figures()
        for number in row.numbers
        if row.source != "OOH" and not any(
            number in numbers(one.quote) and row.owns(number, one) for one in everything
        )
    ]  # fmt: skip
    assert not unused


def test_every_quoted_figure_stands_in_its_source() -> None:
    wrong = [
        (row["about"], number)
        for row in quoted()
        for number in numbers(row["figures"])
        if not {number, number.removesuffix("000")} & numbers(source_text(row["source"]))
    ]
    assert not wrong


def test_the_official_figures_are_those_of_the_handbook() -> None:
    texts(HANDBOOK)
    drawn = [row for page in draw_figures.pages() for row in draw_figures.draw(page)]
    kept = [{name: value for name, value in row.items() if value} for row in table()]
    assert kept == [{name: value for name, value in row.items() if value} for row in drawn]


def test_what_is_said_to_be_most_or_least_is_so() -> None:
    def value(row: Mapping[str, str], name: str) -> int:
        return int(row[name].strip("$").replace(",", ""))

    rows = [row for row in table() if row["lowest"]]
    assert max(rows, key=lambda row: value(row, "median"))["subject"] == "chief executives"
    by_growth = sorted(rows, key=lambda row: value(row, "growth"))
    assert by_growth[0]["page"] == "computer-programmers"
    assert [row["page"] for row in by_growth[:-3:-1]] == [
        "data-scientists", "information-security-analysts"
    ]  # fmt: skip
    computing = [row for row in rows if "comput" in row["subject"].lower()]
    assert max(computing, key=lambda r: value(r, "median"))["page"].endswith("systems-managers")
    least = min(computing, key=lambda row: value(row, "lowest"))
    assert least["subject"] == "computer user support specialists"


@each_document
def test_every_sentence_can_stand_alone(path: Path) -> None:
    pointing = re.compile(
        r"^(They|It|He|She|This|These|Those|Such|However|Also)\b|\b(I|we|our|my|us)\b"
        r"|\b(above(?! all)|below|as mentioned|following (table|section)|this (article|page))\b",
        re.IGNORECASE,
    )
    assert not [found.quote for found in said(path) if pointing.search(found.quote)]


@each_document
def test_a_quote_is_not_too_long_to_be_shown(path: Path) -> None:
    long = [found.quote for found in said(path) if found.form != "row" and len(found.quote) > 400]
    assert not long


@each_document
def test_no_sentence_comes_up_twice(path: Path) -> None:
    found = sorted(s.quote for s in said(path) if s.form == "sentence")
    assert not [a for a, b in pairwise(found) if a == b]


@each_document
def test_a_heading_names_its_subject(path: Path) -> None:
    short = {part for p in prepared(path).passages for part in p.heading if len(words(part)) < 2}
    assert not short


def test_every_made_document_says_what_the_tables_and_our_words_say() -> None:
    for name, data in made():
        target = ROOT / "ingest/sample" / name
        assert read(target.read_bytes(), name) == read(data, name), "run python -m tests.make_guide"


def test_the_provenance_lists_what_is_in_the_guide_and_nothing_else() -> None:
    listed = re.findall(r"^\| (\S+\.\w+) \| (.+) \|$", PROVENANCE.read_text(), re.MULTILINE)
    assert sorted(name for name, _ in listed) == [path.name for path in GUIDE]
    names = {name for name, _ in made()}
    pages = {page for name, sources in listed if name in names for page in sources.split(", ")}
    assert pages - {"all of these pages"} == set(draw_figures.pages())
    others = [sources.split("; ") for name, sources in listed if name not in names]
    own = {source for sources in others for source in sources}
    assert own == {"AiPathly", "Howell", "Comparison", "OOH"}


def test_the_pdf_has_pages_that_are_cited() -> None:
    pdf = next(path for path in GUIDE if path.name == "us-database-and-systems.pdf")
    assert {passage.page for passage in prepared(pdf).passages} >= {1, 2, 3}


def test_the_package_carries_the_guide(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        assert {f"ingest/sample/{path.name}" for path in GUIDE} <= set(wheel.namelist())
