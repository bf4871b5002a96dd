"""The zip archives that Word, Excel, PowerPoint and EPUB files are, opened once they are safe."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree

from ingest.errors import UnreadableFile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_FILES = 10_000
_MOST_BYTES = 400_000_000  # unpacked
_MOST_RATIO = 150  # deflate reaches 1,000 on zeros; sheets of alike rows stay below 100
_SMALL = 20_000_000  # unpacked: less than this does no harm, however well it was packed


def open_archive(data: bytes) -> ZipFile:
    """The archive, once its size is known to be bearable; raises `UnreadableFile` otherwise.

    The sizes that the archive claims are enough: `zipfile` unpacks no more than what is claimed.
    """
    if data.startswith(_OLE):
        raise UnreadableFile(
            "it is protected with a password, or in the format of an Office before 2007; "
            "save a copy in today's format, without a password"
        )
    try:
        archive = ZipFile(BytesIO(data))
        entries = archive.infolist()
    except Exception as error:  # zipfile raises whatever a broken archive makes it run into
        raise UnreadableFile("it is damaged, or no such file: it cannot be unpacked") from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _MOST_FILES:
        raise UnreadableFile(f"it is packed of {len(entries):,} files, too many for a document")
    if unpacked > _MOST_BYTES or unpacked > max(_SMALL, _MOST_RATIO * len(data)):
        raise UnreadableFile(
            f"unpacked it would take {unpacked:,} bytes, {unpacked // len(data)} times its size: "
            "too much for a document"
        )
    return archive


def xml(content: bytes) -> Any:  # noqa: ANN401 - lxml has no types
    """The root of an archive's part; nothing outside of the file is loaded."""
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    root = etree.fromstring(content, etree.XMLParser(huge_tree=True, **safe))
    etree.strip_elements(root, etree.Entity, with_tail=False)
    return root
