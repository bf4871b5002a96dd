"""CSV: a table whose delimiter is the one that gives the most even rows."""

import csv
from collections import Counter
from itertools import islice

from ingest.load_text import decode
from ingest.loaded import Loaded
from ingest.table import Cell, sheet

_DELIMITERS = ",;\t|"
_SAMPLE = 100  # rows that show which delimiter it is


def load_csv(data: bytes) -> Loaded:
    """The rows as a table under the first one's names, or as sections where fields are long."""
    text = decode(data)
    csv.field_size_limit(len(text) + 1)
    lines = text.splitlines(keepends=True)
    delimiter = max(_DELIMITERS, key=lambda one: _evenness(lines, one))
    rows = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    return Loaded((sheet([[Cell(text) for text in row] for row in rows]),))


def _evenness(lines: list[str], delimiter: str) -> tuple[float, int]:
    """The share of rows that have the usual number of columns, and that number."""
    rows = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    counts = Counter(len(row) for row in islice(rows, _SAMPLE) if row)
    usual, times = counts.most_common(1)[0] if counts else (1, 0)
    return (times / counts.total() if usual > 1 else 0.0, usual)
