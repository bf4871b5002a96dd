"""What the documents have for a question: searched, read, judged and chosen, part by part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from chatbot.calibration import Calibration
from chatbot.comparison import alike
from chatbot.evidence import Evidence, covered, gather, ranked, weigh
from chatbot.extract import Group, extract, single
from chatbot.parts import parts_of
from chatbot.question import Concept, Query, Vocabulary, concepts_of, understand
from chatbot.refuse import Verdict, is_near
from chatbot.roles import Role, Roles
from chatbot.slots import fitting, missing
from vectorstore import Hit, Snapshot

_SEARCHED = 30  # passages that are ranked anew
_READ = 8  # … and of those, that are read for evidence
_TOP = 3  # units in rank, of which one may answer a question with parts at once
_NEAR = 0.2  # evidence of a part this near to its best may be what the other parts say, too
_TRIED = 8  # … of each part, at most
_BY_ROLE = 0.4  # where a role is asked for, what is this near to the best is said of another one
_ROLES = 4  # … of so many at most
_ALIKE = 0.25  # what it is worth that two say the same in the same words, but of others
_ANSWERS_TOO = 0.1  # what was said for one part answers the next, too, where it scores this near


@dataclass(frozen=True, slots=True)
class Scope:
    """What is known of the corpus, and where and how far a question is searched in it."""

    vocabulary: Vocabulary
    roles: Roles
    limits: Calibration
    sources: Sequence[str] = ()
    top_k: int = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to say, or the verdict why there is nothing; `lacking` are unanswered parts."""

    passages: Sequence[Hit]
    evidence: Sequence[Evidence]
    groups: Sequence[Group]
    verdict: Verdict
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """One question, or part of one, with what the search has for it."""

    query: Query
    hits: Sequence[Hit]
    weights: Mapping[Concept, float]
    evidence: Sequence[Evidence]
    verdict: Verdict


def find(query: Query, snapshot: Snapshot, scope: Scope) -> Found:
    """Search the question and each of its parts; choose what answers."""
    whole = look(query, snapshot, scope)
    asked = parts_of(query.text, scope.roles.written(query.text))
    texts = asked.texts if len(asked.texts) > 1 else []
    parts = [
        look(understand(text, scope.vocabulary, asked.compared), snapshot, scope) for text in texts
    ]
    passages = _merged([whole, *parts])[: scope.top_k]
    if asked.compared:
        parts = _alike(parts)
    groups = _groups(parts, asked.own)
    if asked.compared and len(groups) > 1:
        groups = [replace(group, compared=True) for group in groups]
    verdict = whole.verdict
    if groups and not verdict.missing:
        verdict = Verdict(near=True)
    elif verdict.supported and not groups:
        groups = extract(query, whole.evidence)
        if query.asks_who and not scope.roles.asked(query.text):
            groups = _by_role(query, whole.evidence, scope.roles) or groups
    if parts and groups and (said := _says_it_all(whole, scope.roles)):
        groups = extract(query, said)[:1] + groups
    lacking = [part.query.text for part in parts if not part.verdict.supported]
    answered = groups if verdict.supported else []
    return Found(passages, whole.evidence, answered, verdict, tuple(lacking if answered else ()))


def _says_it_all(whole: Look, roles: Roles) -> list[Evidence]:
    """Of the best evidence, what names every role of a question with parts: it compares them."""
    asked = roles.asked(whole.query.text)
    best = whole.evidence[:_TOP] if len(asked) > 1 and whole.verdict.supported else ()
    return [
        found
        for found in best
        if all(any(role <= named for named in roles.of(found.quote)) for role in asked)
    ]


