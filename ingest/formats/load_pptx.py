"""PowerPoint: every slide as a page, with its lists, tables, figures of charts and notes."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from ingest.formats.archive import open_archive, xml
from ingest.formats.chart import chart
from ingest.formats.layout import Box, groups, parted
from ingest.formats.loaded import STRUCK, Loaded
from ingest.formats.raised import raised
from ingest.formats.table import Cell, table

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"
_HEADING = 60  # characters: the first box of a column is its heading if it holds no more


def load_pptx(data: bytes) -> Loaded:
    """The slides in their order, as pages; those that are hidden are empty pages."""
    from pptx import Presentation

    open_archive(data).close()
    show = Presentation(BytesIO(data))
    reader = _Reader()
    pages = []
    for number, slide in enumerate(show.slides, 1):
        is_hidden = slide._element.get("show") in ("0", "false")
        pages.append("" if is_hidden else "\n\n".join(filter(None, reader.slide(slide, number))))
        if is_hidden:
            reader.remarks.append(f"slide {number} is hidden and left out")
    return Loaded(
        tuple(pages),
        paged=True,
        title=show.core_properties.title or None,
        remarks=tuple(dict.fromkeys(reader.remarks)),
    )


class _Reader:
    """The slides' texts, and what is left out of them."""

    def __init__(self) -> None:
        self.remarks: list[str] = []

    def slide(self, slide: Any, number: int) -> Iterator[str]:  # noqa: ANN401 - no types
        """The title, what the shapes say, and the notes."""
        title = slide.shapes.title
        words = " ".join(self._words(title.text_frame).split()) if title is not None else ""
        if words:
            yield f"{'##' if number > 1 else '#'} {words}"
        shapes = [shape for shape in slide.shapes if not words or shape != title]
        yield from self._shapes(shapes, f"slide {number}")
        if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame):
            yield self._words(notes).strip()

    def _shapes(self, shapes: Sequence[Any], place: str) -> Iterator[str]:
        shown = [shape for shape in shapes if not _is_hidden(shape)]
        if len(shown) < len(shapes):
            self.remarks.append(f"hidden shapes of {place} are left out")
        for group in groups([_box(shape) for shape in shown]):
            columns = [[box.what for box in column] for column in parted(group, "x")]
            if max(map(len, columns)) == 1 or not all(box.what.has_text_frame for box in group):
                columns = [[box.what for box in group]]
            for column in columns:
                texts = ["\n\n".join(filter(None, self._shape(shape, place))) for shape in column]
                if len(columns) > 1 and len(texts) > 1 and _may_head(texts[0]):
                    texts[0] = f"### {texts[0]}"
                yield from texts

    def _shape(self, shape: Any, place: str) -> Iterator[str]:  # noqa: ANN401
        if hasattr(shape, "shapes"):
            yield from self._shapes(list(shape.shapes), place)
        elif shape.has_text_frame:
            yield self._paragraphs(shape)
        elif getattr(shape, "has_table", False):
            yield self._table(shape.table)
        elif getattr(shape, "has_chart", False):
            yield chart(shape.chart._chartSpace)
        else:  # a diagram's texts stand in a part of their own
            for key in (one.get(_DATA) for one in shape._element.iter() if one.get(_DATA)):
                paragraphs = xml(shape.part.related_part(key).blob).iter(f"{_A}p")
                texts = ("".join(paragraph.itertext()).strip() for paragraph in paragraphs)
                yield "\n".join(f"- {text}" for text in texts if text)

    def _paragraphs(self, shape: Any) -> str:  # noqa: ANN401
        """The text of a shape with the bullets and numbers that stand before its paragraphs."""
        if shape.is_placeholder and "SLIDE_NUMBER" in str(shape.placeholder_format.type):
            return ""
        listed = shape.is_placeholder and len(shape.text_frame.paragraphs) > 1
        counts: dict[int, int] = {}
        lines = []
        for one in shape.text_frame.paragraphs:
            text, properties = self._text(one).strip(), one._p.find(f"{_A}pPr")
            if not text:
                continue
            inside = properties if properties is not None else ()
            marks = {str(child.tag).removeprefix(_A): child for child in inside}
            mark = "-" if "buChar" in marks or (listed and "buNone" not in marks) else ""
            counts = {level: count for level, count in counts.items() if level <= one.level}
            if "buAutoNum" in marks:
                begin = int(marks["buAutoNum"].get("startAt") or 1)
                counts[one.level] = counts.get(one.level, begin - 1) + 1
                mark = f"{counts[one.level]}."
            else:
                counts.pop(one.level, None)
            lines.append(f"{'  ' * one.level}{mark} {text}" if mark else f"{text}\n")
        return "\n".join(lines).strip()

    def _words(self, frame: Any) -> str:  # noqa: ANN401
        return "\n".join(map(self._text, frame.paragraphs))

    def _text(self, paragraph: Any) -> str:  # noqa: ANN401
        """A paragraph's text without what is struck out in it."""
        text = ""
        for part in paragraph._p:
            properties = part.find(f"{_A}rPr")
            words = "".join(one.text or "" for one in part.iter() if str(one.tag).endswith("}t"))
            if part.tag == f"{_A}br":
                words = "\v"
            elif properties is not None and properties.get("strike", "noStrike") != "noStrike":
                self.remarks.append(STRUCK)
                words = ""
            elif properties is not None and int(properties.get("baseline", "0").strip("%")) > 0:
                words = raised(words)
            text += words
        return text

    def _table(self, given: Any) -> str:  # noqa: ANN401
        rows: list[list[Cell]] = []
        for row in given.rows:
            own = [cell for cell in row.cells if not cell.is_spanned]
            head = bool(given.first_row) and not rows
            rows.append(
                [Cell(self._words(o.text_frame), o.span_width, o.span_height, head) for o in own]
            )
        return table(rows)


def _is_hidden(shape: Any) -> bool:  # noqa: ANN401
    return shape._element._nvXxPr.cNvPr.get("hidden") in ("1", "true")


def _box(shape: Any) -> Box:  # noqa: ANN401
    left, top = shape.left or 0, shape.top or 0
    return Box(left, left + (shape.width or 0), top, top + (shape.height or 0), shape)


def _may_head(text: str) -> bool:
    return len(text) <= _HEADING and not re.search(r"[\n.:;,!?]\s*$|\n|\d{3}", text)
