"""The figures that a chart of PowerPoint or Word is drawn from, as a table."""

from collections import defaultdict
from contextlib import suppress
from typing import Any

from ingest.formats.number_format import moment, number
from ingest.formats.table import Cell, table

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"


def chart(space: Any) -> str:  # noqa: ANN401 - lxml has no types
    """The title of a chart and a table of its series, under the name of their axis."""
    plot = space.iterfind(f"{_C}chart/{_C}plotArea/*")
    axes = [one for one in plot if str(one.tag).endswith("Ax")]
    across, up = axes if len(axes) == 2 else (None, None)  # with more, it is not told which
    columns: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    for series in space.iter(f"{_C}ser"):
        at = _points(next(series.iter(f"{_C}cat", f"{_C}xVal"), None))
        values = _points(next(series.iter(f"{_C}val", f"{_C}yVal"), None), _format(series, up))
        places = range(max([*at, *values], default=-1) + 1)
        name = " ".join(_points(series.find(f"{_C}tx")).values())
        names = tuple(at.get(n, "") for n in places)
        columns[names].append([name, *(values.get(n, "") for n in places)])
    parts = [_title(space.find(f"{_C}chart"))]
    for names, found in columns.items():
        rows = enumerate(zip([_title(across), *names], *found, strict=True))
        parts.append(table([[Cell(text, head=not n) for text in row] for n, row in rows]))
    return "\n\n".join(filter(None, parts))


def _title(owner: Any) -> str:  # noqa: ANN401
    title = owner.find(f"{_C}title") if owner is not None else None
    texts = title.iter(_TEXT) if title is not None else ()
    return "".join(text.text or "" for text in texts).strip()


def _format(series: Any, axis: Any) -> str:  # noqa: ANN401
    """The format that the labels of the points have, or the axis, where they have their own."""
    for owner in (series.find(f"{_C}dLbls"), axis):
        own = owner.find(f"{_C}numFmt") if owner is not None else None
        if own is not None and own.get("sourceLinked") in ("0", "false"):
            return str(own.get("formatCode"))
    return ""


def _points(source: Any, code: str = "") -> dict[int, str]:  # noqa: ANN401
    """The names or figures of the points by their number; of names in levels, all levels' names."""
    if source is None:
        return {}
    is_number = any(source.find(f".//{_C}{name}") is not None for name in ("numCache", "numLit"))
    code = code or source.findtext(f".//{_C}formatCode") or "General"
    lowest, *upper = list(source.iter(f"{_C}lvl")) or [source]
    texts = _texts(lowest)
    for level in upper:  # each name counts until the next one
        names = _texts(level)
        before = {n: max((at for at in names if at <= n), default=-1) for n in texts}
        texts = {n: f"{names.get(before[n], '')} {text}".strip() for n, text in texts.items()}
    return {n: _shown(text, code) for n, text in texts.items()} if is_number else texts


def _texts(source: Any) -> dict[int, str]:  # noqa: ANN401
    points = source.iter(f"{_C}pt")
    return {int(point.get("idx")): point.findtext(f"{_C}v") or "" for point in points}


def _shown(text: str, code: str) -> str:
    from openpyxl.styles.numbers import is_date_format
    from openpyxl.utils.datetime import from_excel

    with suppress(ValueError, OverflowError):
        value = float(text)
        return moment(from_excel(value), code) if is_date_format(code) else number(value, code)
    return text
