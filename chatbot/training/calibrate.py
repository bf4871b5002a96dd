"""How much reading, similarity and place count, and from where on a question is answered.

Fitted on half of the validation documents and judged on the other half, both ways; what is shipped
is fitted on all of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from chatbot.calibration import TOGETHER
from chatbot.training.asked import Asked

BETA = 2.0  # how much more completeness counts than brevity
ABSENT = 0.5  # what a question without its document weighs beside a near miss
LOST = 0.05  # share of answerable questions that may be refused


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights of a unit's log-odds, and those of the question's."""

    unit: np.ndarray
    question: np.ndarray
    reads: bool

    def log_odds(self, asked: Asked, read: int) -> np.ndarray:
        """Of all quotable units of the passages that are read."""
        columns = np.concatenate([np.zeros((0, 3)), *(r.columns for r in asked.found[:read])])
        odds: np.ndarray = columns @ self.unit[:3] + self.unit[3]
        return odds

    def readings(self, asked: Asked, read: int) -> np.ndarray:
        """What tells whether a question is answered: the reader's logits, or else the log-odds.

        With the reader alone near misses are told better (AUC .905) than mixed with cosines.
        """
        if not self.reads:
            return self.log_odds(asked, read)
        return np.concatenate([np.zeros(0), *(r.columns[:, 0] for r in asked.found[:read])])

    def probability(self, asked: Asked, read: int) -> float:
        """That the question is answered."""
        odds = self.readings(asked, read)
        if not len(odds):
            return 0.0
        value = _both(odds) @ self.question[:2] + self.question[2]
        return float(1 / (1 + np.exp(-value)))


def fit(asked: Sequence[Asked], read: int, use: Sequence[bool]) -> Fitted:
    """Two logistic regressions; `use` tells which columns may count."""
    found = [r for one in asked if one.answered for r in one.found[:read]]
    columns = np.concatenate([r.columns for r in found]) * np.array(use)
    units = LogisticRegression(max_iter=5_000).fit(
        columns, np.concatenate([r.right for r in found])
    )
    part = Fitted(np.append(units.coef_[0] * use, units.intercept_), np.zeros(3), bool(use[0]))
    everything = [one for one in [*asked, *absent(asked)] if len(part.readings(one, read))]
    both = np.array([_both(part.readings(one, read)) for one in everything])
    labels = [one.answered for one in everything]
    weights = np.where(np.arange(len(everything)) < len(asked), 1.0, ABSENT)
    whole = LogisticRegression(max_iter=5_000).fit(both, labels, weights)
    return Fitted(part.unit, np.append(whole.coef_[0], whole.intercept_), part.reads)


def absent(asked: Sequence[Asked]) -> list[Asked]:
    """The answered questions as they would be without their document: nothing answers them."""
    return [
        replace(one, answered=False, found=[r for r in one.found if r.source != one.source])
        for one in asked
        if one.answered
    ]


def judged(asked: Sequence[Asked], read: int, use: Sequence[bool]) -> dict[str, float]:
    """What is reached on documents that the weights were not fitted on."""
    sources = sorted({one.source for one in asked})
    half = {source: place % 2 for place, source in enumerate(sources)}
    rows, probabilities, gone = [], [], []
    for side in (0, 1):
        fitted = fit([one for one in asked if half[one.source] != side], read, use)
        here = [one for one in asked if half[one.source] == side]
        gone += [fitted.probability(one, read) for one in absent(here)]
        for one in here:
            probabilities.append((one.answered, fitted.probability(one, read)))
            if one.answered:
                rows.append(_ranks(one, fitted, read))
    answered = np.array([a for a, _ in probabilities])
    values = np.array([p for _, p in probabilities])
    names = ("first", "of three", "whole in five")
    result = dict(zip(names, np.mean(rows, 0).tolist(), strict=True))
    result["AUC"] = float(roc_auc_score(answered, values))
    for lost in (0.03, 0.05):
        limit = np.quantile(values[answered], lost)
        result[f"refused, {lost:.0%} lost"] = float(np.mean(values[~answered] < limit))
        result[f"without document, {lost:.0%} lost"] = float(np.mean(np.array(gone) < limit))
    return result


def threshold(asked: Sequence[Asked], fitted: Fitted, read: int) -> float:
    """The probability below which `LOST` of the answerable questions lie."""
    return float(np.quantile([fitted.probability(a, read) for a in asked if a.answered], LOST))


def margins(asked: Sequence[Asked], fitted: Fitted, read: int) -> tuple[float, float]:
    """How far below the best unit another one of its passage, and of another, is said, too.

    Each is the margin with the best mean F of what is said against what should be: a fact that is
    missing is worse than one too many.
    """
    steps = np.arange(0.0, 4.01, 0.1)
    answered = [
        one for one in asked if one.answered and any(len(r.right) for r in one.found[:read])
    ]

    def said(inside: float, outside: float) -> Callable[[Asked], float]:
        return lambda one: _f(one, fitted, read, inside, outside)

    near = float(max(steps, key=lambda m: np.mean([*map(said(m, -1.0), answered)])))
    also = float(max(steps, key=lambda m: np.mean([*map(said(near, m), answered)])))
    return near, also


def _f(one: Asked, fitted: Fitted, read: int, inside: float, outside: float) -> float:
    odds = [r.columns @ fitted.unit[:3] + fitted.unit[3] for r in one.found[:read]]
    best = max(range(len(odds)), key=lambda r: odds[r].max(initial=-99.0))
    top = odds[best].max()
    said: set[str] = set()
    for place, row in enumerate(odds):
        limit = top - inside if place == best else top - outside
        if place == best or outside >= 0:
            texts = one.found[place].texts
            said |= {text for text, value in zip(texts, row, strict=True) if value >= limit}
    right = len(said & one.wanted)
    return (1 + BETA**2) * right / (len(said) + BETA**2 * len(one.wanted))


def _ranks(one: Asked, fitted: Fitted, read: int) -> tuple[bool, bool, bool]:
    order = np.argsort(-fitted.log_odds(one, read))
    texts = [text for r in one.found[:read] for text in r.texts]
    said = [texts[place] for place in order[:5]]
    first = bool(said) and said[0] in one.wanted
    return first, bool(one.wanted & {*said[:3]}), one.wanted <= {*said}


def _both(odds: np.ndarray) -> np.ndarray:
    """The best unit's log-odds, and those of the best few together."""
    best = np.sort(odds)[::-1][:TOGETHER]
    return np.array([best[0], best[0] + np.log(np.exp(best - best[0]).sum())])


def weights(asked: Sequence[Asked], read: int, use: Sequence[bool]) -> dict[str, float]:
    """One table of `calibration.toml`, fitted on all validation questions."""
    fitted = fit(asked, read, use)
    near, also = margins(asked, fitted, read)
    names = ("logit", "cosine", "place", "constant", "best", "all", "offset")
    found = dict(zip(names, [*fitted.unit.tolist(), *fitted.question.tolist()], strict=True))
    found |= {"least": threshold(asked, fitted, read)}
    found |= {"near": near, "also": also}
    return {"read": read} | {name: round(value, 4) for name, value in found.items()}
