"""Texts that say the same: equal but for spaces, bullets and case, or nearly so."""

import re
from collections.abc import Sequence
from dataclasses import replace

from vectorstore.passage import Hit

_BULLETS = re.compile(r"(?m)^[ \t]*(?:[-*•◦▪‣·|]|\d{1,3}[.)])[ \t]+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

# Of two passages that share this part of their words, one is enough: 0.9 leaves apart what differs
# in more than about one sentence.
_NEARLY = 0.9


def fold(text: str) -> str:
    """The text without bullets, case and spacing: what two equal texts have in common."""
    return " ".join(_BULLETS.sub("", text).casefold().split())


def collapse(hits: Sequence[Hit]) -> list[Hit]:
    """Hits that say the same become one, the best, that names the other documents in `also_in`.

    A near-duplicate is left out, and not named, unless its figures differ: then it is news.
    """
    kept: list[Hit] = []
    for hit in hits:
        twin = next((k for k in kept if fold(k.passage.text) == fold(hit.passage.text)), None)
        if twin is not None:
            kept[kept.index(twin)] = _naming(twin, hit.passage.document.source)
        elif not any(_nearly_same(k.passage.text, hit.passage.text) for k in kept):
            kept.append(hit)
    return kept


def _naming(hit: Hit, source: str) -> Hit:
    if source == hit.passage.document.source or source in hit.also_in:
        return hit
    return replace(hit, also_in=(*hit.also_in, source))


def _nearly_same(one: str, other: str) -> bool:
    if set(_FIGURE.findall(one)) != set(_FIGURE.findall(other)):
        return False
    first, second = set(fold(one).split()), set(fold(other).split())
    return len(first & second) >= _NEARLY * len(first | second)
