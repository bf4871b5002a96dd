"""Books in the order of reading."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from ingest.errors import UnreadableFile
from ingest.formats.load import load

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


def test_a_chapter_that_is_missing_is_named_and_spoils_no_other() -> None:
    loaded = load(epub(a="<p>First.</p>", nav="<p>Contents</p>"), ".epub")
    assert loaded.pages == ("First.",)
    assert loaded.remarks == ("the chapter OPS/text/b c.xhtml is missing",)


def test_a_book_without_its_chapters_has_a_reason() -> None:
    with pytest.raises(UnreadableFile, match="no text"):
        load(epub(nav="<p>Contents</p>"), ".epub")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>It pays $48,000<sup>1</sup>.</p>", "It pays $48,000¹."),
        ("<p>It pays $48,000<a epub:type='noteref' href='#n'>1</a>.</p>"
         "<aside epub:type='footnote' id='n'><p>Before tax.</p></aside>",
         "It pays $48,000¹."),
        ("<p>It pays $48,000<sup><a role='doc-noteref' href='notes.xhtml#n'>1</a></sup>.</p>",
         "It pays $48,000¹."),
        ("<p>A crew of <span epub:type='pagebreak' id='p'>12</span>8 welders.</p>",
         "A crew of 8 welders."),
        ("<p>It costs <s>$900</s> $1,100.</p>", "It costs $1,100."),
    ],
    ids=["superscript", "note", "note elsewhere", "number of a page", "struck out"],
)  # fmt: skip
def test_what_is_printed_around_the_text_is_not_read_as_part_of_it(body: str, text: str) -> None:
    assert load(epub(a=body, b="<h1>Two</h1>"), ".epub").pages[0].split("\n\n")[0] == text


def test_a_book_that_is_locked_has_a_reason() -> None:
    data = BytesIO(epub(a="<p>First.</p>", b="<p>Second.</p>"))
    with ZipFile(data, "a") as archive:
        reference = '<CipherReference URI="OPS/a.xhtml"/>'
        archive.writestr("META-INF/encryption.xml", f"<encryption>{reference}</encryption>")
    with pytest.raises(UnreadableFile, match="DRM"):
        load(data.getvalue(), ".epub")
