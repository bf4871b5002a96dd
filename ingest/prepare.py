"""One document's way: from its bytes to passages that can be published."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Literal

from ingest.clean import clean
from ingest.errors import UnreadableFile
from ingest.formats.loaded import Loaded
from ingest.front_matter import read_front_matter, stated_date, valid_as_of
from ingest.sections import structure
from ingest.split import split
from vectorstore import Document, Embedder, Prepared

_FILE_ENDINGS = frozenset(".doc .docx .pdf .txt .md .htm .html .ppt .pptx .xls .tex".split())
_BETWEEN_PAGES = "\n\n"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from: its place in the folder and the bytes that it was read from."""

    source: str
    version: str
    bytes: int
    owner: Literal["folder", "upload"] = "folder"


def cleaned(loaded: Loaded) -> Loaded:
    """The same with canonical pages."""
    return replace(loaded, pages=tuple(clean(page) for page in loaded.pages))


def text_of(loaded: Loaded) -> str:
    """The whole canonical text of what has canonical pages."""
    return _BETWEEN_PAGES.join(loaded.pages)


def prepare(loaded: Loaded, origin: Origin, embedder: Embedder) -> tuple[Prepared, tuple[str, ...]]:
    """The document ready for publishing, and what is to be said about it.

    `loaded` has been `cleaned`. Raises `UnreadableFile` where nothing in it can be indexed.
    """
    text = text_of(loaded)
    front = read_front_matter(text)
    given = front.title or _real_title(loaded.title)
    structured = structure(text, front.end, given)
    title = front.title or structured.title or given
    as_of = front.as_of or valid_as_of(loaded.as_of or "") or stated_date(text, front.end, title)
    title = title or PurePosixPath(origin.source).stem
    document = Document(origin.source, title, origin.version, origin.bytes, as_of, origin.owner)
    starts = _page_starts(loaded.pages) if loaded.paged else ()
    passages = split(document, text, structured.sections, starts, embedder)
    if not passages:
        raise UnreadableFile("there is no text in it that could be asked about")
    return Prepared(document, text, passages), loaded.remarks + front.problems


def _page_starts(pages: Sequence[str]) -> tuple[int, ...]:
    """Where each page begins in the joined text."""
    lengths = [len(page) + len(_BETWEEN_PAGES) for page in pages[:-1]]
    return tuple(accumulate(lengths, initial=0))


def _real_title(title: str | None) -> str | None:
    """A title from outside of the text, unless a program has put its file's name there."""
    if not title or "\n" in title or PurePosixPath(title).suffix.lower() in _FILE_ENDINGS:
        return None
    return None if title.lower().startswith(("microsoft word", "untitled")) else title.strip()
