"""Plain text; what databases export as `.txt` is a table."""

import re
from quopri import decodestring

from ingest.formats.encoding import decode
from ingest.formats.load_csv import as_table
from ingest.formats.loaded import Loaded

_FEWEST = 3  # lines: two with a tab each may be anything
_BYTES = re.compile(rb"(?:=[0-9A-F]{2}){2}")
_SOFT_BREAK = re.compile(rb"=\r?\n")


def load_text(data: bytes) -> Loaded:
    """The text as it is; or a table, where every line has as many fields, parted by tabs."""
    text, remarks = decode(decodestring(data) if _is_quoted_printable(data) else data)
    lines = [line for line in text.splitlines() if line.strip()]
    tabs = {line.count("\t") for line in lines}
    named = len(lines) >= _FEWEST and all(field.strip() for field in lines[0].split("\t"))
    if named and len(tabs) == 1 and tabs != {0}:
        text = as_table(text, "\t")
    return Loaded((text,), remarks=remarks)


def _is_quoted_printable(data: bytes) -> bool:
    """Whether it is a saved e-mail: letters as `=C3=A9`, and lines broken by `=` (RFC 2045)."""
    return bool(_BYTES.search(data)) and len(_SOFT_BREAK.findall(data)) >= _FEWEST
