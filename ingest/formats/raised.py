"""What becomes of text that stands raised on its line: exponents, marks of notes, ordinals."""

import re

_PLAIN = "0123456789+-\u2212=abcdefghijklmnoprstuvwxyz"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"  # Unicode has no raised q
_UP = str.maketrans(_PLAIN, _RAISED)
_WORDS = re.compile(r"[^\W\d_]{4}|[^\W\d_]\s+[^\W\d_]{2}")  # too long for a mark


def raised(text: str) -> str:
    """The text of a superscript so that it cannot be read as part of what stands before it.

    "$48,000" with the mark 1 of a note must not become "$48,0001", nor 10 with the exponent 6
    "106": digits and single letters become Unicode's own superscripts. Ordinals ("1st"), signs
    and what stands in brackets ("[1]") read well as they are; whole words are set apart.
    """
    mark = text.strip()
    if _WORDS.search(mark):
        return f" {mark}"
    if mark[:1] in "([" or not (len(mark) == 1 or any(c.isdigit() for c in mark)):
        return text
    return text.translate(_UP)
