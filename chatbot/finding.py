"""What the documents have for a question: searched, read, judged and chosen, part by part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chatbot.calibration import Calibration
from chatbot.evidence import Evidence, gather, ranked, weigh
from chatbot.extract import Group, extract
from chatbot.parts import parts_of
from chatbot.question import Concept, Query, Vocabulary, understand
from chatbot.refuse import Verdict, is_near
from chatbot.roles import Roles
from chatbot.slots import fitting, missing
from vectorstore import Hit, Reader

_SEARCHED = 30  # passages that are ranked anew
_READ = 8  # … and of those, that are read for evidence
_TOP = 3  # units in rank, of which one may answer a question with parts at once
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


def find(query: Query, reader: Reader, scope: Scope) -> Found:
    """Search the question and each of its parts; choose what answers."""
    whole = look(query, reader, scope)
    asked = parts_of(query.text)
    texts = asked.texts if len(asked.texts) > 1 else []
    parts = [look(understand(text, scope.vocabulary), reader, scope) for text in texts]
    passages = _merged([whole, *parts])[: scope.top_k]
    groups = _groups(parts)
    if asked.compared and len(groups) > 1:
        groups = [replace(group, compared=True) for group in groups]
    verdict = whole.verdict
    if groups and not verdict.missing:
        verdict = Verdict(near=True)
    elif verdict.supported and not groups:
        groups = extract(query, whole.evidence)
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


def look(query: Query, reader: Reader, scope: Scope) -> Look:
    """Search one question, and judge what is found."""
    weights = weigh(query.concepts, reader)
    wanted = max(scope.top_k, _SEARCHED)
    hits = ranked(reader.search(query.text, wanted, scope.sources, query.words), weights)
    return judged(query, hits, reader, scope)


def judged(query: Query, hits: Sequence[Hit], reader: Reader, scope: Scope) -> Look:
    """Read and judge some hits for a question."""
    weights = weigh(query.concepts, reader)
    asked = scope.roles.asked(query.text)
    evidence = gather(query, hits[:_READ], weights, scope.roles)
    fitted = fitting(query, evidence, weights, asked, scope.limits)
    near = is_near(query, evidence, weights, scope.limits)
    verdict = Verdict(
        near, missing(query, evidence, _strangers(query, reader, scope)), fitted is not None
    )
    return Look(query, hits, weights, fitted or evidence, verdict)


def _strangers(query: Query, reader: Reader, scope: Scope) -> list[str]:
    """Words for people that the documents do not have, in whatever words: `trucker` they may."""
    words = scope.roles.strangers(query.text)
    if not scope.limits.uses_cosines:
        return words
    nearest = {word: reader.search(word, 1, scope.sources) for word in words}
    return [
        word
        for word, hits in nearest.items()
        if max((max(hit.similarities, default=0.0) for hit in hits), default=0.0) < scope.limits.kin
    ]


def _groups(parts: Sequence[Look]) -> list[Group]:
    """What answers each part best, unless what answers an earlier one does that, too."""
    groups: list[Group] = []
    for part in parts:
        said = {place for group in groups for place in group.places}
        near = part.evidence[0].score - _ANSWERS_TOO if part.evidence else 0.0
        if not part.verdict.supported or any(
            e.place in said for e in part.evidence if e.score >= near
        ):
            continue
        groups += extract(part.query, part.evidence)[:1]
    return groups


def _merged(looks: Sequence[Look]) -> list[Hit]:
    """The best hit of the whole question, then those of its parts in turn."""
    whole, *parts = (look.hits for look in looks)
    turns = [hit for hits in zip(*parts, strict=False) for hit in hits]
    merged: dict[tuple[str, int], Hit] = {}
    for hit in [*whole[:1], *turns, *whole]:
        merged.setdefault((hit.passage.document.id, hit.passage.start), hit)
    return list(merged.values())
