"""What the reader is shown: a question with the passage that answers it and one that does not."""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from chatbot.training.data import Corpus, Passage, Question, as_typed
from chatbot.training.measure import Index
from chatbot.training.roles import Roles

_SHOWN = (3, 4, 5, 6, 8)  # units of a passage: one of these
_MOST = 10  # … where a whole list answers
_PASSAGES = (2, 3)
_FOUND = 12  # passages that the search ranks first, of which the wrong ones are
_READ = 6  # of these so many are read in use, and are shown more often
_SEARCHED = 0.85  # share of wrong passages that come from the search
# A unit of the same document whose cosine is this part of the right one's may be right, too; …
_AS_NEAR = 0.8
_AS_NEAR_ELSEWHERE = 0.95  # … and of another document


@dataclass(frozen=True, slots=True)
class Example:
    """A question with passages; `right` has of each unit 1, 0, or -1 where nobody can say."""

    question: str
    passages: Sequence[Passage]
    right: Sequence[Sequence[int]]


def public_example(corpus: Corpus, question: Question, rng: random.Random) -> Example:
    """A piece of the paragraph; sometimes one of another with it, or in its place."""
    passage = corpus.passages[question.passage]
    shown = [_cut(passage, [int(u in question.units) for u in range(len(passage.units))], rng, 5)]
    if rng.random() < 0.35:
        same = corpus.by_source[passage.source]
        place = rng.choice(same) if rng.random() < 0.7 else rng.randrange(len(corpus.passages))
        other = corpus.passages[place]
        if other is not passage:
            shown.append(_cut(other, [0] * len(other.units), rng, 4))
            shown = shown[rng.random() < 0.5 :]
    passages, right = zip(*shown, strict=True)
    return Example(as_typed(question.text, rng), passages, right)


@dataclass(frozen=True)
class Examples:
    """Examples from questions that were searched; `near` are the passages found for each."""

    index: Index
    vectors: np.ndarray
    near: dict[int, list[int]]

    @classmethod
    def searched(cls, index: Index, vectors: np.ndarray, avoid: Collection[str]) -> "Examples":
        """Search every question, but in no document of `avoid`, by which is validated."""
        corpus = index.corpus

        def found(place: int) -> list[int]:
            hits = index.search(corpus.questions[place].text, vectors[place], 5 * _FOUND)
            passages = ((hit.place, corpus.passages[hit.place]) for hit in hits)
            return [p for p, one in passages if one.units and one.source not in avoid][:_FOUND]

        return cls(index, vectors, {place: found(place) for place in range(len(vectors))})

    def draw(
        self, place: int, rng: random.Random, absent: float = 0.0, roles: Roles | None = None
    ) -> Example:
        """The passage of a question, and one or two that the search takes for it.

        In the share `absent` of answered questions the document is not there: passages of others,
        of which nothing answers. Where `roles` are given, some questions ask for another role.
        """
        corpus = self.index.corpus
        question = corpus.questions[place]
        passage = corpus.passages[question.passage]
        text = roles.exchanged(question, passage, rng) if roles else None
        answers = bool(question.units) and text is None
        gone = answers and rng.random() < absent
        right = [int(answers and unit in question.units) for unit in range(len(passage.units))]
        shown = [] if gone else [_cut(passage, right, rng, rng.choice(_SHOWN))]
        count = rng.choice(_PASSAGES)
        for other in self._others(place, rng, apart=not shown):
            labels = [0] * len(corpus.passages[other].units)
            if answers:
                labels = self._labels(place, other)
            shown.append(_cut(corpus.passages[other], labels, rng, rng.choice(_SHOWN)))
            if len(shown) >= count:
                break
        if not shown:  # all that was found is of the question's own document
            return self.draw(place, rng)
        passages, labels_of = zip(*shown, strict=True)
        return Example(as_typed(text or question.text, rng), passages, labels_of)

    def _others(self, place: int, rng: random.Random, apart: bool) -> Iterator[int]:
        """Passages that are taken for the question's; only of other documents where `apart`."""
        corpus = self.index.corpus
        question = corpus.questions[place]
        source = corpus.passages[question.passage].source
        near = self.near[place]
        drawn = [rng.random() ** (1.0 if rank < _READ else 2.5) for rank in range(len(near))]
        for rank in sorted(range(len(near)), key=lambda rank: -drawn[rank]):
            beside = rng.random() > _SEARCHED and not apart
            other = rng.choice(corpus.by_source[source]) if beside else near[rank]
            same = corpus.passages[other].source == source
            if other != question.passage and corpus.passages[other].units and not (apart and same):
                yield other

    def _labels(self, place: int, other: int) -> list[int]:
        """All wrong; but what is as near as the right one may be right, and is left open."""
        corpus, units, first = self.index.corpus, self.index.units, self.index.first
        question = corpus.questions[place]
        count = len(corpus.passages[other].units)
        if not question.units:
            return [0] * count
        same = corpus.passages[other].source == corpus.passages[question.passage].source
        limit = _AS_NEAR if same else _AS_NEAR_ELSEWHERE
        vector = self.vectors[place]
        best = max(float(units[first[question.passage] + u] @ vector) for u in question.units)
        cosines = units[first[other] : first[other + 1]] @ vector
        return [-1 if cosine >= limit * best else 0 for cosine in cosines.tolist()]


def _cut(
    passage: Passage, labels: Sequence[int], rng: random.Random, count: int
) -> tuple[Passage, Sequence[int]]:
    """A window of units, with those that are right in it."""
    right = [place for place, label in enumerate(labels) if label > 0]
    span = right[-1] - right[0] + 1 if right else 1
    count = max(count, min(_MOST, span))
    if len(passage.units) <= count:
        return passage, labels
    at = rng.choice(right) if right else rng.randrange(len(labels))
    begin = (
        right[0] - rng.randrange(count - span + 1)
        if span <= count and right
        else at - rng.randrange(count)
    )
    begin = max(0, min(begin, len(labels) - count))
    units = passage.units[begin : begin + count]
    text = " ".join(unit.text for unit in units)
    return replace(passage, text=text, units=units), labels[begin : begin + count]
