"""Word: headings, lists, tables and notes, as they read with all changes accepted."""

from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from ingest.archive import open_archive
from ingest.load_html import as_markdown, parse
from ingest.loaded import Loaded

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
p[style-name='List Number 3'] => ul|ol > li > ul|ol > li > ol > li:fresh
"""
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False}


def load_docx(data: bytes) -> Loaded:
    """The text that Word would print: without what is hidden or deleted, and without comments."""
    import mammoth

    with open_archive(data) as archive:
        title = _title(archive)
        hides = any(b"vanish" in archive.read(n) for n in archive.namelist() if _is_text(n))
        shown = _without_hidden(archive) if hides else BytesIO(data)
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
    return Loaded((as_markdown(soup),), title=title)


def _title(archive: ZipFile) -> str | None:
    if "docProps/core.xml" not in archive.namelist():
        return None
    root = etree.fromstring(archive.read("docProps/core.xml"), etree.XMLParser(**_PARSER))
    return (root.findtext(_TITLE) or "").strip() or None


def _is_text(name: str) -> bool:
    return name.startswith("word/document") and name.endswith(".xml")


def _without_hidden(archive: ZipFile) -> BytesIO:
    """The archive with only those runs that are shown."""
    shown = BytesIO()
    with ZipFile(shown, "w") as packed:
        for name in dict.fromkeys(archive.namelist()):
            content = archive.read(name)
            if _is_text(name):
                root = etree.fromstring(content, etree.XMLParser(huge_tree=True, **_PARSER))
                for mark in list(root.iter(f"{_WORD}vanish")):
                    run = next(mark.iterancestors(f"{_WORD}r"), None)
                    if run is not None and mark.get(f"{_WORD}val") not in ("0", "false", "off"):
                        run.clear()
                content = etree.tostring(root)
            packed.writestr(name, content)
    return shown
