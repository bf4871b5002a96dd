"""How readings become probabilities, by weights that `chatbot/training` measured."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.tables import table

# The best units that tell together whether a question is answered. All that are read tell it a bit
# better in a large folder (AUC .914 against .905), but a small one has fewer, and is refused more.
TOGETHER = 5


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of two logistic regressions, and the thresholds that go with them.

    `read` is how many passages are read. A unit answers with a probability from its reader's
    logit, its cosine and its passage's place (the search score as a part of the best one's). The
    documents answer a question with a probability from the best unit's reading (its logit, or
    without the reader its log-odds) and that of the best few together; below `least` they do not.
    `near` and `also` are how far below the best unit's log-odds another one of the same passage, or
    of another, is said, too.
    From the probability `list` on a question asks for a list.
    """

    read: int
    logit: float
    cosine: float
    place: float
    constant: float
    best: float
    all: float
    offset: float
    least: float
    near: float
    also: float
    list: float

    def log_odds(self, logit: float, cosine: float, place: float) -> float:
        """The log-odds that a unit answers."""
        return self.logit * logit + self.cosine * cosine + self.place * place + self.constant

    def answerable(self, readings: Sequence[float]) -> float:
        """The probability that a question is answered, from the readings of all its units."""
        if not readings:
            return 0.0
        best, *others = sorted(readings, reverse=True)[:TOGETHER]
        together = best + math.log(1 + sum(math.exp(one - best) for one in others))
        return 1 / (1 + math.exp(-(self.best * best + self.all * together + self.offset)))


def calibration_for(embedder: str, reads: bool) -> Calibration:
    """The weights for an embedder's fingerprint, with the reader or without it.

    An embedder that was not measured has cosines of another scale: where the reader is there they
    do not count, else the bundled one's are taken.
    """
    name = "cosine" if not reads else "both" if is_calibrated(embedder) else "reader"
    return Calibration(**table("calibration")[name])


def is_calibrated(embedder: str) -> bool:
    """Whether this is the embedder that was measured."""
    return bool(table("calibration")["embedder"] == embedder)
