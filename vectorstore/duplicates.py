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


def collapse(hits: Sequence[Hit], k: int) -> list[Hit]:
    """The first `k` hits that say something new, of hits that are best first.

    Hits that say the same become one, the best, that names the other documents in `also_in`. A
    near-duplicate is left out, and not named, unless its figures differ: then it is news.
    """
    kept: dict[str, Hit] = {}
    seen: list[tuple[frozenset[str], frozenset[str]]] = []
    for hit in hits:
        text = fold(hit.passage.text)
        if text in kept:
            kept[text] = _naming(kept[text], hit.passage.document.source)
        elif len(kept) < k:
            said = frozenset(text.split()), frozenset(_FIGURE.findall(text))
            if not any(_nearly_same(said, other) for other in seen):
                kept[text] = hit
                seen.append(said)
    return list(kept.values())


def _naming(hit: Hit, source: str) -> Hit:
    if source == hit.passage.document.source or source in hit.also_in:
        return hit
    return replace(hit, also_in=(*hit.also_in, source))


def _nearly_same(
    one: tuple[frozenset[str], frozenset[str]], other: tuple[frozenset[str], frozenset[str]]
) -> bool:
    (words, figures), (others, other_figures) = one, other
    return figures == other_figures and len(words & others) >= _NEARLY * len(words | others)
