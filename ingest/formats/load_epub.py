"""EPUB: the chapters in the order of reading."""

from posixpath import dirname, join, normpath
from urllib.parse import unquote
from zipfile import ZipFile

from ingest.errors import UnreadableFile
from ingest.formats.archive import open_archive, xml
from ingest.formats.load_html import load_html
from ingest.formats.loaded import Loaded

_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_ENCRYPTION = "META-INF/encryption.xml"


def load_epub(data: bytes) -> Loaded:
    """The text of the chapters, with the title and the date of publication that the book states."""
    with open_archive(data) as archive:
        container = xml(archive.read("META-INF/container.xml"))
        place = str(container.find(".//{*}rootfile").get("full-path"))
        package = xml(archive.read(place))
        items = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
        order = [items.get(one.get("idref")) for one in package.iterfind(".//{*}spine/{*}itemref")]
        names = [
            normpath(join(dirname(place), unquote(str(item.get("href")))))
            for item in order
            if item is not None and "nav" not in (item.get("properties") or "").split()
        ]
        if _locked(archive) & {*names}:
            raise UnreadableFile("it is protected against copying (DRM); no program can read it")
        present = [name for name in names if name in archive.namelist()]
        chapters = [load_html(archive.read(name)) for name in present]
    remarks = [remark for chapter in chapters for remark in chapter.remarks]
    remarks += [f"the chapter {name} is missing" for name in names if name not in present]
    date = package.findtext(f".//{_DUBLIN_CORE}date") or ""
    return Loaded(
        ("\n\n".join(filter(None, (chapter.pages[0].strip() for chapter in chapters))),),
        title=(package.findtext(f".//{_DUBLIN_CORE}title") or "").strip() or None,
        as_of=date.strip()[:10] or None,
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _locked(archive: ZipFile) -> set[str]:
    """The files that are encrypted; often these are only fonts."""
    if _ENCRYPTION not in archive.namelist():
        return set()
    references = xml(archive.read(_ENCRYPTION)).iterfind(".//{*}CipherReference")
    return {normpath(unquote(str(one.get("URI")))) for one in references}
