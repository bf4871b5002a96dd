"""Slips of the pen in a question, mended towards words that the documents have."""

import re
from collections.abc import Callable, Collection, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LETTERS = re.compile(r"[^\W\d_]{4,}")
# Letters: in shorter words so many slips lead to other words; to swap two is always one slip.
_ONE_SLIP, _TWO_SLIPS = 5, 8
_VOWELS = str.maketrans("eiouy", "aaaaa")


def mended(
    text: str, counts: Mapping[str, int], is_right: Callable[[str], bool], others: Collection[str]
) -> str:
    """The text with its mistyped words as they were meant: as one of `counts` or of the `others`.

    Letters are swapped more often than missed; of words as near as each other the frequent one is
    meant.
    """

    def mend(match: re.Match[str]) -> str:
        word = match[0].lower()
        if is_right(word):
            return match[0]
        slips = 1 if len(word) < _TWO_SLIPS else 2
        candidates = [*counts, *others]
        near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=20)
        alike = [
            (slip, sorted(meant) != sorted(word), -counts.get(meant, 0), meant)
            for meant, slip, _ in near
            if _is_slip(word, meant, int(slip))
        ]
        return min(alike)[-1] if alike else match[0]

    return _LETTERS.sub(mend, text)


def _is_slip(word: str, meant: str, slips: int) -> bool:
    """Whether one word is another, mistyped: letters swapped, missed, doubled, or a wrong vowel.

    Another consonant makes another word (`commute` is no `compute`), and so does another ending
    (`influencer`); the first letter is seldom the wrong one.
    """
    if word[0] != meant[0]:
        return False
    if sorted(word) == sorted(meant):
        return True
    if len(word) < _ONE_SLIP or word.startswith(meant) or meant.startswith(word):
        return False
    only_vowels = word.translate(_VOWELS) == meant.translate(_VOWELS)
    return only_vowels or abs(len(word) - len(meant)) == slips
