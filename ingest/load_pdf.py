"""PDF: the text layer, page by page."""

import logging
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, EmptyFileError, FileNotDecryptedError

from ingest.errors import UnreadableFile
from ingest.loaded import Loaded
from ingest.pdf_page import as_text, read_lines

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
    except UnreadableFile:
        raise
    except (FileNotDecryptedError, DependencyError) as error:
        raise UnreadableFile(_PROTECTED) from error
    except EmptyFileError as error:
        raise UnreadableFile("the file is empty") from error
    except Exception as error:  # pypdf raises whatever a broken file makes it run into
        raise UnreadableFile(f"the PDF is damaged ({type(error).__name__})") from error
    if not any(pages):
        raise UnreadableFile(
            "the PDF has no text layer (a scan?); run text recognition on it first"
        )
    return Loaded(as_text(pages), paged=True, title=title)
