"""Which of its readings a message stands for: a small learned choice.

The weights are learned by `chatbot/training/follow_ups.py`: by the form of the message alone, and
together with what the documents hold for each reading.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from chatbot.talk import Past
from chatbot.wording import stems

if TYPE_CHECKING:
    from chatbot.evidence import Found  # the choice itself needs no reader

Kind = Literal["as_is", "old_subject", "subject_exchanged", "aspect_exchanged", "resolved"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence that a message may stand for; `traits` is what the choice weighs of its form."""

    text: str
    kind: Kind
    traits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """What the documents hold for a reading.

    `best` is how well the best unit answers (0 to 1), `second` the same for the best unit of
    another section, `cosine` the similarity of the reading and the best passage, `named` the share
    of the reading's words that the best unit and its headings name; `stays` is whether the turn
    before cited the same document.
    """

    best: float
    second: float
    cosine: float
    named: float
    stays: bool = False


def held(found: "Found", past: Sequence[Past]) -> Held:
    """What was found for a reading, as the choice sees it."""
    if not found.evidence:
        return Held(0.0, 0.0, 0.0, 0.0)
    best, passage = found.evidence[0], found.evidence[0].hit.passage
    others = [e.score for e in found.evidence if e.hit.passage.heading != passage.heading]
    second = 1 / (1 + exp(-max(others))) if others else 0.0
    said, shown = stems(found.question.text), stems(f"{best.above} {best.quote}")
    stays = any(cited.title == passage.document.title for turn in past[-1:] for cited in turn.cited)
    named = len(said & shown) / max(len(said), 1)
    return Held(found.probability, second, best.hit.dense, named, stays)


def choose(found: Sequence[Reading], evidence: Sequence[Held] = ()) -> Reading:
    """The reading that a message stands for; without evidence by its form alone.

    A message that is a whole question stays as it is unless another reading is clearly better.
    """
    scores = [score(r) for r in found]
    if evidence:
        scores = [score(r, e) for r, e in zip(found, evidence, strict=True)]
    best = max(range(len(found)), key=scores.__getitem__)
    lead = weights()["margin"] if found[0].traits.get("whole") else 0.0
    return found[best] if scores[best] > scores[0] + lead else found[0]


def score(reading: Reading, held: Held | None = None) -> float:
    """How likely a reading is, as a logit: only those of one message may be compared."""
    table = weights()["known" if held else "form"]
    total = _weighed(table.get(form_of(reading), {}), {"bias": 1.0, **reading.traits})
    if held:
        total += _weighed(table["held"], evidence_traits(reading, held))
    return total


def form_of(reading: Reading) -> str:
    """The row of weights for a reading: its kind, but what is only added to has its own."""
    return "added" if "added" in reading.traits else reading.kind


def evidence_traits(reading: Reading, held: Held) -> dict[str, float]:
    """What was found, as the choice weighs it: apart for the message as it stands."""
    values = {"best": held.best, "ahead": held.best - held.second, "cosine": held.cosine}
    values |= {"named": held.named, "stays": float(held.stays)}
    if reading.kind == "as_is":
        values |= {f"as_is_{name}": value for name, value in values.items()}
    return values


@cache
def weights() -> dict[str, Any]:
    """The learned weights, and what is set beside them."""
    return tomllib.loads((Path(__file__).parent / "follow_up_weights.toml").read_text("utf-8"))


def _weighed(weights: Mapping[str, float], values: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in values.items())
