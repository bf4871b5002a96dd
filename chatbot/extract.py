"""The answer without a language model: which evidence is said, in which form, under which frame."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from chatbot.evidence import Evidence, is_quotable
from chatbot.question import Query
from vectorstore import Hit, Unit

Layout = Literal["list", "table", "comparison", "passage"]

_GROUPS = 3  # an answer is one thing said well, or a few that stand side by side
_BESIDE = 0.2  # another place is said beside the best one where its score is this near
_SAYS_MUCH = 30  # characters: shorter items, such as `Git`, are said together
_CLOSE = 0.1  # … and another item or row of the same list or table
_AT_ONCE = 3  # of those, at most
_STANDS_OUT = 0.25  # an item that scores so much more than its list does answers alone
_ITEMS = 12  # a longer list is no answer but the document
_LIST_QUOTE = 400  # characters: the longest quote of the contract
_AFTER = 3  # units behind one that names the subject, that may hold the figure asked for

_OPENS_LOOSELY = re.compile(
    r"(?:they|this|these|those|it|he|she|however|but|and|so|therefore|also|thus|then|such|instead"
    r"|the (?:former|latter)|don['’]t)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """One statement to be made: the units it quotes, in order, all of one passage."""

    hit: Hit
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one place under one frame.

    `whole` tells that a list is said from end to end, `compared` that other groups say the same of
    other things.
    """

    layout: Layout
    said: tuple[Said, ...]
    score: float
    whole: bool = False
    compared: bool = False

    @property
    def hit(self) -> Hit:
        """The passage that the group is from."""
        return self.said[0].hit

    @property
    def places(self) -> set[tuple[str, int]]:
        """Where the units that it says stand: documents and offsets."""
        document = self.hit.passage.document.id
        return {(document, unit.start) for said in self.said for unit in said.units}


def extract(query: Query, evidence: Sequence[Evidence]) -> list[Group]:
    """What to say, best first: at most a few groups, nothing twice."""
    groups: list[Group] = []
    for candidate in evidence:
        if len(groups) == _GROUPS or candidate.score < evidence[0].score - _BESIDE:
            break
        if any(candidate.place in group.places for group in groups):
            continue
        if groups and query.wants and not query.wants.search(candidate.quote):
            continue
        groups.append(_group(query, candidate, evidence))
    return groups


def _group(
    query: Query,
    best: Evidence,
    evidence: Sequence[Evidence],
) -> Group:
    best = _with_figure(query, best, evidence)
    if best.hit.passage.kind == "advertisement":
        return Group("list", (_one(best),), best.score)
    if best.unit.form == "row":
        return Group("table", _close(best, evidence), best.score)
    if best.unit.form == "item":
        if items := _whole_list(query, best, evidence):
            return Group("list", items, best.score, whole=True)
        return Group("list", _close(best, evidence), best.score)
    return Group("passage", tuple(_sentences(best)), best.score)


def single(evidence: Evidence) -> Group:
    """One piece of evidence, said by itself."""
    layouts: dict[str, Layout] = {"item": "list", "row": "table"}
    layout = layouts.get(evidence.unit.form, "passage")
    said = _sentences(evidence) if layout == "passage" else [_one(evidence)]
    return Group(layout, tuple(said), evidence.score)


def _with_figure(query: Query, best: Evidence, evidence: Sequence[Evidence]) -> Evidence:
    """The best unit, or the next one behind it that has the kind of figure which it lacks."""
    if not query.wants or query.wants.search(best.quote):
        return best
    units = best.hit.passage.units
    at = units.index(best.unit)
    behind = {unit.start for unit in units[at + 1 : at + 1 + _AFTER]}
    near = [e for e in evidence if e.hit is best.hit and e.unit.start in behind]
    near.sort(key=lambda e: e.unit.start)
    return next((e for e in near if query.wants.search(e.quote)), best)


def _one(evidence: Evidence) -> Said:
    return Said(evidence.hit, (evidence.unit,))


def _close(best: Evidence, evidence: Sequence[Evidence]) -> tuple[Said, ...]:
    """The item or row that answers, and others beside it that do so nearly as well."""
    near = [e for e in _beside(best, evidence) if e.score >= best.score - _CLOSE]
    return tuple(_one(e) for e in near[:_AT_ONCE])


def _typical(best: Evidence, evidence: Sequence[Evidence]) -> float:
    """How strongly an item like the best one's neighbours speaks to the question: the median."""
    scores = sorted(e.score for e in _beside(best, evidence))
    return scores[len(scores) // 2]


def _whole_list(
    query: Query,
    best: Evidence,
    evidence: Sequence[Evidence],
) -> tuple[Said, ...]:
    """The items of a list that answers as a list, in as few quotes as can be; else nothing.

    It does where the question is about what the list stands under, and no item stands out.
    """
    siblings = _siblings(best)
    lengths = sorted(unit.end - unit.start for unit in siblings)
    says_much = lengths[len(lengths) // 2] >= _SAYS_MUCH
    alone = (
        query.asked in ("figure", "time")
        or (says_much and best.score - _typical(best, evidence) > _STANDS_OUT)
        or len(siblings) > _ITEMS
        or not all(is_quotable(best.hit.passage.quote(unit)) for unit in siblings)
    )
    return () if alone else tuple(_runs(best.hit, siblings))


def _runs(hit: Hit, units: Sequence[Unit]) -> Iterator[Said]:
    """Units joined as long as a quote may be; short ones such as `Git` say little by themselves."""
    run: list[Unit] = []
    for unit in units:
        if run and unit.end - run[0].start > _LIST_QUOTE:
            yield Said(hit, tuple(run))
            run = []
        run.append(unit)
    yield Said(hit, tuple(run))


def _siblings(best: Evidence) -> tuple[Unit, ...]:
    """The items of the same list and level in the passage, in their order."""
    passage, unit = best.hit.passage, best.unit
    return tuple(u for u in passage.units if _same_list(u, unit))


def _same_list(one: Unit, other: Unit) -> bool:
    return (one.block, one.depth, one.lead) == (other.block, other.depth, other.lead)


def _beside(best: Evidence, evidence: Sequence[Evidence]) -> list[Evidence]:
    siblings = {unit.start for unit in _siblings(best)}
    return [e for e in evidence if e.hit is best.hit and e.unit.start in siblings]


def _sentences(best: Evidence) -> list[Said]:
    """The sentence; where it opens with a pronoun, after what that stands for."""
    passage = best.hit.passage
    position = passage.units.index(best.unit)
    before = passage.units[position - 1] if position else None
    if before is None or not _OPENS_LOOSELY.match(best.quote):
        return [_one(best)]
    if before.form == "item":
        listed = tuple(u for u in passage.units[:position] if _same_list(u, before))
        all_of_it = Said(best.hit, (*listed, best.unit))
        return [all_of_it if best.unit.end - listed[0].start <= _LIST_QUOTE else _one(best)]
    # The sentence that names whom it is about may stand before others that point back to it, too.
    same = [u for u in passage.units[:position] if u.block == best.unit.block]
    named = [u for u in same if not _OPENS_LOOSELY.match(passage.quote(u))][-1:] or same[-1:]
    said = [Said(best.hit, (unit,)) for unit in named if is_quotable(passage.quote(unit))]
    return [*said, _one(best)]
