"""From bytes to text: one function per format; a new format is a file, and a line here."""

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import IngestError, UnreadableFile
from ingest.formats.load_csv import load_csv
from ingest.formats.load_docx import load_docx
from ingest.formats.load_epub import load_epub
from ingest.formats.load_html import load_html
from ingest.formats.load_json import load_json, load_jsonl
from ingest.formats.load_markdown import load_markdown
from ingest.formats.load_pdf import load_pdf
from ingest.formats.load_pptx import load_pptx
from ingest.formats.load_text import load_text
from ingest.formats.load_xlsx import load_xlsx
from ingest.formats.loaded import Loaded

if TYPE_CHECKING:
    from langchain_core.documents import Document as LangChainDocument

FORMATS: Mapping[str, Callable[[bytes], Loaded]] = {
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".txt": load_text,
    ".html": load_html,
    ".htm": load_html,
    ".pdf": load_pdf,
    ".docx": load_docx,
    ".docm": load_docx,
    ".xlsx": load_xlsx,
    ".xlsm": load_xlsx,
    ".pptx": load_pptx,
    ".epub": load_epub,
    ".csv": load_csv,
    ".tsv": load_csv,
    ".json": load_json,
    ".jsonl": load_jsonl,
}
# What is text already: read by nothing that could crash or fill the memory.
PLAIN = frozenset({".md", ".markdown", ".txt"})


def load(data: bytes, suffix: str) -> Loaded:
    """Read the bytes of a file; raises `UnreadableFile` with the reason where that fails."""
    if not data.strip():
        raise UnreadableFile("the file is empty")
    try:
        loaded = FORMATS[suffix](data)
    except (UnreadableFile, MemoryError):
        raise
    except RecursionError as error:
        raise UnreadableFile("its parts are nested too deeply") from error
    except Exception as error:  # the libraries raise whatever a broken file makes them run into
        name = type(error).__name__
        raise UnreadableFile(f"it is damaged, or no {suffix[1:]} file at all ({name})") from error
    if not any(page.strip() for page in loaded.pages):
        raise UnreadableFile("there is no text in it")
    return loaded


def from_langchain(documents: Iterable["LangChainDocument"]) -> dict[str, Loaded]:
    """The documents of any LangChain loader, by `metadata["source"]`; parts of one are joined.

    A loader that gives one document per page says so with `metadata["page"]`.
    """
    loaded = {}
    for source, group in groupby(sorted(documents, key=_source), key=_source):
        parts = list(group)
        paged = all("page" in part.metadata for part in parts)
        texts = tuple(part.page_content for part in parts)
        title = parts[0].metadata.get("title")
        loaded[source] = Loaded(
            texts if paged else ("\n\n".join(texts),), paged, str(title) if title else None
        )
    return loaded


def version_of(loaded: Loaded) -> str:
    """The version of a document that came without a file: the hash of its text."""
    return sha256("\f".join(loaded.pages).encode()).hexdigest()


def _source(document: "LangChainDocument") -> str:
    source = document.metadata.get("source")
    if not source:
        raise IngestError(
            'A LangChain document has no metadata["source"], so that it cannot be cited. '
            "Set it to the name that citations are to show."
        )
    return Path(str(source)).as_posix()
