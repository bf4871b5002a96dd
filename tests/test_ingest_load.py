"""From bytes to text, or to a reason."""

from io import BytesIO
from quopri import encodestring

import pytest
from langchain_core.documents import Document as LangChainDocument
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from ingest.errors import IngestError, UnreadableFile
from ingest.formats.load import from_langchain, load

PAGE = b"""<html><head><title>Pay | Example</title><meta name="as_of" content="2024"></head><body>
<nav><a href="/">Home</a></nav><div class="cookie-banner">We use cookies.</div>
<main><h1>Pay</h1><p>It <b>rises</b> with <a href="x">experience</a>.</p>
<script>alert(1)</script>
<ul><li>Junior: $80,000</li><li>Senior: $130,000</li></ul>
<table><caption>By city</caption><tr><th>City</th><th>Pay</th></tr>
<tr><td>Boston</td><td>$140,000</td></tr></table></main>
<footer>Example Ltd</footer></body></html>"""


def blank_pdf(password: str | None = None) -> bytes:
    return pdf("", password=password)


def pdf(*texts: str, password: str | None = None, algorithm: str = "RC4-128") -> bytes:
    """A page for each text; the owner's password protects nothing from reading."""
    writer = PdfWriter()
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    })  # fmt: skip
    for text in texts:
        page = writer.add_blank_page(200, 200)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F"): font})}
        )
        stream = StreamObject()
        stream.set_data(text.encode())
        page[NameObject("/Contents")] = stream
    if password is not None:
        writer.encrypt(password, "owner", algorithm=algorithm)
    data = BytesIO()
    writer.write(data)
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    ["naïve".encode(), b"\xef\xbb\xbf" + "naïve".encode(), "naïve".encode("utf-16"),
     "naïve".encode("cp1252")],
    ids=["utf-8", "bom", "utf-16", "cp1252"],
)  # fmt: skip
def test_text_is_read_in_the_usual_encodings(data: bytes) -> None:
    assert load(data, ".txt").pages == ("naïve",)


def test_what_a_database_exports_as_txt_is_a_table() -> None:
    text = 'Code\tTitle\tTool\r\n11-1011.00\tChief Executives\t5" pipe\r\n' * 2
    lines = load(text.encode(), ".txt").pages[0].splitlines()
    assert lines[0] == "| Code | Title | Tool |"
    assert lines[2] == '| 11-1011.00 | Chief Executives | 5" pipe |'
    assert load(b"Pay\n\tup\n\tdown\n", ".txt").pages == ("Pay\n\tup\n\tdown\n",)


@pytest.mark.parametrize(
    ("data", "suffix", "reason"),
    [
        (b"", ".md", "empty"),
        (b" \n\t", ".txt", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ".txt", "binary"),
        (bytes(range(1, 32)) * 9, ".md", "binary"),
        (b"\xff\xfea", ".txt", "UTF-16"),
        (b"not a pdf at all", ".pdf", "damaged"),
        (blank_pdf()[:80], ".pdf", "damaged"),
        (blank_pdf(), ".pdf", "no text layer"),
        (blank_pdf("secret"), ".pdf", "password"),
        (b"<div>" * 2000 + b"text", ".html", "deeply"),
        (b"<html><body><nav>Home</nav><script>x()</script></body></html>", ".html", "no text"),
    ],
)
def test_what_cannot_be_read_has_a_reason(data: bytes, suffix: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        load(data, suffix)


TEXT = "BT /F 12 Tf 10 100 Td (Some words) Tj ET"


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_opens_without_a_password_is_read(algorithm: str) -> None:
    loaded = load(pdf(TEXT, password="", algorithm=algorithm), ".pdf")
    assert loaded.pages[0].strip() == "Some words"


def test_pages_that_give_nothing_are_named_and_spoil_no_other() -> None:
    loaded = load(pdf("", TEXT, "BT (never ends"), ".pdf")
    assert [page.strip() for page in loaded.pages] == ["", "Some words", ""]
    assert loaded.remarks == ("page 3 cannot be read", "page 1 without text (scanned?)")


def test_of_a_page_its_main_content_is_read_with_headings_lists_and_tables() -> None:
    loaded = load(PAGE, ".html")
    text = loaded.pages[0].strip()
    assert (loaded.title, loaded.as_of) == ("Pay | Example", "2024")
    assert text.startswith("# Pay\n\nIt rises with experience.\n\n- Junior: $80,000\n")
    assert "By city:\n\n| City | Pay |\n| --- | --- |\n| Boston | $140,000 |" in text
    assert not any(word in text for word in ("Home", "cookies", "alert", "Example Ltd"))


def test_documents_of_a_langchain_loader_are_grouped_by_source_and_pages_kept() -> None:
    documents = [
        LangChainDocument("first", metadata={"source": "a.pdf", "page": 0, "title": "A"}),
        LangChainDocument("one", metadata={"source": "b.txt"}),
        LangChainDocument("second", metadata={"source": "a.pdf", "page": 1}),
    ]
    loaded = from_langchain(documents)
    assert loaded["a.pdf"].pages == ("first", "second")
    assert (loaded["a.pdf"].paged, loaded["a.pdf"].title) == (True, "A")
    assert not loaded["b.txt"].paged


def test_a_langchain_document_without_a_source_is_refused() -> None:
    with pytest.raises(IngestError, match="source"):
        from_langchain([LangChainDocument("text")])


def test_a_saved_e_mail_is_read_as_it_was_written() -> None:
    text = "The café pays £41,000 a year, " * 9 + "and 1 = 1 stays as it is."
    assert load(encodestring(text.encode()), ".txt").pages == (text,)
    assert load(b"a = b\n=C3 = d\n", ".txt").pages == ("a = b\n=C3 = d\n",)
