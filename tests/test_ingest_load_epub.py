"""Books in the order of reading."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from ingest.errors import UnreadableFile
from ingest.load import load

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OPS/book.opf"/></rootfiles></container>"""
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The book</dc:title>
<dc:date>2023-04-05T00:00:00Z</dc:date></metadata>
<manifest><item id="b" href="text/b%20c.xhtml"/><item id="a" href="a.xhtml"/>
<item id="n" href="nav.xhtml" properties="nav"/></manifest>
<spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>"""


def epub(**chapters: str) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OPS/book.opf", PACKAGE)
        for name, body in chapters.items():
            path = {"a": "a", "b": "text/b c", "nav": "nav"}[name]
            archive.writestr(f"OPS/{path}.xhtml", f"<html><body>{body}</body></html>")
    return data.getvalue()


def test_chapters_are_read_in_order_with_title_and_date_and_without_the_contents() -> None:
    loaded = load(
        epub(a="<h1>One</h1><p>First.</p>", b="<h1>Two</h1><p>Second.</p>", nav="<p>Contents</p>"),
        ".epub",
    )
    assert (loaded.title, loaded.as_of) == ("The book", "2023-04-05")
    assert loaded.pages == ("# One\n\nFirst.\n\n# Two\n\nSecond.",)


def test_a_book_without_its_chapters_has_a_reason() -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        load(epub(a="<p>First.</p>", nav="<p>Contents</p>"), ".epub")
