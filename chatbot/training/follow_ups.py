"""Learn how to choose between the readings of a message. `python -m chatbot.training.follow_ups`.

    gather STORE TURNS ROWS      search for every reading of every turn, which takes minutes
    learn ROWS                   write `chatbot/follow_up_weights.toml`
    judge ROWS                   print what the choice gets right

`gather` reads with the product's own search and reader, in a store of the documents that the turns
are about (`python -m ingest`). A reading is good as far as it says what the wording that stands
alone says, and finds what that finds. The choice is a conditional logit: of the readings of one
turn the best one is to win.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize

from chatbot.follow_up import Cited, Past, Reading, all_readings, choose, readings
from chatbot.follow_up_choice import held, weighed
from chatbot.question import content

if TYPE_CHECKING:
    from chatbot.chat import Look
    from vectorstore import Passage, Snapshot

Row = dict[str, Any]
Key = tuple[str, int]

_TOP = 5
_SHARP = 0.08  # utilities as far apart as this count as e times as good
# A reading whose form is e times less likely than the best is not searched for: on the half
# that weights are chosen on the choices stay the same, with fewer searches.
_HARDLY = 1.0
_DECAY = 0.5  # weight of the squares: by cross-validation over the conversations of one half
_WHOLE = 2.0  # a whole question that is changed is as bad as this many follow-ups misread
_WEIGHTS = Path(__file__).parents[1] / "follow_up_weights.toml"


def passages_at(
    answer: dict[str, str] | None, snapshot: "Snapshot", ids: dict[str, str]
) -> "list[Passage]":
    """The passages that an answer stands in: under the heading, or with the words, it names."""
    if not answer:
        return []
    where = r"Do\b|\bDuties" if answer["where"] == "Do" else re.escape(answer["where"])
    own = snapshot.passages(ids[answer["source"]])
    headed = [p for p in own if re.search(rf"\b{where}", " › ".join(p.heading), re.I)]
    words = re.findall(r"[^\W_]+", answer["where"].lower())
    return headed or [p for p in own if all(w in p.embedded_text.lower() for w in words)]


def gather(store: Path, turns: Path, rows: Path) -> None:
    """Look for every reading of every turn as the product does, and write what was found."""
    from chatbot.chat import Chat, Look  # learning needs no model
    from vectorstore import Settings, Store, go_offline, load_embedder

    go_offline()
    with Store.open(Settings(path=store), load_embedder("bundled")) as opened:
        chat = Chat(opened)
        with opened.reading() as snapshot, rows.open("w", encoding="utf-8") as out:
            look = Look(snapshot, chat.known(snapshot), chat.scope)
            for line in turns.read_text("utf-8").splitlines():
                for row in _rows(json.loads(line), look):
                    print(json.dumps(row), file=out, flush=True)  # what is there may be judged


def _rows(talk: Row, look: "Look") -> Iterator[Row]:
    past: list[Past] = []
    ids = {each.document.source: each.document.id for each in look.snapshot.documents()}
    for turn in talk["turns"]:
        gold = passages_at(turn["answer"], look.snapshot, ids)
        if past:
            made = all_readings(turn["question"], past, look.corpus.known)
            likely = {r.text for r in readings(turn["question"], past, look.corpus.known)}
            yield {
                "talk": talk["id"], "kind": turn["kind"], "message": turn["question"],
                "standalone": turn["standalone"], "alone": turn["alone"],
                "gold": [_key(p) for p in gold],
                "wanted": [_key(hit.passage) for hit in look.at(turn["standalone"]).hits[:_TOP]],
                "readings": [_looked(r, r.text in likely, look, past) for r in made],
            }  # fmt: skip
        if turn["kind"] != "small talk":
            past.append(Past(turn["standalone"], tuple(map(_cited, gold[:2]))))


def _key(passage: "Passage") -> Key:
    return passage.document.source, passage.start


def _cited(passage: "Passage") -> Cited:
    quote = passage.quote(passage.units[0]) if passage.units else passage.text
    return Cited(passage.document.title, passage.heading, quote)


def _looked(reading: Reading, likely: bool, look: "Look", past: Sequence[Past]) -> Row:
    found = look.at(reading.text)
    return {
        "text": reading.text,
        "kind": reading.kind,
        "traits": dict(reading.traits),
        "likely": likely,
        "found": held(found, past),
        "passages": [_key(hit.passage) for hit in found.hits[:_TOP]],
    }


def utility(row: Row, reading: Row) -> float:
    """How good a reading is: as far as it says and finds what the stand-alone wording does."""
    if row["alone"]:
        return float(reading["kind"] == "as_is")
    said, wanted = content(reading["text"]), content(row["standalone"])
    same = 2 * len(said & wanted) / max(len(said) + len(wanted), 1)
    found, sought = [{tuple(k) for k in each} for each in (reading["passages"], row["wanted"])]
    gold = {tuple(k) for k in row["gold"]}
    shared = len(found & sought) / max(len(sought), 1)
    return 0.5 * same + 0.3 * shared + 0.2 * bool(found & gold if gold else shared > 0.5)


def reading_of(row: Row) -> Reading:
    """The reading of a row, as the choice takes it."""
    return Reading(row["text"], row["kind"], row["traits"])


def features(reading: Row, known: bool) -> dict[str, float]:
    """What the choice weighs of the reading of a row."""
    return weighed(reading_of(reading), reading["found"] if known else None)


def fitted(rows: Sequence[Row], known: bool) -> dict[str, float]:
    """The weights of a conditional logit: the better a reading, the likelier it is to win."""
    names = sorted({name for row in rows for r in row["readings"] for name in features(r, known)})
    at = {name: i for i, name in enumerate(names)}
    turns = []
    for row in rows:
        given = [features(r, known) for r in row["readings"]]
        if len(given) > 1:
            x = np.zeros((len(given), len(names)))
            for i, values in enumerate(given):
                for name, value in values.items():
                    x[i, at[name]] = value
            u = np.array([utility(row, r) for r in row["readings"]]) / _SHARP
            wanted = np.exp(u - u.max()) / np.exp(u - u.max()).sum()
            turns.append((x, wanted, _WHOLE if row["alone"] else 1.0))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = _DECAY * float(w @ w), 2 * _DECAY * w
        for x, wanted, weight in turns:
            z = x @ w
            p = np.exp(z - z.max())
            p /= p.sum()
            total -= weight * float(wanted @ np.log(p + 1e-12))
            slope = slope + weight * (x.T @ (p - wanted))
        return total, slope

    weights = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)}


def learn(rows: Path) -> None:
    """Write the weights: by form alone, and together with what was found."""
    turns = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    tables = {"form": fitted(turns, known=False), "known": fitted(turns, known=True)}
    lines = ["# Made by chatbot/training/follow_ups.py: do not edit.", f"hardly = {_HARDLY}"]
    for table, weights in tables.items():
        lines += [f"\n[{table}]", *(f"{name} = {w}" for name, w in weights.items() if w)]
    _WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")


def chosen(row: Row, how: str) -> Row:
    """The reading that a way of choosing takes."""
    made: list[Row] = row["readings"]
    if how == "best possible":
        return max(made, key=lambda r: utility(row, r))
    if how == "as it stands":
        return made[0]
    if how == "always the old subject":
        return next((r for r in made[1:] if r["kind"] not in ("subject_exchanged",)), made[0])
    kept = [r for r in made if r["likely"] and r["kind"] != how.removeprefix("without ")]
    found = [r["found"] for r in kept]
    best = choose([reading_of(r) for r in kept], found if how != "by form" else ())
    return next(r for r in kept if r["text"] == best.text and r["kind"] == best.kind)


def judge(rows: Path) -> None:
    """Print how much of what the stand-alone wording retrieves each way of choosing does."""
    turns = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    kinds = ("old_subject", "subject_exchanged", "aspect_exchanged", "added", "resolved")
    ways = ["learned", "by form", "as it stands", "always the old subject", "best possible"]
    for how in [*ways, *(f"without {kind}" for kind in kinds)]:
        print(f"{how:26}", _figures(turns, how))
    by_kind = defaultdict(list)
    for row in turns:
        by_kind[row["kind"]].append(row)
    for kind, some in by_kind.items():
        print(f"{kind:26}", _figures(some, "learned"))
    for row in turns:
        best = chosen(row, "learned")
        if utility(row, best) < utility(row, chosen(row, "best possible")) - 0.15:
            print(f"  {row['message']} -> {best['text']} not {row['standalone']}")


def _figures(turns: Sequence[Row], how: str) -> str:
    count = Counter[str]()
    for row in turns:
        best = chosen(row, how)
        if row["alone"]:
            count["alone"] += 1
            count["left"] += best["kind"] == "as_is"
            continue
        gold = {tuple(k) for k in row["gold"]}
        found, wanted = [{tuple(k) for k in each} for each in (best["passages"], row["wanted"])]
        count["turns"] += 1
        count["same"] += len(found & wanted) >= min(3, len(wanted))
        count["gold"] += bool(gold & found)
        count["could"] += bool(gold & wanted)
        count["utility"] += round(100 * utility(row, best))
    turns_of = max(count["turns"], 1)
    return (
        f"{count['turns']} follow-ups: {count['gold'] / max(count['could'], 1):.3f} of what the"
        f" stand-alone wordings retrieve, same {count['same'] / turns_of:.3f},"
        f" utility {count['utility'] / turns_of:.1f}; whole left {count['left']}/{count['alone']}"
    )


if __name__ == "__main__":
    verb, *paths = sys.argv[1:]
    verbs: dict[str, Callable[..., None]] = {"gather": gather, "learn": learn, "judge": judge}
    verbs[verb](*map(Path, paths))
