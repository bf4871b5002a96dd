"""Markdown and plain text: finding out the encoding, and what is no text at all."""

import codecs
import re

from ingest.errors import UnreadableFile
from ingest.loaded import Loaded

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
_CONTROL_SHARE = 0.02  # stray control characters happen; more of them are no text
_BINARY = "it is no text: the file is binary, or in an encoding that is not known"


def load_text(data: bytes) -> Loaded:
    """Text in UTF-8, in UTF-16 with its mark, or else in Windows-1252."""
    return Loaded((decode(data),))


def decode(data: bytes) -> str:
    """The characters of a text file; raises `UnreadableFile` where it holds none."""
    if data.startswith(_UTF16_MARKS):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UnreadableFile("it begins as UTF-16, but is damaged") from error
    if b"\0" in data:
        raise UnreadableFile(_BINARY)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    odd = len(_CONTROL.findall(text)) + text.count("\ufffd")
    if odd > _CONTROL_SHARE * len(text):
        raise UnreadableFile(_BINARY)
    return text
