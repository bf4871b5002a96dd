"""HTML: the main content as Markdown, without navigation, banners and scripts."""

import re

from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter

from ingest.errors import UnreadableFile
from ingest.load_text import decode
from ingest.loaded import Loaded

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
_MENU_SHARE = 0.8  # of a menu's characters are links
_BANNER_SHARE = 0.3  # a wrapper whose class happens to say "menu" holds most of the page


def load_html(data: bytes) -> Loaded:
    """The main content of a page, with Markdown's headings, lists and tables."""
    converter = _Markdown(
        heading_style=ATX, bullets="-", escape_misc=False, escape_asterisks=False,
        escape_underscores=False, strip=["a", "img", "b", "strong", "em", "i"],
    )  # fmt: skip
    try:
        soup = BeautifulSoup(_markup(data), "lxml")
        title = soup.title.get_text(" ", strip=True) if soup.title else ""
        as_of = _meta(soup, "as_of")
        return Loaded((converter.convert_soup(_main(soup)),), title=title or None, as_of=as_of)
    except RecursionError as error:
        raise UnreadableFile("the page is nested too deeply") from error


class _Markdown(MarkdownConverter):
    """Markdown with terms and their descriptions as list items."""

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A term as the beginning of a list item, which its description completes."""
        return f"\n- {' '.join(text.split()).rstrip(':')}:" if text.strip() else ""

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A description, behind its term."""
        return f" {' '.join(text.split())}\n" if text.strip() else ""


def _markup(data: bytes) -> str | bytes:
    """Bytes where the page names its own encoding, so that the parser takes that one."""
    if b"charset" in data[:2048].lower() and b"\0" not in data:
        return data
    return decode(data)


def _main(soup: BeautifulSoup) -> Tag:
    """The part of the page that is about its subject, with captions before their tables."""
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
    for table in content.find_all("table"):
        if table.caption:  # as a line that introduces the rows
            caption = table.caption.extract()
            caption.name = "p"
            caption.string = caption.get_text(" ", strip=True).rstrip(".:") + ":"
            table.insert_before(caption)
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
    element = soup.select_one(f'meta[name="{name}"]')
    content = element.get("content") if element else None
    return str(content).strip() or None if content else None
