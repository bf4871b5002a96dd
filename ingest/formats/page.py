"""What of a page a reader sees, and which part of it is about its subject."""

import re
from collections.abc import Iterator
from contextlib import suppress

from bs4 import BeautifulSoup, Tag

_NEVER_SHOWN = (
    "script, style, template, iframe, object, svg, canvas, video, audio, select, input, textarea, "
    "datalist, dialog:not([open]), "
    r"[epub\:type~=pagebreak], [role=doc-pagebreak]"  # numbers of a printed book's pages
)
_CHROME = (
    "nav, [role=navigation], [role=banner], [role=search], [role=dialog], [role=alertdialog], "
    "[role=menu], [role=menubar], [role=toolbar]"
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![\d.]*[1-9])",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"text-decoration[^;]*:[^;]*line-through", re.IGNORECASE)
_RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")
_AT_RULE = re.compile(r"@[^{;]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
# Words that name parts of a page. A class or an id of such words only, like "share-buttons" or
# "site-menu", is a hint; "social-worker" is none.
_PART = re.compile(
    r"(?:ad|ads|alert|bar|banner|block|bottom|box|breadcrumbs?|buttons?|consent|container|content|"
    r"cookies?|footer|form|gdpr|header|icons?|items?|js|left|links?|list|main|menu|modal|more|nav|"
    r"navbar|navigation|newsletter|notice|overlay|page|pagination|pager|panel|popup|posts?|related|"
    r"right|row|section|share|sharing|sidebar|signup|site|skip|social|subscribe|toolbar|top|"
    r"widget|wrap|wrapper|articles?)+",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"cookie|consent|gdpr|newsletter|subscribe|shar(?:e|ing)|social|breadcrumb|sidebar|nav|menu"
    r"|related|pagination|pager|skip|toolbar",
    re.IGNORECASE,
)
HEADS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_OWN = [*HEADS, "p", "table", "ul", "ol", "dl"]  # hold text of their own, unlike labels
_LINKED = 0.6  # of the characters of what leads elsewhere are links
_MENU_SHARE = 0.8  # of a menu's characters are links
_SMALL = 0.3  # of the page: a larger part is no furniture, whatever it looks like


def leave_out_unshown(soup: BeautifulSoup) -> bool:
    """Take out what no reader of the page sees; whether text was struck out.

    What a click opens is no hidden text: the panels of tabs, and what a link or button names.
    """
    opened = {
        str(tag[name]).lstrip("#")
        for name in ("aria-controls", "data-target", "data-bs-target")
        for tag in soup.select(f"[{name}]")
    }
    opened |= {str(tag["href"])[1:] for tag in soup.select("a[href^='#']")}
    hidden = [*soup.select("[hidden]:not([hidden=until-found])"), *_styled(soup, _HIDDEN)]
    struck = [*soup.find_all(["s", "del", "strike"]), *_styled(soup, _STRUCK)]
    was_struck = any(tag.get_text(strip=True) for tag in struck)
    hidden = [t for t in hidden if t.get("id") not in opened and t.get("role") != "tabpanel"]
    hidden += [t for t in soup.find_all("noscript") if not t.find(_OWN)]
    for element in [*soup.select(_NEVER_SHOWN), *hidden, *struck]:
        if not element.decomposed and element.name not in ("html", "body"):
            element.decompose()
    return was_struck


def _styled(soup: BeautifulSoup, style: re.Pattern[str]) -> Iterator[Tag]:
    """The elements that have a style by themselves, or by a style sheet of the page."""
    yield from (tag for tag in soup.select("[style]") if style.search(str(tag["style"])))
    for sheet in soup.find_all("style"):
        for selector, rules in _RULE.findall(_AT_RULE.sub("", sheet.get_text())):
            if style.search(rules):
                with suppress(Exception):  # a selector that only browsers know
                    yield from soup.select(selector)


def main_part(soup: BeautifulSoup) -> Tag:
    """The part of the page that is about its subject."""
    for element in soup.select(_CHROME):
        if not element.decomposed:
            element.decompose()
    for button in soup.find_all("button"):
        # The head of a section that opens with a click is a heading nevertheless.
        if button.find_parent([*HEADS, "summary"]) or button.find(HEADS):
            button.unwrap()
    body = soup.body or soup
    mains = soup.select("main, [role=main]") or soup.select("article")
    size = len(body.get_text(strip=True))
    content = mains[0] if len(mains) == 1 else body
    if len(content.get_text(strip=True)) < _SMALL * size:
        content = body
    heading = content.find("h1")
    # What stands before the heading of the page: its ancestors are around it.
    before = {id(tag) for tag in heading.find_all_previous(True)} if heading else set()
    before -= {id(tag) for tag in heading.parents} if heading else set()
    for element in content.find_all(True):
        if not element.decomposed and _is_furniture(element, id(element) in before, size):
            element.decompose()
    for control in content.find_all(["button", "option"]):
        control.decompose()
    return content


def _is_furniture(element: Tag, before: bool, size: int) -> bool:
    """Whether an element leads elsewhere or is for clicking, and says nothing itself."""
    if element.name in ("html", "body", "main", "article", *HEADS):
        return False
    if element.name == "footer" or element.get("role") == "contentinfo":
        return not element.find_parent(["article", "section"]) or _linked(element) > _LINKED
    if element.name == "header":
        return not element.find("h1") and not element.find_parent(["article", "section"])
    if element.name in ("ul", "ol"):
        return is_menu(element, before)
    if len(element.get_text(strip=True)) >= _SMALL * size:
        return False
    if before and _linked(element) > _LINKED:  # such as a trail of links to where the page stands
        return True
    if element.name == "form":
        return not element.find(_OWN)
    is_aside = element.name == "aside" or element.get("role") == "complementary"
    leads_away = _linked(element) > _LINKED or element.find(["button", "form"]) is not None
    return leads_away and (is_aside or _is_hinted(element))


def _linked(element: Tag) -> float:
    """The share of an element's characters that are links."""
    links = sum(len(link.get_text(strip=True)) for link in element.find_all("a"))
    return links / max(1, len(element.get_text(strip=True)))


def is_menu(links: Tag, before: bool = False) -> bool:
    """Whether a list is a menu: links above the page's heading, or a table of its contents."""
    found = links.find_all("a")
    if not found or _linked(links) < _MENU_SHARE:
        return False
    return before or all(str(link.get("href", "")).startswith("#") for link in found)


def _is_hinted(element: Tag) -> bool:
    """Whether a class or the id of an element is made of words for parts of a page only."""
    names = [*(element.get("class") or []), str(element.get("id") or "")]
    return any(
        _TELLING.search(name) and all(_PART.fullmatch(word) for word in re.split(r"[-_\d]+", name))
        for name in names
    )