def _by_role(query: Query, evidence: Sequence[Evidence], roles: Roles) -> list[Group]:
    """The best evidence of each role, where it is asked which role something is true of."""
    of_role: dict[frozenset[Role], Evidence] = {}
    for found in evidence:
        if found.score < evidence[0].score - _BY_ROLE:
            break
        *headings, title = (*found.hit.passage.heading, found.hit.passage.document.title)
        nearest_first = (found.quote, found.unit.lead, *reversed(headings), title)
        if named := next(filter(None, map(roles.of, nearest_first)), None):
            of_role.setdefault(frozenset(named), found)
    return [single(found) for found in [*of_role.values()][:_ROLES]]


def look(query: Query, snapshot: Snapshot, scope: Scope) -> Look:
    """Search one question, and judge what is found."""
    wanted = max(scope.top_k, _SEARCHED)
    hits = snapshot.search(query.text, wanted, scope.sources, query.words)
    return judged(query, hits, snapshot, scope)


def judged(query: Query, hits: Sequence[Hit], snapshot: Snapshot, scope: Scope) -> Look:
    """Rank, read and judge some hits for a question."""
    weights = weigh(query.concepts, snapshot)
    hits = ranked(hits, weights)
    asked = scope.roles.asked(query.text)
    evidence = gather(query, hits[:_READ], weights, scope.roles)
    fitted = fitting(query, evidence, weights, asked, scope.limits)
    near = is_near(query, evidence, weights, scope.limits)
    verdict = Verdict(
        near, missing(query, evidence, _strangers(query, snapshot, scope)), fitted is not None
    )
    return Look(query, hits, weights, fitted or evidence, verdict)


def _strangers(query: Query, snapshot: Snapshot, scope: Scope) -> list[str]:
    """Words for people that the documents do not have, in whatever words: `trucker` they may."""
    words = scope.roles.strangers(query.text)
    if not scope.limits.uses_cosines:
        return words
    nearest = {word: snapshot.search(word, 1, scope.sources) for word in words}
    return [
        word
        for word, hits in nearest.items()
        if max((max(hit.similarities, default=0.0) for hit in hits), default=0.0) < scope.limits.kin
    ]


def _groups(parts: Sequence[Look], own: Sequence[str]) -> list[Group]:
    """What answers each part best, unless what answers an earlier one does that, too.

    It does where it scores nearly as much, and names as much of what the part says itself.
    """
    groups: list[Group] = []
    for part, text in zip(parts, own, strict=False):
        if not part.verdict.supported:
            continue
        said = {place for group in groups for place in group.places}
        itself = {c: part.weights[c] for c in concepts_of(text) if c in part.weights}
        near = [e for e in part.evidence if e.score >= part.evidence[0].score - _ANSWERS_TOO]
        named = {e.place: covered(itself, e.quote) for e in near}
        if any(share == max(named.values()) for place, share in named.items() if place in said):
            continue
        groups += extract(part.query, [e for e in part.evidence if e.place not in said])[:1]
    return groups


def _alike(parts: Sequence[Look]) -> list[Look]:
    """The parts, each with that evidence first which says of its subject what the others' say."""
    if not all(part.verdict.supported for part in parts):
        return [*parts]
    first = [
        [e for e in p.evidence if e.score >= p.evidence[0].score - _NEAR][:_TRIED] for p in parts
    ]
    apart = [each for each in product(*first) if len({e.quote for e in each}) == len(each)]
    if not apart:
        return [*parts]
    chosen = max(apart, key=lambda each: sum(e.score for e in each) + _ALIKE * alike(each))
    return [
        replace(part, evidence=[best, *(e for e in part.evidence if e is not best)])
        for part, best in zip(parts, chosen, strict=True)
    ]


def _merged(looks: Sequence[Look]) -> list[Hit]:
    """The best hit of the whole question, then those of its parts in turn."""
    whole, *parts = (look.hits for look in looks)
    turns = [hit for hits in zip(*parts, strict=False) for hit in hits]
    merged: dict[tuple[str, int], Hit] = {}
    for hit in [*whole[:1], *turns, *whole]:
        merged.setdefault((hit.passage.document.id, hit.passage.start), hit)
    return list(merged.values())
