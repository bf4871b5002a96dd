"""The answer without a language model: which evidence is said, in which form, under which frame."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chatbot.evidence import Evidence, is_quotable
from chatbot.question import Query
from vectorstore import Hit, Unit

Layout = Literal["list", "table", "passage"]

_GROUPS = 3  # an answer is one thing said well, or a few that stand side by side
_BESIDE = 0.2  # another place is said beside the best one where its score is this near
_CLOSE = 0.1  # … and another item or row of the same list or table
_STANDS_OUT = 0.12  # an item this much nearer to the question than its list answers it alone
_AT_ONCE = 3  # of those, at most
_ITEMS = 12  # a longer list is no answer but the document
_LIST_QUOTE = 400  # characters: the longest quote of the contract

_OPENS_LOOSELY = re.compile(
    r"(?:they|this|these|those|it|he|she|however|but|and|so|therefore|also|thus|then|such|instead)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """One statement to be made: the units it quotes, in order, all of one passage."""

    hit: Hit
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one place under one frame."""

    layout: Layout
    said: tuple[Said, ...]

    @property
    def hit(self) -> Hit:
        """The passage that the group is from."""
        return self.said[0].hit


def extract(query: Query, evidence: Sequence[Evidence]) -> list[Group]:
    """What to say, best first: at most a few groups, nothing twice."""
    groups: list[Group] = []
    used: set[tuple[str, int]] = set()
    for candidate in evidence:
        if len(groups) == _GROUPS or candidate.score < evidence[0].score - _BESIDE:
            break
        if candidate.place in used:
            continue
        group = _group(query, candidate, evidence)
        used |= {(s.hit.passage.document.id, unit.start) for s in group.said for unit in s.units}
        groups.append(group)
    return groups


def _group(query: Query, best: Evidence, evidence: Sequence[Evidence]) -> Group:
    if best.hit.passage.kind == "advertisement":
        return Group("list", (_one(best),))
    if best.unit.form == "row":
        return Group("table", _rows(best, evidence))
    if best.unit.form == "item":
        return _items(query, best, evidence)
    return Group("passage", tuple(_sentences(best)))


def _one(evidence: Evidence) -> Said:
    return Said(evidence.hit, (evidence.unit,))


def _rows(best: Evidence, evidence: Sequence[Evidence]) -> tuple[Said, ...]:
    """The row that answers, and others of its table that do so nearly as well."""
    return tuple(_one(e) for e in _close(best, _beside(best, evidence)))


def _items(query: Query, best: Evidence, evidence: Sequence[Evidence]) -> Group:
    """The whole list, or only the items that stand out of it."""
    siblings = _siblings(best)
    beside = _beside(best, evidence)
    typical = sorted(e.similarity for e in beside)[len(beside) // 2]
    alone = query.asked in ("figure", "time") or best.similarity - typical > _STANDS_OUT
    if alone or len(siblings) > _ITEMS:
        return Group("list", tuple(_one(e) for e in _close(best, beside)))
    if siblings[-1].end - siblings[0].start <= _LIST_QUOTE:
        # Short items such as "Git" are no quotes by themselves; their list is.
        return Group("list", (Said(best.hit, siblings),))
    return Group("list", tuple(Said(best.hit, (unit,)) for unit in siblings))


def _close(best: Evidence, beside: Sequence[Evidence]) -> list[Evidence]:
    """The best and what answers nearly as well, best first."""
    return [e for e in beside if e.score >= best.score - _CLOSE][:_AT_ONCE]


def _siblings(best: Evidence) -> tuple[Unit, ...]:
    """The items of the same list and level in the passage, in their order."""
    passage, unit = best.hit.passage, best.unit
    return tuple(
        u
        for u in passage.units
        if (u.block, u.depth, u.lead) == (unit.block, unit.depth, unit.lead)
    )


def _beside(best: Evidence, evidence: Sequence[Evidence]) -> list[Evidence]:
    siblings = {unit.start for unit in _siblings(best)}
    return [e for e in evidence if e.hit is best.hit and e.unit.start in siblings]


def _sentences(best: Evidence) -> list[Said]:
    """The sentence; where it opens with a pronoun, after the one that says what that stands for."""
    passage = best.hit.passage
    position = passage.units.index(best.unit)
    before = passage.units[position - 1] if position else None
    loose = _OPENS_LOOSELY.match(best.quote)
    if loose and before and before.block == best.unit.block and is_quotable(passage.quote(before)):
        return [Said(best.hit, (before,)), _one(best)]
    return [_one(best)]
