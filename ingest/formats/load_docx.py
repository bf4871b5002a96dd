"""Word: headings, lists, tables and notes, as they read with all changes accepted."""

import re

from bs4 import BeautifulSoup

from ingest.formats.archive import open_archive, xml
from ingest.formats.chart import chart
from ingest.formats.load_html import as_markdown, parse
from ingest.formats.loaded import Loaded
from ingest.formats.word_xml import LABEL, simplified

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
p[style-name='List Number 3'] => ul|ol > li > ul|ol > li > ol > li:fresh
"""
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_CHART = re.compile(r"word/charts/chart\d*\.xml")
_CORE = "docProps/core.xml"


def load_docx(data: bytes) -> Loaded:
    """The text that Word would print: without what is hidden or deleted, and without comments."""
    import mammoth

    with open_archive(data) as archive:
        core = xml(archive.read(_CORE)) if _CORE in archive.namelist() else None
        shown, remarks = simplified(archive)
        drawn = [xml(archive.read(name)) for name in archive.namelist() if _CHART.fullmatch(name)]
    html = mammoth.convert_to_html(
        shown, style_map=_STYLES, include_embedded_style_map=False,
        convert_image=mammoth.images.img_element(lambda image: {}),
    )  # fmt: skip
    soup = parse(html.value)
    for mark in soup.select("sup > a[href^='#footnote-'], sup > a[href^='#endnote-']"):
        note = soup.find("li", id=str(mark["href"])[1:])
        text = " ".join(note.get_text(" ").replace("↑", "").split()) if note else ""
        if mark.parent:
            mark.parent.replace_with(f" ({text})" if text else "")
    for note in soup.select("li[id^=footnote-], li[id^=endnote-]"):
        note.decompose()
    for box in soup.select("input[type=checkbox]"):
        box.replace_with("☒ " if box.has_attr("checked") else "☐ ")
    _label(soup)
    title = (core.findtext(_TITLE) or "").strip() if core is not None else ""
    # Where a chart stands in the text is not known here; its own title says what it is about.
    charts = [f"## Chart {n}\n\n{chart(one)}" for n, one in enumerate(drawn, 1)]
    text = "\n\n".join([as_markdown(soup), *charts])
    return Loaded((text,), title=title or None, remarks=remarks)


def _label(soup: BeautifulSoup) -> None:
    """Hand the numbers of lists on to their items; elsewhere they are text."""
    for outer in soup.find_all("li"):  # mammoth puts an item without text around a deeper one
        if not any(child not in outer.find_all(["ol", "ul"]) for child in outer.children):
            outer.unwrap()
    for text in soup.find_all(string=LABEL):
        item = text.find_parent(re.compile("^(li|p|h[1-6]|t[dh])$"))
        if match := LABEL.match(text):
            label = match[1] if item and item.name != "li" else ""
            text.replace_with(f"{label} {text[match.end() :]}".lstrip())
            if item and item.name == "li":
                item["data-label"] = match[1]
