"""PDF: the text layer, page by page."""

import logging
from collections.abc import Sequence
from io import BytesIO

from pypdf import PageObject, PdfReader
from pypdf.errors import FileNotDecryptedError

from ingest.errors import UnreadableFile
from ingest.formats.loaded import Loaded
from ingest.formats.pdf_lines import read_lines
from ingest.formats.pdf_page import as_text

# pypdf tells every oddity of a file on standard error; what matters is in our report.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_PROTECTED = "it is protected with a password; save a copy without it"


def load_pdf(data: bytes) -> Loaded:
    """The text of every page; raises `UnreadableFile` where the file gives none."""
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile(_PROTECTED)
        pages = [read_lines(page) for page in reader.pages]
        title = reader.metadata.title if reader.metadata else None
    except FileNotDecryptedError as error:
        raise UnreadableFile(_PROTECTED) from error
    damaged = [number for number, page in enumerate(pages, 1) if page is None]
    read = [page or [] for page in pages]
    if not any(read):
        raise UnreadableFile(
            "the PDF is damaged: none of its pages can be read"
            if damaged
            else "the PDF has no text layer (a scan?); run text recognition on it first"
        )
    empty = [number for number, page in enumerate(pages, 1) if page == []]
    struck = [number for number, page in enumerate(reader.pages, 1) if _strikes_out(page)]
    remarks = (
        _remark(damaged, "cannot be read"),
        _remark(empty, "without text (scanned?)"),
        _remark(struck, "with text that was struck out, which is read all the same"),
    )
    return Loaded(as_text(read), paged=True, title=title, remarks=tuple(filter(None, remarks)))


def _strikes_out(page: PageObject) -> bool:
    """Whether a reader of the page struck text out in it; what it says cannot be told apart."""
    try:
        found = [note.get_object().get("/Subtype") for note in page.get("/Annots") or ()]
    except Exception:  # pypdf raises whatever a broken page makes it run into
        return False
    return "/StrikeOut" in found


def _remark(numbers: Sequence[int], what: str) -> str:
    """What is wrong with pages, such as `pages 2, 3 cannot be read`."""
    shown = ", ".join(map(str, numbers[:10])) + (", …" if len(numbers) > 10 else "")
    return f"page{'s' * (len(numbers) > 1)} {shown} {what}" if numbers else ""
