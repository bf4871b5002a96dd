"""JSON and JSON lines: lists of records as tables, what is nested as headings, lists and text."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.errors import UnreadableFile
from ingest.formats.encoding import decode
from ingest.formats.load_html import fragment
from ingest.formats.loaded import Loaded
from ingest.formats.table import Cell, table

_DEEPEST = 6  # levels of headings; what lies deeper is put on one line
_MARKUP = re.compile(r"</[a-z][a-z0-9]*>|<br ?/?>", re.IGNORECASE)  # as job boards have it
_LONG = 200  # characters: a longer value is a paragraph


def load_json(data: bytes) -> Loaded:
    """The whole value as Markdown; an object's own `title` and `as_of` are the document's."""
    text, remarks = decode(data)
    try:
        value = _value(text)
    except ValueError as error:
        raise UnreadableFile(f"it is no valid JSON: {error}") from error
    fields = value if isinstance(value, dict) else {}
    title, as_of = fields.get("title"), fields.get("as_of")
    return Loaded(
        ("\n\n".join(_parts(value, 2)),),
        title=title if isinstance(title, str) else None,
        as_of=str(as_of) if as_of else None,
        remarks=remarks,
    )


def load_jsonl(data: bytes) -> Loaded:
    """The lines as the records of one table."""
    text, remarks = decode(data)
    values = []
    for number, line in enumerate(text.split("\n"), 1):  # U+2028 may stand inside of one
        try:
            values += [_value(line)] if line.strip() else []
        except ValueError as error:
            raise UnreadableFile(f"line {number} is no valid JSON: {error}") from error
    return Loaded(("\n\n".join(_parts(values, 2)),), remarks=remarks)


def _value(text: str) -> Any:  # noqa: ANN401 - JSON holds anything
    """The value, whose numbers keep the digits that they are written with, such as 12.50."""
    return json.loads(text, parse_float=str, parse_int=str)


def _parts(value: Any, level: int) -> Iterator[str]:  # noqa: ANN401 - JSON holds anything
    if isinstance(value, Mapping):
        yield from _object(value, level)
    elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        names = list(dict.fromkeys(name for record in value for name in record))
        head = [Cell(_words(name), head=True) for name in names]
        rows = [[Cell(_inline(record.get(name))) for name in names] for record in value]
        yield table([head, *rows], min(level, 6))
    elif isinstance(value, list):
        texts = [_inline(one) for one in value]
        yield "\n".join(f"- {text}" if len(text) <= _LONG else f"\n{text}\n" for text in texts)
    else:
        yield _inline(value)


def _object(value: Mapping[str, Any], level: int) -> Iterator[str]:
    short = {name: one for name, one in value.items() if _is_short(one, level)}
    if short:
        yield "\n".join(f"- {_words(name)}: {_inline(one)}" for name, one in short.items())
    for name, one in value.items():
        if name not in short and one not in (None, "", [], {}):
            yield f"{'#' * level} {_words(name)}"
            yield from _parts(one, level + 1)


def _is_short(value: object, level: int) -> bool:
    if isinstance(value, Mapping | list):
        return level >= _DEEPEST
    return value is not None and len(str(value)) <= _LONG


def _inline(value: object) -> str:
    """A value on one line, but for text, which keeps its own lines."""
    if isinstance(value, Mapping):
        return "; ".join(f"{_words(name)}: {_inline(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_inline, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else str(value)
    return fragment(text) if _MARKUP.search(text) else text


def _words(name: str) -> str:
    return " ".join(str(name).replace("_", " ").split())
