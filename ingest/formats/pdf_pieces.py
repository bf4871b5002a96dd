"""Every piece of text on a page of a PDF with its place, the values of its form included."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pypdf import PageObject

# pypdf has no public way to how wide a text is; its version is pinned for this reason, too.
from pypdf._text_extraction._layout_mode._fixed_width_page import recurse_to_target_op
from pypdf._text_extraction._layout_mode._text_state_manager import TextStateManager
from pypdf.generic import ContentStream, DictionaryObject

_HIDDEN = 0b100010  # flags of an annotation: hidden, or not to be viewed
_PASSWORD = 1 << 13  # a flag of a field
_BUTTON = 1 << 16
_LINE = 12.0  # points, where a field does not say how large its text is
_DEPTH = 0.3  # of its size: how far a value's baseline lies under the middle of its line


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that is shown at once: where it begins and ends, its baseline and its size."""

    text: str
    left: float
    right: float
    base: float
    size: float


def pieces(page: PageObject) -> list[Piece]:
    """The pieces that stand upright, in the order in which the page draws them.

    What the page draws as a form, such as another page put into this one, is not among them.
    """
    drawn = iter(ContentStream(page.get("/Contents"), page.pdf, "bytes").operations)
    fonts = page._layout_mode_fonts()
    shown = recurse_to_target_op(drawn, TextStateManager(), b"Q", fonts, False)[1]
    found = [
        Piece(one.text, one.tx, one.displaced_tx, one.ty, one.font_height)
        for one in shown
        if not one.rotated and one.text
    ]
    return found + list(_values(page))


def _values(page: PageObject) -> Iterator[Piece]:
    """What is filled in on a page: a form's values, ticks, and text that was put on it."""
    for reference in page.get("/Annots") or ():
        one = reference.get_object()
        kind = one.get("/Subtype")
        if kind not in ("/Widget", "/FreeText") or int(one.get("/F") or 0) & _HIDDEN:
            continue
        value = _value(one) if kind == "/Widget" else one.get("/Contents")
        left, right = sorted(map(float, one["/Rect"][::2]))
        low, high = sorted(map(float, one["/Rect"][1::2]))
        lines = str(value or "").replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
        middle = (low + high) / 2 if len(lines) == 1 else high - _LINE / 2
        line = Piece(lines[0], left, right, middle - _DEPTH * _LINE, _LINE)
        for number, text in enumerate(lines):
            if text.strip():
                yield replace(line, text=text, base=line.base - number * _LINE)


def _value(widget: DictionaryObject) -> str:
    """What a field shows: its text, what is chosen, or whether it is ticked."""
    kind, flags = widget.get_inherited("/FT"), int(widget.get_inherited("/Ff", 0))
    value = widget.get_inherited("/V")
    if kind == "/Btn":
        is_ticked = str(widget.get("/AS") or "/Off") != "/Off"
        return "" if flags & _BUTTON else "☒" if is_ticked else "☐"
    if kind not in ("/Tx", "/Ch") or flags & _PASSWORD or value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
