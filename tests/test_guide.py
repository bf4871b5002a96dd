"""The guide that comes with the package: our own words, and every figure with its source."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup, Tag

from tests.conftest import cannot

ROOT = Path(__file__).parents[1]
GUIDE = sorted((ROOT / "ingest/sample").iterdir())
SEEDS = ROOT.parent / "shared/seeds"
FOLDERS = ("ingest", "vectorstore", "chatbot", "tests")

SOURCE = re.compile(r"AiPathly|LinkedIn|Bureau of Labor Statistics|\bBLS\b")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
NOT_A_FIGURE = re.compile(r"401\(k\)|\b(?:19|20)\d\d(?:-\d\d)?\b|28 August")

each_document = pytest.mark.parametrize("path", GUIDE, ids=lambda path: path.name)


def front_matter(path: Path) -> dict[str, str]:
    """What a document says about itself: YAML in Markdown, `meta` in HTML."""
    text = path.read_text()
    if path.suffix == ".md":
        return {key: str(value) for key, value in yaml.safe_load(text.split("---\n")[1]).items()}
    head = BeautifulSoup(text, "html.parser").head
    assert head and head.title
    found = {str(tag.get("name")): str(tag.get("content")) for tag in head.find_all("meta")}
    return {**found, "title": head.title.get_text()}


def lines(path: Path) -> Iterator[tuple[str, str]]:
    """Each paragraph, item and table row, with the headings and the caption above it."""
    if path.suffix == ".html":
        yield from html_lines(BeautifulSoup(path.read_text(), "html.parser"))
        return
    headings, caption = [""] * 6, ""
    for line in path.read_text().split("---\n", 2)[2].splitlines():
        if marks := re.match(r"(#+) ", line):
            level = len(marks[1])
            headings[level - 1 :] = [line, *[""] * (6 - level)]
            caption = ""
        elif line:
            in_table = line.startswith("|")
            yield line, " ".join([*headings, caption if in_table else ""])
            caption = caption if in_table else line


def html_lines(page: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """The same for HTML."""
    for tag in page.find_all(["p", "li", "tr"]):
        assert isinstance(tag, Tag)
        heading = tag.find_previous(["h1", "h2"])
        table = tag.find_parent("table")
        captions = table.find_all("caption") if table else []
        around = [part.get_text() for part in [heading, *captions] if part]
        yield tag.get_text(" "), " ".join(around)


def sentences(path: Path) -> Iterator[tuple[str, str]]:
    for line, around in lines(path):
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", line):
            yield sentence, around


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower()))


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    """Every run of `length` words of the text."""
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def test_the_guide_has_five_or_six_documents_one_of_them_html() -> None:
    assert 5 <= len(GUIDE) <= 6
    assert [path.suffix for path in GUIDE].count(".html") == 1


@each_document
def test_it_says_title_source_and_date(path: Path) -> None:
    found = front_matter(path)
    assert found["title"] and found["source"]
    assert re.fullmatch(r"\d{4}(-\d\d){0,2}", found["as_of"])


@each_document
def test_it_is_short(path: Path) -> None:
    assert len(words(path.read_text())) <= 2_000


@each_document
def test_every_figure_has_a_source_and_a_year(path: Path) -> None:
    bare = [
        sentence
        for sentence, around in sentences(path)
        if re.search(r"\d", NOT_A_FIGURE.sub("", sentence))
        and not (SOURCE.search(sentence + around) and YEAR.search(sentence + around))
    ]
    assert not bare


@each_document
def test_a_figure_in_running_text_names_source_and_year_itself(path: Path) -> None:
    bare = [
        sentence
        for sentence, _ in sentences(path)
        if "$" in sentence
        and not sentence.startswith(("|", "-"))
        and not (SOURCE.search(sentence) and YEAR.search(sentence))
    ]
    assert not bare


@each_document
def test_every_sentence_can_stand_alone(path: Path) -> None:
    pointing = re.compile(
        r"^(They|It|He|She|This|Those|However|Also)\b|\b(I|we|our|my|us)\b"
        r"|\b(see (above|below)|as mentioned|following (table|section)|this article)\b",
        re.IGNORECASE,
    )
    assert not [sentence for sentence, _ in sentences(path) if pointing.search(sentence)]


@each_document
def test_no_sentence_comes_up_twice(path: Path) -> None:
    found = sorted(s for s, _ in sentences(path) if len(words(s)) > 5 and not s.startswith("|"))
    assert not [a for a, b in pairwise(found) if a == b]


@each_document
def test_no_run_of_eight_words_is_copied_from_the_seeds(path: Path) -> None:
    if not SEEDS.is_dir():
        cannot("the seeds that the guide is compared with are not beside the checkout")
    seeds = set().union(*(runs(seed.read_text()) for seed in SEEDS.iterdir()))
    own = set().union(*(runs(sentence) for sentence, _ in sentences(path)))
    assert not [" ".join(run) for run in sorted(own & seeds)]


def test_no_code_and_no_test_copies_a_sentence_of_the_seeds() -> None:
    if not SEEDS.is_dir():
        cannot("the seeds that the code is compared with are not beside the checkout")
    seeds = set().union(*(runs(seed.read_text()) for seed in SEEDS.iterdir()))
    files = [*ROOT.glob("*.md"), *(p for f in FOLDERS for p in (ROOT / f).rglob("*.*"))]
    # The guide is compared sentence by sentence above: its figures name the same bureau.
    texts = [p for p in files if p.suffix in {".py", ".md", ".toml", ".js"} and p not in GUIDE]
    assert len(texts) > 100
    copied = {path.name: sorted(runs(path.read_text()) & seeds) for path in texts}
    assert not {name: found for name, found in copied.items() if found}
