"""The product's search over a training corpus, and how well questions find what answers them."""

import re
import sqlite3
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from chatbot.question import stopwords, words_of
from chatbot.training.data import Corpus

_CANDIDATES = 50  # of each kind of search, as in vectorstore.search
_BEST_UNIT = 2.0  # the best unit's part of a passage's score in `vectorstore/search.py`
_LEXICAL = 0.2  # … and BM25's
_WORD = re.compile(r"[\w+#]+")


class Embeds(Protocol):
    """What makes vectors of length one."""

    def embed(self, texts: list[str]) -> np.ndarray:
        """One row per text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, by its place; `cosines` are its units'."""

    place: int
    score: float
    cosines: np.ndarray


@dataclass(frozen=True)
class Index:
    """Every unit and every passage of a corpus with its vector."""

    corpus: Corpus
    passages: np.ndarray
    units: np.ndarray

    @cached_property
    def first(self) -> np.ndarray:
        """Of each passage the place of its first unit among all units, and their number at last."""
        return np.cumsum([0, *(len(passage.units) for passage in self.corpus.passages)])

    @cached_property
    def owner(self) -> np.ndarray:
        """Of each unit its passage."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    @cached_property
    def _lexicon(self) -> sqlite3.Connection:
        lexicon = sqlite3.connect(":memory:")
        lexicon.execute(
            "CREATE VIRTUAL TABLE l USING fts5(heading, text,"
            " tokenize = \"porter unicode61 tokenchars '+#'\")"
        )
        rows = ((" ".join(p.heading), p.text) for p in self.corpus.passages)
        lexicon.executemany("INSERT INTO l VALUES (?, ?)", rows)
        return lexicon

    def nearness(self, vector: np.ndarray) -> np.ndarray:
        """Of each passage its cosine plus that of its best unit."""
        filled = np.diff(self.first) > 0
        best = np.zeros(len(filled))
        best[filled] = np.maximum.reduceat(self.units @ vector, self.first[:-1][filled])
        nearness: np.ndarray = self.passages @ vector + best
        return nearness

    def search(self, question: str, vector: np.ndarray, k: int) -> list[Hit]:
        """The best passages as the product finds them, duplicates left in."""
        units, dense = self.units @ vector, self.passages @ vector
        lexical = self._lexical(question)
        near = {*np.argpartition(-dense, _CANDIDATES)[:_CANDIDATES].tolist(), *lexical}
        most = max(lexical.values(), default=1.0)
        hits = []
        for place in near:
            cosines = units[self.first[place] : self.first[place + 1]]
            best = float(cosines.max(initial=-1.0)) if len(cosines) else float(dense[place])
            score = (
                float(dense[place]) + _BEST_UNIT * best + _LEXICAL * lexical.get(place, 0.0) / most
            )
            hits.append(Hit(place, score, cosines))
        return sorted(hits, key=lambda hit: -hit.score)[:k]

    def _lexical(self, question: str) -> dict[int, float]:
        asked = " ".join(word for word in words_of(question) if word not in stopwords())
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(_WORD.findall(asked)))
        if not words:
            return {}
        query = (
            "SELECT rowid - 1, -bm25(l) AS score FROM l WHERE l MATCH ?"
            f" ORDER BY score DESC, rowid LIMIT {_CANDIDATES}"
        )
        return dict(self._lexicon.execute(query, [words]))


def build_index(encoder: Embeds, corpus: Corpus) -> Index:
    """Embed all of it."""
    texts = [text for passage in corpus.passages for text in passage.embedded_units]
    whole = [passage.embedded_text for passage in corpus.passages]
    return Index(corpus, encoder.embed(whole), encoder.embed(texts))


def first_units(index: Index, vectors: np.ndarray, questions: list[int]) -> dict[str, float]:
    """Shares of the answered questions by where the right unit or passage comes in the search.

    A unit with the same words as a right one is as right.
    """
    rows = []
    for vector, place in zip(vectors, questions, strict=True):
        question = index.corpus.questions[place]
        units = index.units @ vector
        wanted = {index.corpus.passages[question.passage].units[u].text for u in question.units}
        order = np.argpartition(-units, 8)[:8]
        order = order[np.argsort(-units[order])]
        said = [
            index.corpus.passages[index.owner[u]].units[u - index.first[index.owner[u]]].text
            for u in order
        ]
        hits = [hit.place for hit in index.search(question.text, vector, 8)]
        rows.append(
            (
                said[0] in wanted,
                bool(wanted & {*said[:3]}),
                wanted <= {*said[:5]},
                question.passage in hits[:5],
                question.passage in hits,
            )
        )
    names = ("first", "of three", "whole in five", "passage in 5", "passage in 8")
    return dict(zip(names, np.mean(rows, 0).round(3).tolist(), strict=True))
