"""HTML: what a page shows of its subject as Markdown, without navigation, banners and scripts."""

import re

from bs4 import BeautifulSoup, Comment, Tag
from markdownify import ATX, MarkdownConverter

from ingest.errors import UnreadableFile
from ingest.formats.encoding import decode
from ingest.formats.json_ld import described
from ingest.formats.loaded import STRUCK, Loaded
from ingest.formats.page import HEADS, leave_out_unshown, main_part
from ingest.formats.raised import raised
from ingest.formats.table import Cell
from ingest.formats.table import table as as_table

# What a page says about its date, the most trustworthy first.
_DATES = ("as_of", "article:modified_time", "article:published_time", "dcterms.date", "dc.date")
_NOTED = r"a[epub\:type~=noteref], a[role=doc-noteref]"  # in electronic books
_PARTS = ["thead", "tbody", "tfoot", "tr", "td", "th"]
_CELLS = ["td", "th"]
_MOST_ROWS = 1000  # that one cell may span
_DEEPEST = 300  # elements in each other; Python's own limit lies a little above


def load_html(data: bytes) -> Loaded:
    """The main content of a page, with Markdown's headings, lists and tables."""
    markup, remarks = _markup(data)
    soup = parse(markup)
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    as_of = next(filter(None, (_meta(soup, name) for name in _DATES)), None)
    facts, dated = described(soup)
    for mark in soup.select(_NOTED):
        mark.name = "sup"
    struck = leave_out_unshown(soup)
    content = main_part(soup)
    text = "\n\n".join(filter(None, [as_markdown(content), facts]))
    remarks += (STRUCK,) * struck
    return Loaded((text,), title=title or None, as_of=as_of or dated, remarks=remarks)


def parse(markup: str | bytes) -> BeautifulSoup:
    """The elements of a page; raises `UnreadableFile` where they are nested as no page is."""
    soup = BeautifulSoup(markup, "lxml")
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    level: list[Tag] = [soup]
    for _ in range(_DEEPEST):
        level = [child for tag in level for child in tag.children if isinstance(child, Tag)]
    if level:  # what follows would take the square of the depth in time
        raise UnreadableFile("its parts are nested too deeply")
    return soup


def fragment(markup: str) -> str:
    """A piece of HTML that stands in another text, as Markdown."""
    soup = parse(markup)
    leave_out_unshown(soup)
    return as_markdown(soup).strip()


def as_markdown(content: Tag) -> str:
    """A part of a page as Markdown; captions introduce their tables, layout tables are undone."""
    content.smooth()  # so that the blanks around what went become one
    laid_out = {}
    for table in content.find_all("table"):
        if table.caption:
            caption = table.caption.extract()
            caption.name = "p"
            caption.string = caption.get_text(" ", strip=True).rstrip(".:") + ":"
            table.insert_before(caption)
        if table.find(["table", *HEADS]) or not table.find(_CELLS):
            laid_out[id(table)] = table  # two tables are equal where they look alike
    owners = [(part, id(part.find_parent("table"))) for part in content.find_all(_PARTS)]
    for part in [*laid_out.values(), *(part for part, owner in owners if owner in laid_out)]:
        part.name = "div"
    converter = _Markdown(
        heading_style=ATX, bullets="-", escape_misc=False, escape_asterisks=False,
        escape_underscores=False, strip=["a", "img", "b", "strong", "em", "i"],
    )  # fmt: skip
    return str(converter.convert_soup(content))


class _Markdown(MarkdownConverter):
    """Markdown with terms and their descriptions as list items."""

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A term as the beginning of a list item, which its description completes."""
        return f"\n- {' '.join(text.split()).rstrip(':')}:" if text.strip() else ""

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A description, behind its term."""
        return f" {' '.join(text.split())}\n" if text.strip() else ""

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """An item under the number that it is given, such as Word's `3.` or `b)`."""
        label = str(el.get("data-label") or "")
        if not (label and text.strip()):
            return str(super().convert_li(el, text, parent_tags))  # type: ignore[misc]
        bullet = label if re.fullmatch(r"\d{1,9}[.)]", label) else "-"
        text = text.strip() if bullet == label else f"{label} {text.strip()}"
        return f"{bullet} " + text.replace("\n", "\n" + " " * (len(bullet) + 1)) + "\n"

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A superscript that is no part of a figure; a mark that leads to a note goes."""
        is_mark = el.find("a", href=re.compile("#")) or el.find_parent("a", href=re.compile("#"))
        return "" if is_mark or re.fullmatch(r"\s*\[[^\]]*\]\s*", text) else raised(text)

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A subscript, apart from a figure before it: CO2, but 10 (2)."""
        before = str(el.previous_sibling or "")[-1:]
        return f" ({text.strip()})" if before.isdigit() and text.strip() else text

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A cell, which its table will read as a whole."""
        el["data-text"] = text.strip()
        return ""

    convert_th = convert_td

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The rows as a pipe table."""
        rows = [[_cell(one) for one in row.find_all(_CELLS)] for row in el.find_all("tr")]
        return f"\n\n{as_table(rows)}\n\n"


def _cell(el: Tag) -> Cell:
    """A cell; it is a name where all of it is bold."""
    marked = any(isinstance(child, Tag) for child in el.children)
    bold = "".join(b.get_text() for b in el.find_all(["b", "strong"])) if marked else ""
    head = el.name == "th" or bool(bold.strip() and bold.split() == el.get_text().split())
    across, down = (_span(el.get(name)) for name in ("colspan", "rowspan"))
    return Cell(str(el.get("data-text", "")), across, down, head)


def _span(value: object) -> int:
    return min(int(str(value)), _MOST_ROWS) if re.fullmatch("[1-9][0-9]{0,5}", str(value)) else 1


def _markup(data: bytes) -> tuple[str | bytes, tuple[str, ...]]:
    """Bytes where the page names its own encoding, so that the parser takes that one."""
    begin = data[:2048].lower()
    if (b"charset" in begin or b"encoding=" in begin) and b"\0" not in data:
        return data, ()
    return decode(data)


def _meta(soup: BeautifulSoup, name: str) -> str | None:
    element = soup.select_one(f'meta[name="{name}" i], meta[property="{name}" i]')
    content = element.get("content") if element else None
    return str(content).strip()[:10] or None if content else None
