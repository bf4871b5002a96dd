"""The figures that a chart of PowerPoint or Word is drawn from, as a table."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ingest.formats.number_format import moment, number
from ingest.formats.table import Cell, table

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"


def chart(space: Any) -> str:  # noqa: ANN401 - lxml has no types
    """The title of a chart and a table of its series, under the name of their axis."""
    parts = [_title(space.find(f"{_C}chart"))]
    tables: dict[tuple[str, ...], list[tuple[str, dict[int, str]]]] = {}
    heads: dict[tuple[str, ...], str] = {}
    for series in space.iter(f"{_C}ser"):
        across, up = _axes(space, series)
        at = _points(_first(series, "cat", "xVal"), "")
        values = _points(_first(series, "val", "yVal"), _format(series, up))
        names = tuple(at.get(n, "") for n in range(max([*at, *values], default=-1) + 1))
        heads.setdefault(names, _title(across))
        name = " ".join(_points(series.find(f"{_C}tx"), "").values())
        tables.setdefault(names, []).append((name, values))
        if sizes := _points(series.find(f"{_C}bubbleSize"), ""):
            tables[names].append((f"{name} (size)", sizes))
    for names, found in tables.items():
        head = [heads[names], *(name for name, _ in found)]
        rows = [[name, *(values.get(n, "") for _, values in found)] for n, name in enumerate(names)]
        shown = [[Cell(text) for text in row] for row in rows]
        parts.append(table([[Cell(text, head=True) for text in head], *shown]))
    return "\n\n".join(filter(None, parts))


def _title(owner: Any) -> str:  # noqa: ANN401
    title = owner.find(f"{_C}title") if owner is not None else None
    texts = title.iter(_TEXT) if title is not None else ()
    return "".join(text.text or "" for text in texts).strip()


def _first(series: Any, *names: str) -> Any:  # noqa: ANN401
    return next((one for name in names if (one := series.find(f"{_C}{name}")) is not None), None)


def _axes(space: Any, series: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """The axes that the points of a series stand at: the one across, and the one up."""
    used = [one.get("val") for one in series.getparent().iterfind(f"{_C}axId")]
    axes = [
        next((one for one in plot if one.tag.endswith("Ax") and _identity(one) == key), None)
        for plot in space.iterfind(f"{_C}chart/{_C}plotArea")
        for key in used[:2]
    ]
    return (axes[0], axes[1]) if len(axes) == 2 else (None, None)


def _identity(axis: Any) -> str | None:  # noqa: ANN401
    return next((str(one.get("val")) for one in axis.iterfind(f"{_C}axId")), None)


def _format(series: Any, axis: Any) -> str:  # noqa: ANN401
    """The format that the labels of the points have, or the axis, where they have their own."""
    for owner in (series.find(f"{_C}dLbls"), axis):
        own = owner.find(f"{_C}numFmt") if owner is not None else None
        if own is not None and own.get("sourceLinked") in ("0", "false"):
            return str(own.get("formatCode"))
    return ""


def _points(source: Any, code: str) -> dict[int, str]:  # noqa: ANN401
    """The names or figures of the points by their number; of names in levels, all levels' names."""
    if source is None:
        return {}
    levels = list(source.iter(f"{_C}lvl"))
    if len(levels) > 1:
        named = [_points(level, "") for level in reversed(levels)]
        return {n: " ".join(_until(level, n) for level in named).strip() for n in named[-1]}
    own = source.find(f".//{_C}formatCode")
    if not code:
        code = own.text if own is not None and own.text else "General"
    if (text := source.find(f"{_C}v")) is not None:
        return {0: text.text or ""}
    is_number = any(source.find(f".//{_C}{name}") is not None for name in ("numCache", "numLit"))
    return {n: _shown(text, code) if is_number else text for n, text in _raw(source)}


def _raw(source: Any) -> Iterator[tuple[int, str]]:  # noqa: ANN401
    for point in source.iter(f"{_C}pt"):
        yield int(point.get("idx")), point.findtext(f"{_C}v") or ""


def _until(names: dict[int, str], number_of: int) -> str:
    """The name of an upper level, which counts until the next one."""
    before = [n for n in names if n <= number_of]
    return names[max(before)] if before else ""


def _shown(text: str, code: str) -> str:
    from openpyxl.styles.numbers import is_date_format
    from openpyxl.utils.datetime import from_excel

    with suppress(ValueError, OverflowError):
        value = float(text)
        return moment(from_excel(value), code) if is_date_format(code) else number(value, code)
    return text
