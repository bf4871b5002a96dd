"""Word: headings, lists, tables and notes, as they read with all changes accepted.

`mammoth` reads the file once its XML is made simple: it knows neither styles that hide text nor the
numbers of lists, fields of one element or formulas.
"""

import re
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from bs4 import BeautifulSoup
from lxml import etree

from ingest.formats.archive import open_archive, xml
from ingest.formats.chart import chart
from ingest.formats.load_html import as_markdown, parse
from ingest.formats.loaded import STRUCK, Loaded
from ingest.formats.raised import raised
from ingest.formats.word_styles import Numbering, Styles, W, is_on

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
_LABEL = re.compile("\ue000(.*?)\ue001", re.DOTALL)  # a list's number, as it goes through mammoth
_PARTS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WRAPPERS = ("fldSimple", "dir", "bdo")  # around runs, which are shown as if it was not there
_HIDDEN = "hidden text is left out"


def load_docx(data: bytes) -> Loaded:
    """The text that Word would print: without what is hidden or deleted, and without comments."""
    import mammoth

    with open_archive(data) as archive:
        core = xml(archive.read(_CORE)) if _CORE in archive.namelist() else None
        shown, remarks = _simplified(archive)
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
    for text in soup.find_all(string=_LABEL):
        item = text.find_parent(re.compile("^(li|p|h[1-6]|t[dh])$"))
        if match := _LABEL.match(text):
            label = match[1] if item and item.name != "li" else ""
            text.replace_with(f"{label} {text[match.end() :]}".lstrip())
            if item and item.name == "li":
                item["data-label"] = match[1]


def _simplified(archive: ZipFile) -> tuple[BytesIO, tuple[str, ...]]:
    """The archive as Word would print it, and what that leaves out."""
    styles = Styles(archive)
    simplifier = _Simplifier(styles, Numbering(archive, styles))
    packed = BytesIO()
    with ZipFile(packed, "w") as new:
        for name in dict.fromkeys(archive.namelist()):
            try:
                content = archive.read(name)
            except BadZipFile:  # mammoth says so, if it needs that part
                continue
            if _PARTS.fullmatch(name):
                root = xml(content)
                simplifier.run(root)
                content = etree.tostring(root)
            new.writestr(name, content)
    return packed, tuple(sorted(simplifier.remarks))


class _Simplifier:
    """What is done to each part of a file in turn."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles, self._numbering = styles, numbering
        self.remarks: set[str] = set()

    def run(self, root: Any) -> None:  # noqa: ANN401 - lxml has no types
        """Change a part in place."""
        for formula in list(root.iter(f"{_MATH}oMath")):
            _replace(formula, [_run(_formula(formula))])
        for wrapper in list(root.iter(*(f"{W}{name}" for name in _WRAPPERS), f"{_MATH}oMathPara")):
            _replace(wrapper, list(wrapper))
        for paragraph in list(root.iter(f"{W}p")):
            self._paragraph(paragraph)

    def _paragraph(self, paragraph: Any) -> None:  # noqa: ANN401
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        for run in list(paragraph.iterfind(f".//{W}r")):
            if next(run.iterancestors(f"{W}p")) is paragraph:
                self._run(run, style)
        label = self._numbering.label(paragraph)
        if label:
            at = 1 if paragraph.find(f"{W}pPr") is not None else 0
            paragraph.insert(at, _run(f"\ue000{label}\ue001"))

    def _run(self, run: Any, style: Any) -> None:  # noqa: ANN401
        properties = run.find(f"{W}rPr")
        own = properties.find(f"{W}rStyle") if properties is not None else None

        def has(name: str) -> bool:
            direct = properties.find(f"{W}{name}") if properties is not None else None
            found = (direct, self._styles.find(own, name), self._styles.find(style, name))
            return is_on(next((one for one in found if one is not None), None))

        is_hidden = has("vanish")
        if is_hidden or has("strike") or has("dstrike"):
            if any(text.text for text in run.iter(f"{W}t")):
                self.remarks.add(_HIDDEN if is_hidden else STRUCK)
            run.clear()


def _replace(old: Any, new: list[Any]) -> None:  # noqa: ANN401
    parent = old.getparent()
    at = parent.index(old)
    parent[at : at + 1] = new


def _run(text: str) -> Any:  # noqa: ANN401
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}t").text = text
    return run


def _formula(part: Any) -> str:  # noqa: ANN401
    """A formula on one line."""
    inner = "".join(map(_formula, part))
    match etree.QName(part).localname:
        case "t":
            return part.text or ""
        case "num":
            return f"{inner}/"
        case "sup":
            return raised(inner)
        case "rad":
            return f"√{inner}"
    return inner
