"""Near misses made from any store: what it answers, asked about what it does not have.

    python -m tests.near_misses STORE [GOLD ...]

From the store's own roles with pay it makes questions that are answered, and takes those of GOLD
(JSON lines with `question` and `answerable`). In each it exchanges the role, or adds a place, a
year, a company or another measure, that stands nowhere in the documents. Printed are both errors:
how many of the originals are refused, and how many of the near misses are answered.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chatbot.answer import Turn
from chatbot.chat import Chat
from chatbot.phrases import Names, phrases_of
from chatbot.slots import is_money
from vectorstore import Snapshot, Settings, Store, go_offline, load_embedder

ROLES = ["beekeeper", "sommelier", "astronaut", "falconer", "taxidermist", "perfumer", "puppeteer"]
PLACES = ["Norway", "Uruguay", "Nairobi", "Osaka", "Cardiff", "mongolia", "lisbon"]
YEARS = ["1987", "1996", "2047"]
COMPANIES = ["Unilever", "Heineken", "Toshiba", "Lufthansa", "Petrobras"]
MEASURES = [
    "divorce rate",
    "average shoe size",
    "median commute time",
    "retirement age",
    "parking fee",
]


@dataclass(frozen=True, slots=True)
class Miss:
    """A question with what was exchanged in it; `kind` is `original` for one that was not."""

    kind: str
    question: str


def near_misses(originals: list[str], names: Names, snapshot: Snapshot) -> Iterator[Miss]:
    """The originals, and each of them with one thing exchanged, in turn through the lists."""
    absent = {
        kind: [w for w in words if not any(snapshot.frequencies(w.lower().split()[:1]).values())]
        for kind, words in
        {"role": ROLES, "place": PLACES, "year": YEARS, "company": COMPANIES}.items()
    }  # fmt: skip
    for number, question in enumerate(originals):
        stated = question.rstrip("?. ")
        subjects = [p for p in phrases_of(question, names) if p.kind == "subject"]
        yield Miss("original", question)
        for kind, joined in (("place", " in "), ("year", " in "), ("company", " at ")):
            if absent[kind]:
                yield Miss(kind, f"{stated}{joined}{absent[kind][number % len(absent[kind])]}?")
        if subjects and absent["role"]:
            (first, *_), other = subjects, absent["role"][number % len(absent["role"])]
            name = names.many(other) if first.plural else other
            article = (
                "a " if first.article in ("a", "an") else first.article + " " * bool(first.article)
            )
            changed = question[: first.start] + article + name + question[first.end :]
            if len(subjects) == 1:
                yield Miss("role", changed)
            measure = MEASURES[number % len(MEASURES)]
            yield Miss("measure", f"What is the {measure} of {names.many(first.core)}?")


def paid_roles(names: Names, snapshot: Snapshot) -> list[str]:
    """Questions for the pay of the roles of titles that have a figure for it."""
    found = []
    for listed in snapshot.documents():
        passages = snapshot.passages(listed.document.id)
        units = [p.quote(unit).lower() for p in passages for unit in p.units]
        core = [p.core for p in phrases_of(listed.document.title, names) if p.kind == "subject"]
        if core and any(is_money(u) and ("wage" in u or "salar" in u) for u in units):
            found.append(f"How much do {names.many(core[0].lower())} earn?")
    return found


def asked_in(gold: Path) -> list[str]:
    """The answerable questions of a file or a folder with `single.jsonl`, those for figures."""
    path = gold / "single.jsonl" if gold.is_dir() else gold
    items = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [item["question"] for item in items if item.get("answerable", True)]


def report(chat: Chat, misses: list[Miss], show: int = 0) -> dict[str, tuple[int, int]]:
    """For each kind how many were judged wrongly, of how many; prints some of them."""
    wrong: dict[str, tuple[int, int]] = {}
    for miss in misses:
        answered = chat.ask(Turn(miss.question)).status in ("answered", "partial")
        bad = answered != (miss.kind == "original")
        number, of = wrong.get(miss.kind, (0, 0))
        wrong[miss.kind] = number + bad, of + 1
        if bad and number < show:
            print(f"  {miss.kind}: {miss.question}")
    return wrong


def main() -> None:
    """Print both kinds of error for a store."""
    go_offline()
    store, *golds = map(Path, sys.argv[1:])
    with Store.open(Settings(path=store), load_embedder()) as opened:
        chat = Chat(opened)
        with opened.reading() as snapshot:
            headings = {heading for path in snapshot.headings() for heading in path}
            titles = {listed.document.title for listed in snapshot.documents()}
            names = Names(headings, titles, snapshot.words())
            originals = [*paid_roles(names, snapshot), *(q for gold in golds for q in asked_in(gold))]
            misses = list(near_misses(originals, names, snapshot))
        for kind, (bad, of) in report(chat, misses, show=6).items():
            print(f"{kind:10} {bad / of:6.3f}   {bad} of {of} wrong")


if __name__ == "__main__":
    main()
