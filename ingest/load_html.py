"""HTML: the main content as Markdown, without navigation, banners and scripts."""

import re

from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter

from ingest.errors import UnreadableFile
from ingest.load_text import decode
from ingest.loaded import Loaded
from ingest.table import Cell
from ingest.table import table as as_table

# What never holds the page's own text. `header` goes only outside of the main content.
_CHROME = (
    "script, style, noscript, template, iframe, object, svg, canvas, video, audio, nav, footer, "
    "aside, form, button, select, dialog, [hidden], [aria-hidden=true], [role=navigation], "
    "[role=banner], [role=contentinfo], [role=search], [role=dialog], [role=complementary]"
)
_BANNER = re.compile(
    r"\b(cookies?|consent|gdpr|newsletter|subscribe|share|sharing|social|breadcrumbs?|"
    r"sidebar|navbar|menu|related|pagination|skip-link)\b",
    re.IGNORECASE,
)
# What a page says about its date, the most trustworthy first.
_DATES = ("as_of", "article:modified_time", "article:published_time", "dcterms.date", "dc.date")
_LAID_OUT = ["table", "h1", "h2", "h3", "h4", "h5", "h6"]  # in a table: it only places its parts
_PARTS = ["thead", "tbody", "tfoot", "tr", "td", "th"]
_NEXT_CELL = re.compile("^t[dh]$")
_MOST_ROWS = 1000  # that one cell may span
_DEEPEST = 300  # elements in each other; Python's own limit lies a little above
_ROW, _CELL, _TEXT = "\x1d", "\x1e", "\x1f"  # a table between its parts and its whole
_MARKS = re.compile("[\x1d-\x1f]")
_MENU_SHARE = 0.8  # of a menu's characters are links
_BANNER_SHARE = 0.3  # a wrapper whose class happens to say "menu" holds most of the page


def load_html(data: bytes) -> Loaded:
    """The main content of a page, with Markdown's headings, lists and tables."""
    soup = parse(_markup(data))
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    as_of = next(filter(None, (_meta(soup, name) for name in _DATES)), None)
    return Loaded((as_markdown(_main(soup)),), title=title or None, as_of=as_of)


def parse(markup: str | bytes) -> BeautifulSoup:
    """The elements of a page; raises `UnreadableFile` where they are nested as no page is."""
    soup = BeautifulSoup(markup, "lxml")
    level: list[Tag] = [soup]
    for _ in range(_DEEPEST):
        level = [child for tag in level for child in tag.children if isinstance(child, Tag)]
    if level:  # what follows would take the square of the depth in time
        raise UnreadableFile("its parts are nested too deeply")
    return soup


def as_markdown(content: Tag) -> str:
    """A part of a page as Markdown; captions introduce their tables, layout tables are undone."""
    laid_out = {}
    for table in content.find_all("table"):
        if table.caption:
            caption = table.caption.extract()
            caption.name = "p"
            caption.string = caption.get_text(" ", strip=True).rstrip(".:") + ":"
            table.insert_before(caption)
        if table.find(_LAID_OUT) or not any(row.find(_NEXT_CELL) for row in table.find_all("tr")):
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

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A cell, as its table will read it; it is a name where all of it is bold."""
        marked = any(isinstance(child, Tag) for child in el.children)
        bold = "".join(b.get_text() for b in el.find_all(["b", "strong"])) if marked else ""
        head = el.name == "th" or (bold.strip() and bold.split() == el.get_text().split())
        across, down = (_span(el.get(name)) for name in ("colspan", "rowspan"))
        return f"{_CELL}{across} {down} {bool(head):d}{_TEXT}{re.sub(_MARKS, ' ', text)}"

    convert_th = convert_td

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A row, as its table will read it."""
        return _ROW + text

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The rows as a pipe table."""
        rows = [[_cell(cell) for cell in row.split(_CELL)[1:]] for row in text.split(_ROW)[1:]]
        return f"\n\n{as_table(rows)}\n\n"


def _cell(marked: str) -> Cell:
    measures, text = marked.split(_TEXT)
    across, down, head = map(int, measures.split())
    return Cell(text.strip(), across, down, bool(head))


def _span(value: object) -> int:
    return min(int(str(value)), _MOST_ROWS) if re.fullmatch("[1-9][0-9]{0,5}", str(value)) else 1


def _markup(data: bytes) -> str | bytes:
    """Bytes where the page names its own encoding, so that the parser takes that one."""
    if b"charset" in data[:2048].lower() and b"\0" not in data:
        return data
    return decode(data)


def _main(soup: BeautifulSoup) -> Tag:
    """The part of the page that is about its subject."""
    for element in soup.select(_CHROME):
        element.decompose()
    mains = soup.select("main, [role=main]") or soup.select("article")
    content = mains[0] if len(mains) == 1 else soup.body or soup
    size = len(content.get_text(strip=True))
    if not size:
        raise UnreadableFile("the page has no text outside of scripts and navigation")
    heading = content.find("h1")
    for element in content.find_all(True):
        if not element.decomposed and _is_navigation(element, heading, size):
            element.decompose()
    return content


def _is_navigation(element: Tag, heading: object, size: int) -> bool:
    """Whether an element is a banner, a page's head, or a list that leads elsewhere."""
    if element.name == "header":
        return not element.find("h1") and not element.find_parent(["article", "section"])
    if element.name in ("ul", "ol"):
        return _is_menu(element, before=heading in element.find_all_next("h1"))
    return _is_banner(element) and len(element.get_text()) < _BANNER_SHARE * size


def _is_menu(links: Tag, before: bool) -> bool:
    """Whether a list is a menu: links above the page's heading, or a table of its contents."""
    found = links.find_all("a")
    linked = sum(len(link.get_text(strip=True)) for link in found)
    if not found or linked < _MENU_SHARE * len(links.get_text(strip=True)):
        return False
    return before or all(str(link.get("href", "")).startswith("#") for link in found)


def _is_banner(element: Tag) -> bool:
    if element.name in ("h1", "h2", "h3", "h4", "html", "body", "main", "article"):
        return False
    names = [*(element.get("class") or []), str(element.get("id") or "")]
    return any(_BANNER.search(re.sub("[_]+", "-", name)) for name in names)


def _meta(soup: BeautifulSoup, name: str) -> str | None:
    element = soup.select_one(f'meta[name="{name}" i], meta[property="{name}" i]')
    content = element.get("content") if element else None
    return str(content).strip()[:10] or None if content else None
