"""Wrong units to learn from: from the same passage, the same document, and other documents."""

import random
from collections.abc import Callable

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from chatbot.training.data import Corpus

_BESIDE, _ELSEWHERE = 0.45, 0.3  # shares of negatives from the passage, and from the document
_ALIKE = 8  # units of other documents that share most words with a question


def hard_negatives(corpus: Corpus) -> Callable[[int, random.Random], str]:
    """A function that draws a wrong unit for the question of a place."""
    owners = [place for place, passage in enumerate(corpus.passages) for _ in passage.units]
    texts = [text for passage in corpus.passages for text in passage.embedded_units]
    alike = _alike(corpus, owners, texts)

    def draw(place: int, rng: random.Random) -> str:
        question = corpus.questions[place]
        passage, chance = corpus.passages[question.passage], rng.random()
        if chance < _BESIDE:
            units = enumerate(passage.embedded_units)
            if beside := [text for unit, text in units if unit not in question.units]:
                return rng.choice(beside)
        elif chance < _BESIDE + _ELSEWHERE:
            others = (corpus.passages[other] for other in corpus.by_source[passage.source])
            apart = [o for o in others if o.heading != passage.heading and o.units]
            if apart:
                return rng.choice(rng.choice(apart).embedded_units)
        return texts[rng.choice(alike[place])] if alike[place] else rng.choice(texts)

    return draw


def _alike(corpus: Corpus, owners: list[int], texts: list[str]) -> list[list[int]]:
    """Of each question the units of other documents that share most of its words."""
    weights = TfidfVectorizer(sublinear_tf=True, stop_words="english", max_df=0.1)
    units = weights.fit_transform(texts).T.tocsr()
    found = []
    for first in range(0, len(corpus.questions), 500):
        some = corpus.questions[first : first + 500]
        rows = (weights.transform([question.text for question in some]) @ units).toarray()
        for row, question in zip(rows, some, strict=True):
            source = corpus.passages[question.passage].source
            best = np.argpartition(-row, 30)[:30].tolist()
            found.append([u for u in best if corpus.passages[owners[u]].source != source][:_ALIKE])
    return found
