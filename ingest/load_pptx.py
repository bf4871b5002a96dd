"""PowerPoint: every slide as a page, with its lists, tables, figures of charts and notes."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from ingest.archive import open_archive
from ingest.loaded import Loaded
from ingest.table import Cell, table


def load_pptx(data: bytes) -> Loaded:
    """The slides in their order, as pages."""
    from pptx import Presentation

    open_archive(data).close()
    show = Presentation(BytesIO(data))
    pages = ("\n\n".join(filter(None, _slide(slide, n))) for n, slide in enumerate(show.slides))
    return Loaded(tuple(pages), paged=True, title=show.core_properties.title or None)


def _slide(slide: Any, number: int) -> Iterator[str]:  # noqa: ANN401 - python-pptx has no types
    title = slide.shapes.title
    if title is not None and title.text_frame.text.strip():
        yield f"{'##' if number else '#'} {' '.join(title.text_frame.text.split())}"
    yield from _shapes(shape for shape in slide.shapes if shape != title)
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame):
        yield notes.text.strip()


def _shapes(shapes: Iterable[Any]) -> Iterator[str]:
    """What the shapes say, from top to bottom."""
    for shape in sorted(shapes, key=lambda one: (one.top or 0, one.left or 0)):
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        elif shape.has_text_frame:
            listed = shape.is_placeholder and len(shape.text_frame.paragraphs) > 1
            texts = [(one.level, one.text.strip()) for one in shape.text_frame.paragraphs]
            lines = [f"{'  ' * n}- {t}" if listed else f"{t}\n" for n, t in texts if t]
            yield "\n".join(lines).strip()
        elif getattr(shape, "has_table", False):
            head = shape.table.first_row
            rows = enumerate(shape.table.rows)
            yield table([[_cell(c, head and not n) for c in row.cells] for n, row in rows])
        elif getattr(shape, "has_chart", False):
            yield _chart(shape.chart)


def _cell(cell: Any, head: bool) -> Cell:  # noqa: ANN401
    return Cell(cell.text, head=head)


def _chart(chart: Any) -> str:  # noqa: ANN401
    """The figures that a chart is drawn from."""
    plot = chart.plots[0]
    head = ["", *(str(series.name) for series in plot.series)]
    rows = zip(plot.categories, *(series.values for series in plot.series), strict=False)
    named = [Cell(text, head=True) for text in head]
    return table([named, *([Cell(str(name)), *map(_figure, values)] for name, *values in rows)])


def _figure(value: float | None) -> Cell:
    return Cell("" if value is None else f"{value:.10g}")
