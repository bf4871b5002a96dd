"""The XML of a Word file made simple, for `mammoth` to read.

It knows neither styles that hide text nor the numbers of lists, fields of one element, formulas,
or text boxes without a fallback.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from ingest.formats.loaded import STRUCK
from ingest.formats.raised import raised
from ingest.formats.word_styles import Numbering, Styles, W, is_on, xml

LABEL = re.compile("\ue000(.*?)\ue001", re.DOTALL)  # a list's number, as it goes through mammoth
_PARTS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OTHER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VML = "{urn:schemas-microsoft-com:vml}"
_WRAPPERS = ("fldSimple", "dir", "bdo")  # around runs, which are shown as if it was not there
_NOTES = (f"{W}footnoteReference", f"{W}endnoteReference")
_HIDDEN = "hidden text is left out"


def simplified(archive: ZipFile) -> tuple[BytesIO, tuple[str, ...]]:
    """The archive as Word would print it, and what that leaves out."""
    styles = Styles(archive)
    simplifier = _Simplifier(styles, Numbering(archive, styles))
    names = list(dict.fromkeys(archive.namelist()))
    packed = BytesIO()
    with ZipFile(packed, "w") as new:
        for name in names:
            try:
                content = archive.read(name)
            except BadZipFile:  # mammoth says so, if it needs that part
                continue
            if _PARTS.fullmatch(name):
                root = xml(content)
                simplifier.run(root)
                content = etree.tostring(root)
            new.writestr(name, content)
    if any(name.startswith("word/diagrams/data") for name in names):
        simplifier.remarks.add("diagrams are not read")
    return packed, tuple(sorted(simplifier.remarks))


class _Simplifier:
    """What is done to each part of a file in turn."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles, self._numbering = styles, numbering
        self.remarks: set[str] = set()

    def run(self, root: Any) -> None:  # noqa: ANN401 - lxml has no types
        """Change a part in place."""
        for box in [b for b in root.iter(f"{W}txbxContent") if not _is_read(b)]:
            outer = list(box.iterancestors(f"{_OTHER}AlternateContent", f"{W}drawing"))[-1]
            picture = etree.Element(f"{W}pict")
            etree.SubElement(picture, f"{_VML}textbox").append(box)
            _replace(outer, [picture])
        for formula in list(root.iter(f"{_MATH}oMath")):
            _replace(formula, [_run("".join(_formula(formula)))])
        for wrapper in list(root.iter(*(f"{W}{name}" for name in _WRAPPERS), f"{_MATH}oMathPara")):
            _replace(wrapper, list(wrapper))
        for ruby in list(root.iter(f"{W}ruby")):
            _replace(ruby, list(ruby.find(f"{W}rubyBase")))
        for choice in list(root.iter(f"{W}ddList")):
            _show_choice(choice)
        for mark in [one for one in root.iterfind(f".//{W}trPr/{W}hidden") if is_on(one)]:
            self.remarks.add(_HIDDEN)
            _replace(mark.getparent().getparent(), [])
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

        def find(name: str) -> Any:  # noqa: ANN401
            direct = properties.find(f"{W}{name}") if properties is not None else None
            found = direct if direct is not None else self._styles.find(own, name)
            return found if found is not None else self._styles.find(style, name)

        is_hidden = is_on(find("vanish"))
        if is_hidden or is_on(find("strike")) or is_on(find("dstrike")):
            if any(text.text for text in run.iter(f"{W}t")):
                self.remarks.add(_HIDDEN if is_hidden else STRUCK)
            run.clear()
        elif own is not None and not any(run.find(note) is not None for note in _NOTES):
            raising = self._styles.find(own, "vertAlign")
            if raising is not None and properties.find(f"{W}vertAlign") is None:
                properties.append(deepcopy(raising))


def _is_read(box: Any) -> bool:  # noqa: ANN401
    """Whether mammoth comes to a text box: in a picture, or in what stands in for a drawing."""
    outer = next(box.iterancestors(f"{_OTHER}AlternateContent"), None)
    if outer is not None:
        fallback = outer.find(f"{_OTHER}Fallback")
        return fallback is not None and next(fallback.iter(f"{W}txbxContent"), None) is not None
    return next(box.iterancestors(f"{W}drawing"), None) is None


def _replace(old: Any, new: list[Any]) -> None:  # noqa: ANN401
    parent = old.getparent()
    at = parent.index(old)
    parent[at : at + 1] = new


def _run(text: str) -> Any:  # noqa: ANN401
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}t").text = text
    return run


def _show_choice(choice: Any) -> None:  # noqa: ANN401
    """Write out what is chosen in a list of an old form."""
    entries = [entry.get(f"{W}val") for entry in choice.iterfind(f"{W}listEntry")]
    chosen = choice.find(f"{W}result")
    number = int(chosen.get(f"{W}val")) if chosen is not None else 0
    field = next(choice.iterancestors(f"{W}r"), None)
    if field is not None and number < len(entries):
        field.addnext(_run(entries[number]))


def _formula(part: Any) -> Iterator[str]:  # noqa: ANN401
    """A formula on one line."""
    name = etree.QName(part).localname
    if name == "t":
        yield part.text or ""
    elif name == "f":
        above, below = ("".join(_formula(part.find(f"{_MATH}{side}"))) for side in ("num", "den"))
        yield f"{above}/{below}"
    elif name == "sup":
        yield raised("".join(text for child in part for text in _formula(child)))
    else:
        yield "√" if name == "rad" else ""
        for child in part:
            yield from _formula(child)
