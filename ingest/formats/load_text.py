"""Plain text; what databases export as `.txt` is a table."""

from ingest.formats.encoding import decode
from ingest.formats.load_csv import as_table
from ingest.formats.loaded import Loaded

_FEWEST = 3  # lines: two with a tab each may be anything


def load_text(data: bytes) -> Loaded:
    """The text as it is; or a table, where every line has as many fields, parted by tabs."""
    text, remarks = decode(data)
    lines = [line for line in text.splitlines() if line.strip()]
    tabs = {line.count("\t") for line in lines}
    named = len(lines) >= _FEWEST and all(field.strip() for field in lines[0].split("\t"))
    if named and len(tabs) == 1 and tabs != {0}:
        text = as_table(text, "\t")
    return Loaded((text,), remarks=remarks)
