"""Validation questions as the product would meet them: searched, and their passages read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chatbot.evidence import is_quotable
from chatbot.training.data import Passage
from chatbot.training.measure import Hit, Index
from chatbot.training.reader import Reader, scores


@dataclass(frozen=True, slots=True)
class Read:
    """A passage that was found: its place in the corpus, document, search score, and its units.

    `columns` are logit, cosine and place of each unit; `right` whether it answers.
    """

    passage: int
    source: str
    score: float
    columns: np.ndarray
    right: np.ndarray
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A validation question with what was found for it, best first."""

    source: str
    answered: bool
    passage: int
    wanted: frozenset[str]
    found: Sequence[Read]


def asked_of(
    reader: Reader, index: Index, vectors: np.ndarray, places: Sequence[int], read: int = 10
) -> list[Asked]:
    """Some questions of an index, each searched and its first passages read."""
    corpus, rows = index.corpus, []
    for question, vector in ((corpus.questions[p], vectors[p]) for p in places):
        hits = index.search(question.text, vector, 30)
        shown = [corpus.passages[hit.place] for hit in hits]
        wanted = frozenset(corpus.passages[question.passage].units[u].text for u in question.units)
        logits = scores(reader, [(question.text, passage) for passage in shown[:read]])
        best = max((hit.score for hit in hits), default=0.0) or 1.0
        found = [
            _read(hit, passage, row, hit.score / best, wanted)
            for hit, passage, row in zip(hits, shown, logits, strict=False)
        ]
        found += [
            Read(hit.place, passage.source, hit.score, np.zeros((0, 3)), np.zeros(0, bool), [])
            for hit, passage in list(zip(hits, shown, strict=True))[read:]
        ]
        source = corpus.passages[question.passage].source
        rows.append(Asked(source, bool(question.units), question.passage, wanted, found))
    return rows


def _read(
    hit: Hit, passage: Passage, logits: np.ndarray, place: float, wanted: frozenset[str]
) -> Read:
    kept = [i for i, unit in enumerate(passage.units) if is_quotable(unit.text)]
    columns = np.array([(logits[i], hit.cosines[i], place) for i in kept]).reshape(-1, 3)
    texts = [passage.units[i].text for i in kept]
    right = np.array([text in wanted for text in texts], bool)
    return Read(hit.place, passage.source, hit.score, columns, right, texts)
