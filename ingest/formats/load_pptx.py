"""PowerPoint: every slide as a page, with its lists, tables, figures of charts and notes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from ingest.formats.archive import open_archive
from ingest.formats.chart import chart
from ingest.formats.layout import Box, groups, parted
from ingest.formats.loaded import STRUCK, Loaded
from ingest.formats.raised import raised
from ingest.formats.table import FIGURE, Cell, table
from ingest.formats.word_styles import xml

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
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
        if any(relation.reltype.endswith("/chartEx") for relation in slide.part.rels.values()):
            self.remarks.append(f"slide {number} has a chart of a kind that is not read")
        if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame):
            yield self._words(notes).strip()

    def _shapes(self, shapes: Sequence[Any], place: str) -> Iterator[str]:
        shown = [shape for shape in shapes if not _is_hidden(shape)]
        if len(shown) < len(shapes):
            self.remarks.append(f"hidden shapes of {place} are left out")
        for group in groups([_box(shape) for shape in shown]):
            columns = [[box.what for box in column] for column in parted(group, "x")]
            lengths = {len(column) for column in columns}
            if lengths == {1} or not all(box.what.has_text_frame for box in group):
                columns = [[box.what for box in group]]
            if len(columns) > 1 and len(lengths) == 1 and (boxes := self._boxes(columns)):
                yield boxes
                continue
            for column in columns:
                for at, shape in enumerate(column):
                    text = "\n\n".join(filter(None, self._shape(shape, place)))
                    is_head = len(columns) > 1 and not at and len(column) > 1
                    yield f"### {text}" if is_head and _may_head(text) else text

    def _boxes(self, columns: Sequence[Sequence[Any]]) -> str:
        """Boxes that stand as a table does: those of one column hold figures only."""
        texts = [[self._words(shape.text_frame) for shape in column] for column in columns]
        if not any(all(map(FIGURE.fullmatch, column[1:])) for column in texts):
            return ""
        rows = enumerate(zip(*texts, strict=True))
        return table([[Cell(text, head=not n) for text in row] for n, row in rows])

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
        counts: Counter[int] = Counter()
        lines = []
        for one in shape.text_frame.paragraphs:
            text, properties = self._text(one).strip(), one._p.find(f"{_A}pPr")
            inside = properties if properties is not None else ()
            marks = {str(child.tag).removeprefix(_A): child for child in inside}
            counts = Counter({n: count for n, count in counts.items() if n <= one.level})
            if not text:
                continue
            counts[one.level] += "buAutoNum" in marks or -counts[one.level]
            mark = "-" if "buChar" in marks or (listed and "buNone" not in marks) else ""
            if "buAutoNum" in marks:
                begin = int(marks["buAutoNum"].get("startAt") or 1)
                mark = f"{begin - 1 + counts[one.level]}."
            lines.append(f"{'  ' * one.level}{mark} {text}" if mark else f"{text}\n")
        return "\n".join(lines).strip()

    def _words(self, frame: Any) -> str:  # noqa: ANN401
        return "\n".join(map(self._text, frame.paragraphs))

    def _text(self, paragraph: Any) -> str:  # noqa: ANN401
        """A paragraph's text without what is struck out in it."""
        text = ""
        for part in paragraph._p:
            properties, words = part.find(f"{_A}rPr"), part.findtext(f"{_A}t") or ""
            if part.tag == f"{_A}br":
                words = "\v"
            elif part.tag not in (f"{_A}r", f"{_A}fld"):
                words = "".join(formula.text or "" for formula in part.iter(_MATH_TEXT))
            elif properties is not None and properties.get("strike", "noStrike") != "noStrike":
                self.remarks.append(STRUCK)
                words = ""
            elif properties is not None and int(properties.get("baseline", "0").strip("%")) > 0:
                words = raised(words)
            text += words
        return text

    def _table(self, given: Any) -> str:  # noqa: ANN401
        rows = [
            [
                Cell(
                    self._words(cell.text_frame), cell.span_width, cell.span_height,
                    head=bool(given.first_row) and not n,
                )
                for cell in row.cells if not cell.is_spanned
            ]
            for n, row in enumerate(given.rows)
        ]  # fmt: skip
        return table(rows)


def _is_hidden(shape: Any) -> bool:  # noqa: ANN401
    named = next((one for one in shape._element.iter() if one.tag.endswith("}cNvPr")), None)
    return named is not None and named.get("hidden") in ("1", "true")


def _box(shape: Any) -> Box:  # noqa: ANN401
    left, top = shape.left or 0, shape.top or 0
    return Box(left, left + (shape.width or 0), top, top + (shape.height or 0), shape)


def _may_head(text: str) -> bool:
    return len(text) <= _HEADING and not re.search(r"[\n.:;,!?]\s*$|\n|\d{3}", text)
