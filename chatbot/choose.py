"""What is said: which of the units that answer, in which form, and what stands beside them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from chatbot.calibration import Calibration
from chatbot.evidence import Evidence, Found, is_quotable
from chatbot.parts import Part
from chatbot.question import content
from vectorstore import Hit, Unit

Layout = Literal["sentences", "list", "table"]

_GROUPS = 3  # an answer is one thing said well, or a few that stand side by side
_NEAR = 4  # units of one passage that are said beside each other, but for whole lists
_ITEMS = 20  # a longer list is no answer but the document
_QUOTE = 400  # characters: the longest quote of the contract
_SAME = 0.7  # of its words: another group that shares so much says the same

_POINTS_BACK = re.compile(
    r"(?:they|this|these|those|it|he|she|however|but|and|so|therefore|also|thus|then|such|instead"
    r"|the (?:former|latter))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one passage that are said together; each is a run of units.

    `whole` tells that a list is said from end to end; `label` is what a comparison calls it.
    """

    layout: Layout
    hit: Hit
    said: tuple[tuple[Unit, ...], ...]
    whole: bool = False
    label: str = ""

    @property
    def places(self) -> set[tuple[str, int]]:
        """Where the units that it says stand: documents and offsets."""
        document = self.hit.passage.document.id
        return {(document, unit.start) for run in self.said for unit in run}

    @property
    def text(self) -> str:
        """All that it says."""
        passage = self.hit.passage
        return " ".join(passage.quote(unit) for run in self.said for unit in run)


def choose(found: Found, weights: Calibration) -> list[Group]:
    """What to say of what was found, best first, nothing twice."""
    groups: list[Group] = []
    for one in found.evidence:
        if len(groups) == _GROUPS:
            break
        below = found.evidence[0].score - one.score
        if below > weights.also * (2 if _is_of_the_list(one, found, groups) else 1):
            continue
        if any(one.hit is g.hit and _same_list(one.unit, g.said[0][0]) for g in groups):
            continue  # the rest of a paragraph, list or table is not said after the best of it
        group = _unsaid(_group(one, found, weights), " ".join(other.text for other in groups))
        if group.said and not any(_says_the_same(group, other) for other in groups):
            groups.append(group)
    return groups


def _is_of_the_list(one: Evidence, found: Found, groups: Sequence[Group]) -> bool:
    """Whether a list is asked for, none is said, and this is an item in the document that answers.

    It may stand further off: a sentence that says what the list is about comes before it.
    """
    document = one.hit.passage.document
    return found.asks_list and one.unit.form == "item" and all(
        group.layout != "list" and group.hit.passage.document == document for group in groups
    )  # fmt: skip


def _unsaid(group: Group, said: str) -> Group:
    """The group without the units that stand word for word in what is said before it."""
    if group.whole:
        return group
    quote = group.hit.passage.quote
    runs = (tuple(unit for unit in run if quote(unit) not in said) for run in group.said)
    return replace(group, said=tuple(filter(None, runs)))


def beside(
    whole: Sequence[Group], parts: Sequence[tuple[Part, Found]], weights: Calibration
) -> list[Group]:
    """What answers the parts of a question, side by side; nothing where it has none.

    Of things that are compared that stands first which names them all.
    """
    answered = [(part, found) for part, found in parts if found.answers and found.evidence]
    labels = {stem for part, _ in parts for stem in content(part.label)}
    said = [group for group in whole[:1] if labels and labels <= content(group.text)]
    groups = list(said)
    for part, found in answered:
        best = found.evidence[0]
        # A cell of a comparison holds one thing.
        had = replace(found, evidence=(best,), asks_list=False) if part.label else found
        group = replace(_group(best, had, weights), label=part.label)
        if not any(group.places & other.places for other in groups):
            groups.append(group)
    rows = [group for group in groups if group.label]
    return groups if len(rows) > 1 or not labels else said  # one row compares nothing


def _group(best: Evidence, found: Found, weights: Calibration) -> Group:
    """The unit, with what of its passage answers nearly as well."""
    passage, unit = best.hit.passage, best.unit
    scores = {one.unit: one.score for one in found.evidence if one.hit is best.hit}
    answering = {u for u, score in scores.items() if score >= best.score - weights.near}
    near = {unit, *sorted(answering, key=lambda u: -scores[u])[:_NEAR]}
    if unit.form == "sentence":
        together = [u for u in passage.units if u in near and u.form == "sentence"]
        return Group("sentences", best.hit, tuple(_runs(_resolved(best.hit, together))))
    beside = [u for u in passage.units if _same_list(u, unit)]
    if unit.form == "row":
        return Group("table", best.hit, tuple((u,) for u in beside if u in near))
    quotable = [u for u in beside if is_quotable(passage.quote(u))]
    half = 2 * sum(u in answering for u in quotable) >= len(quotable)  # then the list answers
    if (found.asks_list or half) and 1 < len(quotable) <= _ITEMS:
        return Group("list", best.hit, tuple(_runs(quotable)), whole=True)
    return Group("list", best.hit, tuple(_runs([u for u in quotable if u in near])))


def _same_list(one: Unit, other: Unit) -> bool:
    """Whether two units are of one paragraph, of one table, or of one level of one list."""
    return (one.form, one.block, one.depth, one.lead) == (
        other.form, other.block, other.depth, other.lead,
    )  # fmt: skip


def _resolved(hit: Hit, sentences: Sequence[Unit]) -> list[Unit]:
    """The sentences; before one that points back, what it points to."""
    units, passage = hit.passage.units, hit.passage
    kept = {*sentences}
    for sentence in sentences:
        at = units.index(sentence)
        while (
            at and units[at].block == units[at - 1].block and points_back(passage.quote(units[at]))
        ):
            at -= 1
            kept.add(units[at])
    return [unit for unit in units if unit in kept]


def points_back(text: str) -> bool:
    """Whether a sentence opens with a word that stands for what was said before it."""
    return bool(_POINTS_BACK.match(text))


def _runs(units: Sequence[Unit]) -> Iterator[tuple[Unit, ...]]:
    """Units that follow one another, together as long as a quote may be."""
    run: list[Unit] = []
    for unit in units:
        # Between two units of a block stand a space, or a line's end and a bullet.
        follows = run and unit.block == run[-1].block and unit.start - run[-1].end < 12
        if run and not (follows and unit.end - run[0].start <= _QUOTE):
            yield tuple(run)
            run = []
        run.append(unit)
    if run:
        yield tuple(run)


def _says_the_same(group: Group, other: Group) -> bool:
    """Whether a group adds nothing to another: the same words, and no figure of its own."""
    mine, theirs = content(group.text), content(other.text)
    figures = {word for word in mine if any(map(str.isdigit, word))}
    return figures <= theirs and len(mine & theirs) >= _SAME * len(mine)
