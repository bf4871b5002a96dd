"""Word's styles and list numbers, which stand apart from the text that they change."""

from string import ascii_lowercase
from typing import Any
from unicodedata import normalize
from zipfile import ZipFile

from lxml import etree

from ingest.formats.archive import xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off", "none")
_ROMAN = 12  # Unicode has characters for so many Roman numbers; others are shown as figures


def is_on(mark: Any) -> bool:  # noqa: ANN401
    """Whether a property such as `<w:vanish/>` is there and not switched off."""
    return mark is not None and mark.get(f"{W}val") not in _OFF


def _part(archive: ZipFile, name: str) -> Any:  # noqa: ANN401
    return xml(archive.read(name)) if name in archive.namelist() else etree.Element("none")


class Styles:
    """The styles of a file with what they take over from those that they are based on."""

    def __init__(self, archive: ZipFile) -> None:
        root = _part(archive, "word/styles.xml")
        self._by_id = {one.get(f"{W}styleId"): one for one in root.iter(f"{W}style")}
        self._found: dict[tuple[str, str], Any] = {}

    def find(self, reference: Any, name: str) -> Any:  # noqa: ANN401
        """A property of the style that an element refers to; None where it has none."""
        key = str(reference.get(f"{W}val")) if reference is not None else ""
        if key in self._by_id and (key, name) not in self._found:
            style = self._by_id[key]
            self._found[key, name] = None  # in case that the style is based on itself
            own = next(style.iterfind(f"*/{W}{name}"), None)
            base = style.find(f"{W}basedOn")
            self._found[key, name] = self.find(base, name) if own is None else own
        return self._found.get((key, name))


class Numbering:
    """The numbers of the paragraphs, which have to be asked for in their order."""

    def __init__(self, archive: ZipFile, styles: Styles) -> None:
        root = _part(archive, "word/numbering.xml")
        self._styles = styles
        self._lists = {one.get(f"{W}abstractNumId"): one for one in root.iter(f"{W}abstractNum")}
        self._used = {one.get(f"{W}numId"): one for one in root.iter(f"{W}num")}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: Any) -> str:  # noqa: ANN401
        """What Word prints before a paragraph, such as `3.` or `b)`; empty where it is nothing."""
        properties = paragraph.find(f"{W}pPr")
        gone = ("del", "moveFrom", "vanish")
        if properties is None or any(properties.find(f"{W}rPr/{W}{n}") is not None for n in gone):
            return ""
        style = properties.find(f"{W}pStyle")
        given, inherited = properties.find(f"{W}numPr"), self._styles.find(style, "numPr")
        given = inherited if given is None else given
        number = _value(given, "numId") or _value(inherited, "numId")
        key, levels = self._levels(number)
        level = int(_value(given, "ilvl") or 0)
        if level not in levels:
            return ""
        return _written(levels, self._count(number, key, level, levels), level)

    def _levels(self, number: str) -> tuple[str, dict[int, Any]]:
        """The list that a number belongs to, and its levels."""
        used = self._used.get(number)
        key = _value(used, "abstractNumId")
        levels = [*self._lists[key].iterfind(f"{W}lvl")] if key in self._lists else []
        if used is not None:
            levels += used.iterfind(f"{W}lvlOverride/{W}lvl")
        return key, {int(one.get(f"{W}ilvl") or 0): one for one in levels}

    def _count(self, number: str, key: str, level: int, levels: dict[int, Any]) -> dict[int, int]:
        """Count a paragraph in; numbers of one list go on, unless one of them starts anew."""
        counts = self._counts.setdefault(key, {})
        begin = int(_value(levels[level], "start") or 1)
        anew = self._used[number].find(f"{W}lvlOverride[@{W}ilvl='{level}']/{W}startOverride")
        if anew is not None and (number, level) not in self._begun:
            begin = int(anew.get(f"{W}val"))
            counts.pop(level, None)
        self._begun.add((number, level))
        counts[level] = counts.get(level, begin - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        for upper in range(level):
            counts.setdefault(upper, int(_value(levels.get(upper), "start") or 1))
        return counts


def _value(element: Any, name: str) -> str:  # noqa: ANN401
    found = element.find(f"{W}{name}") if element is not None else None
    return str(found.get(f"{W}val")) if found is not None else ""


def _written(levels: dict[int, Any], counts: dict[int, int], level: int) -> str:
    """The text of a level with its numbers, such as `Article %1.%2`."""
    if _value(levels[level], "numFmt") == "bullet":
        return ""
    text = _value(levels[level], "lvlText")
    for n, one in levels.items():
        text = text.replace(f"%{n + 1}", _figure(counts.get(n, 1), _value(one, "numFmt")))
    return text.strip()


def _figure(count: int, kind: str) -> str:
    if kind.endswith("Letter") and count > 0:
        letters = ascii_lowercase[(count - 1) % 26] * ((count - 1) // 26 + 1)
        return letters.upper() if kind.startswith("upper") else letters
    if kind.endswith("Roman") and 0 < count <= _ROMAN:
        roman = normalize("NFKC", chr(ord("Ⅰ") + count - 1))
        return roman if kind.startswith("upper") else roman.lower()
    return "" if kind == "none" else str(count)
