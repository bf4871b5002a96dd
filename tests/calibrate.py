"""Measure the thresholds of `chatbot/calibration.toml` for an embedder, and write them there.

    python -m tests.calibrate STORE=GOLD ... [--write]

GOLD is a folder of JSON lines as in the development sets. What a store answers comes from them,
what it does not from them, from `tests.near_misses`, and from questions about anything else.
Each threshold is the one by which most is judged rightly, answers and refusals weighing the same,
where at most 1 in 100 answerable questions is refused for it, 3 of those for figures.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from chatbot.calibration import UNCALIBRATED
from chatbot.chat import Chat
from chatbot.finding import look
from chatbot.question import understand
from chatbot.slots import reaches, standard
from tests.near_misses import near_misses, paid_roles
from vectorstore import Settings, Store, go_offline, load_embedder

# Of the answerable questions so many at most: two thresholds hold for all, two for figures alone.
_REFUSED = {"near": 0.01, "about": 0.01, "fits": 0.03, "counted": 0.03}
_NAMED, _UNKNOWN, _KIN = 0.1, 0.1, 0.5  # flat around these; `trucker` is 0.6 from its own page
_FILE = Path(__file__).parents[1] / "chatbot" / "calibration.toml"
_OPEN = replace(UNCALIBRATED, uses_cosines=True)
ELSEWHERE = """
How do I cook rice?
What is the capital of Mongolia?
who won the champions league
Write a poem about the sea
best hotels near the beach
My cat refuses to eat, what now?
what is the meaning of life
Tell me a joke
When does the train leave?
asdf qwer zxcv
Is it going to rain on Sunday?
How do I change a tyre?
What's a good name for my dog?
recipe for banana bread
How does photosynthesis work?
cheap flights to Rome
Explain quantum entanglement
how do I reset my router password
fix my marriage
what's 17 times 23
Why is the sky blue?
which phone should I buy
How many calories has an apple?
Sing me a song
""".strip().splitlines()


@dataclass(frozen=True, slots=True)
class Seen:
    """A question with what decides about it; `near_by`: asked of the documents' own subject."""

    kind: str
    answerable: bool
    near_by: bool
    near: float
    reach: float


def questions(gold: Path) -> Iterator[tuple[str, bool]]:
    """The questions of a folder, with whether they are answerable; without the hostile ones."""
    for name in ("single", "unanswerable"):
        for line in (gold / f"{name}.jsonl").read_text("utf-8").splitlines():
            item = json.loads(line)
            if item.get("kind") != "hostile":
                yield item["question"], name == "single" or item["kind"] == "false_premise"


def seen(store: Path, gold: Path) -> list[Seen]:
    """What decides about each question of a store."""
    found = []
    with Store.open(Settings(path=store), load_embedder()) as opened, opened.reading() as snapshot:
        corpus = Chat(opened).known(snapshot)
        asked = [*questions(gold), *((question, False) for question in ELSEWHERE)]
        originals = [question for question, answerable in asked if answerable]
        paid = paid_roles(corpus.names, snapshot)
        made = list(near_misses([*paid, *originals], corpus.names, snapshot))
        asked += [(miss.question, False) for miss in made if miss.kind in ("role", "measure")]
        near_by = {question for question, answerable in asked if answerable} | {
            m.question for m in made
        }
        for question, answerable in dict(asked).items():
            query = understand(question, corpus.scope.vocabulary)
            looked = look(query, snapshot, replace(corpus.scope, limits=_OPEN))
            if looked.verdict.missing or not query.concepts:
                continue
            roles = corpus.scope.roles.asked(query.text)
            reached = reaches(query, looked.evidence, looked.weights, roles, _OPEN)
            best = max(looked.evidence[:5], key=lambda e: e.similarity + _NAMED * e.context)
            unknown = 1 - len(looked.weights) / len(query.concepts)
            near = best.similarity + _NAMED * best.context - _UNKNOWN * unknown
            reach = max((value for _, value in reached), default=0.0)
            found.append(Seen(standard(query), answerable, question in near_by, near, reach))
    return found


def chosen(pairs: Sequence[tuple[float, bool]], refused: float) -> tuple[float, float, float]:
    """The threshold for values of answerable questions and others, and the shares that it gives."""
    good = np.array([value for value, answerable in pairs if answerable])
    bad = np.array([value for value, answerable in pairs if not answerable])
    at = np.arange(0.0, 1.6, 0.01)
    kept = (good[:, None] >= at).mean(axis=0)
    held = (bad[:, None] < at).mean(axis=0) if len(bad) else np.zeros_like(at)
    best = int(np.argmax(np.where(kept >= 1 - refused, kept + held, 0)))
    return float(at[best].round(2)), float(kept[best]), float(held[best])


def main() -> None:
    """Measure, print, and with --write keep it."""
    go_offline()
    pairs = [argument.split("=") for argument in sys.argv[1:] if "=" in argument]
    found = [each for store, gold in pairs for each in seen(Path(store), Path(gold))]
    limits: dict[str, float] = {"named": _NAMED, "unknown": _UNKNOWN, "kin": _KIN}
    lines: list[str] = []
    near = [(each.near, each.answerable) for each in found if each.answerable or not each.near_by]
    for name, values in [
        ("near", near),
        *((kind, [(each.reach, each.answerable) for each in found if each.kind == kind])
          for kind in ("fits", "about", "counted")),
    ]:  # fmt: skip
        limits[name], kept, held = chosen(values, _REFUSED[name])
        good = sum(ok for _, ok in values)
        lines.append(
            f"# {name}: {kept:.3f} of {good} answerable kept, "
            f"{held:.3f} of {len(values) - good} others held"
        )
        print(lines[-1], limits[name])
    if "--write" in sys.argv:
        write(load_embedder().fingerprint, limits, lines)


def write(fingerprint: str, limits: Mapping[str, float], lines: Sequence[str]) -> None:
    """Replace the file by this one embedder's entry, under what was measured."""
    names = ("near", "named", "unknown", "fits", "about", "counted", "kin")
    values = [f"{name} = {limits[name]}" for name in names]
    head = ["# Thresholds that `python -m tests.calibrate` measured, and what they give there."]
    entry = ["[[embedder]]", f'fingerprint = "{fingerprint}"', "[embedder.thresholds]", *values]
    _FILE.write_text("\n".join([*head, *lines, *entry]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
