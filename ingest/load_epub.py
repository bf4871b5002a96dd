"""EPUB: the chapters in the order of reading."""

from posixpath import dirname, join, normpath
from urllib.parse import unquote
from zipfile import ZipFile

from lxml import etree

from ingest.archive import open_archive
from ingest.errors import UnreadableFile
from ingest.load_html import load_html
from ingest.loaded import Loaded

_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def load_epub(data: bytes) -> Loaded:
    """The text of the chapters, with the title and the date of publication that the book states."""
    with open_archive(data) as archive:
        container = _xml(archive, "META-INF/container.xml")
        place = str(container.find(".//{*}rootfile").get("full-path"))
        package = _xml(archive, place)
        items = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
        order = [items.get(one.get("idref")) for one in package.iterfind(".//{*}spine/{*}itemref")]
        chapters = [
            _chapter(archive, normpath(join(dirname(place), unquote(str(item.get("href"))))))
            for item in order
            if item is not None and "nav" not in (item.get("properties") or "").split()
        ]
    date = package.findtext(f".//{_DUBLIN_CORE}date") or ""
    return Loaded(
        ("\n\n".join(filter(None, chapters)),),
        title=(package.findtext(f".//{_DUBLIN_CORE}title") or "").strip() or None,
        as_of=date.strip()[:10] or None,
    )


def _chapter(archive: ZipFile, name: str) -> str:
    try:
        return load_html(archive.read(name)).pages[0].strip()
    except UnreadableFile:  # a cover, or a page of pictures
        return ""


def _xml(archive: ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(name), parser)
