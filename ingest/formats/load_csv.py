"""CSV: a table whose delimiter is the one that gives the most even rows."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice, product

from ingest.formats.encoding import decode
from ingest.formats.loaded import Loaded
from ingest.formats.table import Cell, sheet

_DELIMITERS = ";\t|,"
_QUOTING = (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)  # databases export quotes as they are
_SAMPLE = 100  # rows that show which delimiter it is
_HINT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line
_IN_NUMBER = re.compile(r"\d,\d")


def load_csv(data: bytes) -> Loaded:
    """The rows as a table under the first one's names, or as sections where fields are long."""
    text, remarks = decode(data)
    hint = _HINT.match(text)
    text = text[hint.end() :] if hint else text
    return Loaded((as_table(text, hint[1] if hint else _DELIMITERS),), remarks=remarks)


def as_table(text: str, delimiters: str) -> str:
    """The rows as Markdown, parted by the likeliest of some delimiters."""
    csv.field_size_limit(len(text) + 1)
    delimiter, quoting = max(product(delimiters, _QUOTING), key=lambda one: _evenness(text, *one))
    return sheet([[Cell(field) for field in row] for row in _rows(text, delimiter, quoting)])


def _rows(text: str, delimiter: str, quoting: int) -> Iterator[list[str]]:
    lines = StringIO(text, newline="")
    return csv.reader(lines, delimiter=delimiter, quoting=quoting, skipinitialspace=True)  # type: ignore[arg-type]


def _evenness(text: str, delimiter: str, quoting: int) -> tuple[float, int, bool, float]:
    """How well a reading fits: even rows, whole quotes, and delimiters that part no numbers.

    A field that holds whole rows comes from a quote that is never closed.
    """
    rows = [row for row in islice(_rows(text, delimiter, quoting), _SAMPLE) if row]
    counts = Counter(map(len, rows))
    usual, times = counts.most_common(1)[0] if counts else (1, 0)
    fields = [field for row in rows for field in row]
    broken = sum(field.count('"') % 2 for field in fields)
    broken += sum(3 * field.count("\n") for field in fields if delimiter in field)
    begin = text[: 100 * _SAMPLE]
    decimal = len(_IN_NUMBER.findall(begin)) / max(begin.count(","), 1) if delimiter == "," else 0
    even = times / len(rows) if usual > 1 else 0.0
    return even, -broken, quoting == csv.QUOTE_MINIMAL, usual * (1 - decimal)
