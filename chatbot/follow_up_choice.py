"""Which of its readings a message stands for: a small learned choice.

The weights are learned by `chatbot/training/follow_ups.py`: by the form of the message alone, and
together with what the documents hold for each reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp
from typing import Literal

from chatbot.evidence import Found
from chatbot.question import content
from chatbot.tables import table
from chatbot.talk import Past

Kind = Literal["as_is", "old_subject", "subject_exchanged", "aspect_exchanged", "added", "resolved"]
Held = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence that a message may stand for; `traits` is what the choice weighs of its form."""

    text: str
    kind: Kind
    traits: Mapping[str, float] = field(default_factory=dict)


def held(found: Found, past: Sequence[Past]) -> Held:
    """What the documents hold for a reading, as the choice sees it.

    `best` is how well the best unit answers (0 to 1), `ahead` by how much more than the best one of
    another section, `cosine` the similarity of the reading and the best passage, `named` the share
    of the reading's words that the best unit and its headings name; `stays` is whether the turn
    before cited the same document.
    """
    if not found.evidence:
        return dict.fromkeys(("best", "ahead", "cosine", "named", "stays"), 0.0)
    best, passage = found.evidence[0], found.evidence[0].hit.passage
    others = [e.score for e in found.evidence if e.hit.passage.heading != passage.heading]
    second = 1 / (1 + exp(-max(others))) if others else 0.0
    said, shown = content(found.question.text), content(f"{best.above} {best.quote}")
    return {
        "best": found.probability,
        "ahead": found.probability - second,
        "cosine": best.hit.dense,
        "named": len(said & shown) / max(len(said), 1),
        "stays": float(any(c.title == passage.document.title for t in past[-1:] for c in t.cited)),
    }


def choose(found: Sequence[Reading], evidence: Sequence[Held | None] = ()) -> Reading:
    """The reading that a message stands for; without evidence by its form alone.

    Of readings that are as likely it is the first: the message as it stands.
    """
    looked = zip(found, evidence or [None] * len(found), strict=True)
    return max(looked, key=lambda pair: score(*pair))[0]


def score(reading: Reading, held: Held | None = None) -> float:
    """How likely a reading is, as a logit: only those of one message may be compared."""
    learned: Mapping[str, float] = table("follow_up_weights")["known" if held else "form"]
    return sum(learned.get(name, 0.0) * value for name, value in weighed(reading, held).items())


def weighed(reading: Reading, held: Held | None) -> dict[str, float]:
    """What the choice weighs of a reading, by the names of the weights."""
    row = "as_is_held" if reading.kind == "as_is" else "held"
    of_form = {f"{reading.kind}_{name}": value for name, value in reading.traits.items()}
    of_found = {f"{row}_{name}": value for name, value in (held or {}).items()}
    return {reading.kind: 1.0, **of_form, **of_found}
