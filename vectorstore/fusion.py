"""How the dense and the lexical findings of one passage become one score."""

from collections.abc import Mapping, Sequence

# A passage is found by what it says as a whole and by the one sentence that answers; BM25 adds the
# exact words. On the development questions the sum with these weights put every piece of evidence
# into the first five more often than reciprocal rank fusion of the same lists (0.72 against 0.61).
BEST_UNIT = 1.0
LEXICAL = 0.2


def fuse(dense: float, similarities: Sequence[float], lexical: float) -> float:
    """One passage's score from its cosine, its units' cosines and its BM25 (from 0 to 1)."""
    return dense + BEST_UNIT * max(similarities, default=dense) + LEXICAL * lexical


def normalised(scores: Mapping[int, float]) -> dict[int, float]:
    """BM25 scores as parts of the best one, so that they compare between questions."""
    best = max(scores.values(), default=0.0)
    return {key: score / best if best > 0 else 0.0 for key, score in scores.items()}
