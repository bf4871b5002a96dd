"""Near misses: what a question names, a role, a place, a year, has to stand in what answers it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from chatbot.calibration import Calibration, Standard
from chatbot.evidence import Evidence, above, covered, names, stem_set
from chatbot.grammar import Key
from chatbot.question import Concept, Query, concepts_of, load_language, stem, stems_of
from chatbot.roles import Role

_LOOKED_AT = 24  # of the evidence, in rank: what stands further down is not what was meant
_BEST = 3  # … of those, what would be said
_OF_MONEY = {(stem("pay"),), (stem("percentile"),)}  # an amount of money is of these by itself
_MONEY = re.compile(r"[$€£]\s?\d|\b(?:USD|EUR|GBP)\b")
_RANK = re.compile(
    r"\b(?P<side>bottom|lowest|top|highest)\s+(?P<part>\d+)\s*(?:%|per ?cent)"
    r"|\b(?P<nth>\d+)(?:st|nd|rd|th)\s+percentile",
    re.IGNORECASE,
)


def missing(
    query: Query, evidence: Sequence[Evidence], strangers: Sequence[str]
) -> tuple[str, ...]:
    """What a question names and its best evidence does not have: names, places, years, ranks.

    And the strangers: people by a word that the documents neither have nor come near to.
    """
    best = evidence[:_BEST]
    said = {stem for found in best for stem in stem_set(_surroundings(found))}
    absent = [name.word for name in query.names if not names(name, said)]
    absent += [place for place in _places(query) if not said.issuperset(stems_of(place))]
    everything = " ".join(found.hit.passage.text for found in best)
    absent += [rank[0] for rank in _RANK.finditer(query.text) if not _has_rank(rank, everything)]
    return tuple(dict.fromkeys([*absent, *strangers]))


def fitting(
    query: Query,
    evidence: Sequence[Evidence],
    weights: Mapping[Concept, float],
    asked: Sequence[Role],
    limits: Calibration,
) -> list[Evidence] | None:
    """What fits the question, first, or None where nothing does.

    A figure has to be of the kind that is wanted, about the measure, and of the role that is named;
    around it, and less so around any other answer, stands what is asked.
    """
    reached = reaches(query, evidence, weights, asked, limits)
    fits = [found for found, reach in reached if reach >= limits.least(standard(query))]
    if query.wants and fits:
        return [*fits, *(found for found in evidence if found not in fits)]
    return list(evidence) if fits else None


def standard(query: Query) -> Standard:
    """Which threshold holds for what answers the question."""
    if query.wants:
        return "fits"
    return "counted" if query.asked == "figure" else "about"


def reaches(
    query: Query,
    evidence: Sequence[Evidence],
    weights: Mapping[Concept, float],
    asked: Sequence[Role],
    limits: Calibration,
) -> list[tuple[Evidence, float]]:
    """What may answer, with how much of what is asked stands around it and how near it is."""
    aspect = _aspect(query, weights, asked)
    wants = query.wants
    may = evidence[:_BEST]
    if wants:
        looked = evidence[:_LOOKED_AT]
        may = [e for e in looked if wants.search(e.quote) and _is_of(query, asked, e)]
    return [(found, _reach(aspect, found, limits)) for found in may]


def _aspect(
    query: Query, weights: Mapping[Concept, float], asked: Sequence[Role]
) -> dict[Concept, float]:
    """What a question asks about its roles; what the corpus has no word for weighs most."""
    elsewhere = {key for role in asked for key in role} | _ranks()
    ranks = " ".join(rank[0] for rank in _RANK.finditer(query.text))
    elsewhere |= {min(concept.ways) for concept in concepts_of(ranks)}
    most = max(weights.values(), default=1.0)
    return {
        concept: weights.get(concept, most)
        for concept in query.concepts
        if min(concept.ways) not in elsewhere and concept not in query.names
    }


def is_money(text: str) -> bool:
    """Whether a text gives an amount of money."""
    return bool(_MONEY.search(text))


@cache
def _ranks() -> frozenset[Key]:
    """What only says which of the figures is asked for: `median`, `highest`, `lowest`."""
    words = ("median", "highest", "lowest")
    return frozenset(min(concept.ways) for word in words for concept in concepts_of(word))


def _is_of(query: Query, asked: Sequence[Role], evidence: Evidence) -> bool:
    """Whether a figure is of the role and the measure that the question names."""
    texts = _texts(evidence)
    if not all(_is_about(role, texts) for role in asked):
        return False
    stems = {stem for text in (*texts, evidence.hit.passage.text) for stem in stem_set(text)}
    money = is_money(evidence.quote)
    return all(
        (money and not _OF_MONEY.isdisjoint(m.ways)) or names(m, stems) for m in query.measures
    )


def _reach(aspect: Mapping[Concept, float], evidence: Evidence, limits: Calibration) -> float:
    """How much of what is asked stands around the evidence, and how near it is in meaning."""
    around = covered(aspect, evidence.hit.passage.text, *_texts(evidence)) if aspect else 1.0
    return around + limits.uses_cosines * evidence.similarity


def _texts(evidence: Evidence) -> list[str]:
    """The unit and what it stands under; an advertisement is about nobody but whom it names."""
    passage = evidence.hit.passage
    over = () if passage.kind == "advertisement" else above(evidence.hit)
    return [evidence.quote, evidence.unit.lead, *over, passage.kind]


def _is_about(role: Role, texts: Sequence[str]) -> bool:
    """Whether all of a role stands in the texts, and most of it in one of them."""
    keys = [_keys(text) for text in texts]
    together = max(len(role & each) for each in keys)
    return role <= frozenset().union(*keys) and together * 2 > len(role)


def _places(query: Query) -> Iterator[str]:
    """The countries, states and cities that a question names, also in small letters."""
    words = [word for concept in query.concepts for word in concept.word.split()]
    for length in (3, 2, 1):
        for at in range(len(words) - length + 1):
            place = " ".join(words[at : at + length])
            if place in _gazetteer():
                yield place


@cache
def _gazetteer() -> frozenset[str]:
    """Countries and the cities of the time zone database, and the states of `language.toml`."""
    folder = files("tzdata") / "zoneinfo"
    lines = [
        line.split("\t")
        for name in ("iso3166.tab", "zone.tab")
        for line in (folder / name).read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    countries = {re.sub(r"\s*\(.*\)", "", line[1]) for line in lines if len(line) == 2}
    cities = {line[2].rpartition("/")[2].replace("_", " ") for line in lines if len(line) > 2}
    return frozenset(place.lower() for place in countries | cities) | load_language().places


def _has_rank(rank: re.Match[str], text: str) -> bool:
    """Whether a text gives the part of the ranking that is asked for, in either way to say it."""
    return any(_percentile(found) == _percentile(rank) for found in _RANK.finditer(text))


def _percentile(rank: re.Match[str]) -> int:
    """`top 10 percent`, `highest 10 percent` and `90th percentile` are the same rank."""
    part = int(rank["nth"] or rank["part"])
    return 100 - part if (rank["side"] or "").lower() in ("top", "highest") else part


@lru_cache(maxsize=20_000)
def _keys(text: str) -> Role:
    # `AI/Machine Learning` names two things.
    return frozenset(min(concept.ways) for concept in concepts_of(text.replace("/", " ")))


def _surroundings(evidence: Evidence) -> str:
    passage = evidence.hit.passage
    texts = [passage.text, evidence.unit.lead, *above(evidence.hit), passage.document.as_of or ""]
    return " ".join(texts)
