"""Where a long section is cut whatever stands further up: so an edit moves no cut far from it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from hashlib import sha256

_BEGINNING = 40  # characters; an edit further on in a paragraph leaves its mark as it was


def lasting_cuts(text: str, begins: Sequence[int], reach: int) -> set[int]:
    """The numbers of those beginnings whose hash is the smallest within `reach` on either side.

    Each depends on its surroundings alone [1]; between two of them lie at least `reach` characters.

    [1] Bjørner, Blass, Gurevich: Content-dependent chunking for differential compression, the
        local maximum approach. Journal of Computer and System Sciences 76 (2010).
    """
    marks = [sha256(text[begin : begin + _BEGINNING].encode()).digest() for begin in begins]
    cuts = set()
    for number, begin in enumerate(begins):
        near = marks[bisect_left(begins, begin - reach) : bisect_right(begins, begin + reach)]
        if marks[number] == min(near) and near.count(marks[number]) == 1:
            cuts.add(number)
    return cuts
