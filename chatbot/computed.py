"""Which of the things compared has more: worked out from one figure of each, with both cited."""

import re
from collections.abc import Sequence

from chatbot.choose import Group
from chatbot.figures import Figure, figures
from chatbot.question import words_of

_MORE = frozenset("more higher highest most better best larger largest longer longest".split())
_LESS = frozenset("less lower lowest least fewer fewest smaller smallest shorter shortest".split())
_NO_MIDDLE = re.compile(r"\b(?:lowest|highest|top|bottom|\d+th|up to|starting)\b", re.IGNORECASE)


def larger(question: str, groups: Sequence[Group]) -> tuple[str, tuple[Group, Group]] | None:
    """The sentence that says which of two is more, and what it was worked out from.

    None where the question does not ask that, or the two have no one figure each of the same kind:
    a middle of all is not held against a percentile.
    """
    word = next((word for word in words_of(question) if word in _MORE | _LESS), None)
    if word is None or len(groups) != 2:
        return None
    (one, mine), (other, theirs) = ((group, _figure(group)) for group in groups)
    if mine is None or theirs is None or (mine.unit, mine.rate) != (theirs.unit, theirs.rate):
        return None
    if bool(_NO_MIDDLE.search(one.text)) != bool(_NO_MIDDLE.search(other.text)):
        return None
    if mine.value == theirs.value:
        text = f"{one.label} and {other.label}: the same, {_written(one, mine)}"
        return f"{text}.", (one, other)
    first = (mine.value > theirs.value) == (word in _MORE)
    best, figure = (one, mine) if first else (other, theirs)
    worse, less = (other, theirs) if first else (one, mine)
    against = f"{_written(best, figure)} against {_written(worse, less)}"
    return f"{word.capitalize()}: {best.label}, {against}.", (best, worse)


def _figure(group: Group) -> Figure | None:
    """The one figure of money, share or time that a group states; None where there are several."""
    found = [one for one in figures(group.text) if one.unit and one.unit not in ("DATE", "RANK")]
    return found[0] if len({(one.value, one.unit) for one in found}) == 1 else None


def _written(group: Group, figure: Figure) -> str:
    """The figure as the document writes it."""
    before = re.search(r"[$€£¥₹]?\s?$", group.text[: figure.start])
    start = figure.start - len(before[0]) if before else figure.start
    end = re.match(r"\s?(?:%|[kmb]\b|(?:thousand|million|billion|years?|months?|weeks?)\b)?",
                   group.text[figure.end :])  # fmt: skip
    return group.text[start : figure.end + (end.end() if end else 0)].strip()
