"""What the verifier catches and keeps: paraphrases of the bundled guide, untouched and corrupted.

    VECTORSTORE_PATH=STORE python -m tests.claims_eval [--show KIND] [--wice FILE]

STORE holds the bundled guide and nothing else. `claims/paraphrases.tsv` are sentences as a fair
model writes them, each beside the document that it rests on; `claims/inventions.tsv` sentences of
the same kind that no document of the guide states. Corruptions change one thing of a paraphrase.
A lie is caught when it is left out, or the document's own words are shown for it. Of swapped
marks, one is caught when the sentence is left out or cites the passage that says it.
"""

import argparse
import json
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from chatbot.figures import figures
from chatbot.quotes import back, best_quotes
from vectorstore import (
    Document,
    Hit,
    Passage,
    Settings,
    Snapshot,
    Store,
    Unit,
    go_offline,
    load_embedder,
)

_FOLDER = Path(__file__).parent / "claims"
_UNITS = (("%", " years"), ("percent ", "thousand "), ("$", "€"), ("years", "months"),
          ("a year", "a month"), ("an hour", "a day"), ("USD", "EUR"))  # fmt: skip
_PLACES = (("San Francisco", "Chicago"), ("New York", "Berlin"), ("Seattle", "Portland"),
           ("Austin", "Dallas"), ("Boston", "Miami"), ("in the United States", "in Canada"),
           ("in the US", "in Germany"), ("of the United States", "of France"))  # fmt: skip
_DIRECTIONS = (
    ("grow", "decline"), ("grows", "declines"), ("grew", "fell"), ("rose", "fell"),
    ("more", "less"), ("most", "least"), ("highest", "lowest"), ("higher", "lower"),
    ("best", "worst"), ("fastest", "slowest"), ("increases", "decreases"), ("raised", "lowered"),
    ("above", "below"), ("over", "under"), ("before", "after"), ("largest", "smallest"),
)  # fmt: skip
_ROLES = (
    ("senior machine learning engineer", "junior machine learning engineer"),
    ("senior machine learning engineer", "data scientist"),
    ("senior machine learning engineer", "senior software developer"),
    ("lead machine learning engineer", "machine learning scientist"),
    ("lead machine learning engineer", "data engineer"),
    ("machine learning scientist", "lead machine learning engineer"),
    ("machine learning scientist", "product manager"),
    ("generative AI software engineer", "machine learning engineer"),
    ("data scientist", "statistician"), ("data scientist", "machine learning engineer"),
    ("machine learning engineer", "AI engineer"), ("AI engineer", "data scientist"),
    ("research scientist", "research engineer"), ("research engineer", "data analyst"),
    ("applied scientist", "data scientist"), ("software developer", "data scientist"),
    ("data analyst", "database administrator"), ("economist", "actuary"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, and the passages that a model would have been given with it."""

    source: str
    text: str
    hits: list[Hit]


def number(text: str) -> Iterator[str]:
    """Every figure in turn made another one of the same length."""
    for figure in figures(text):
        old = text[figure.start : figure.end]
        if old[0].isdigit() and figure.unit != "DATE":
            yield f"{text[: figure.start]}{int(old[0]) % 9 + 1}{old[1:]}{text[figure.end :]}"


def year(text: str) -> Iterator[str]:
    for match in re.finditer(r"\b20\d\d\b", text):
        for off in (-3, 2):
            yield f"{text[: match.start()]}{int(match[0]) + off}{text[match.end() :]}"


def unit(text: str) -> Iterator[str]:
    if any(character.isdigit() for character in text):
        yield from _replaced(text, _UNITS)


def place(text: str) -> Iterator[str]:
    yield from _replaced(text, _PLACES)


def role(text: str) -> Iterator[str]:
    yield from _replaced(text, _ROLES)


def direction(text: str) -> Iterator[str]:
    for pair in _DIRECTIONS:
        for old, new in (pair, pair[::-1]):
            for found in re.finditer(rf"\b{old}\b", text):
                yield f"{text[: found.start()]}{new}{text[found.end() :]}"


def negation(text: str) -> Iterator[str]:
    if verb := re.search(r"\b(?:is|are|was|were|can|has|have|will|should|needs?|does)\b", text):
        yield f"{text[: verb.end()]} not{text[verb.end() :]}"
    elif verb := re.search(r"(?<!-)\b(?:use|uses|pay|paid|earned|offered|work|works|rose)\b", text):
        yield f"{text[: verb.start()]}never {text[verb.start() :]}"
    if no := re.search(r"\b(?:not|no|never) ", text):
        yield text[: no.start()] + text[no.end() :]


CHANGES: tuple[Callable[[str], Iterator[str]], ...] = (
    number, unit, year, place, role, negation, direction,
)  # fmt: skip


def _replaced(text: str, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    for old, new in pairs:
        for written, other in ((old, new), (old.capitalize(), new.capitalize())):
            if written in text:
                yield text.replace(written, other, 1)


def swapped_figures(claims: Sequence[Claim]) -> Iterator[Claim]:
    """The figures of two claims about different subjects, each with the other's."""
    for one, other in pairwise(claims):
        mine, theirs = ([q for q in figures(c.text) if q.unit in ("$", "%")]
                        for c in (one, other))  # fmt: skip
        if len(mine) == len(theirs) == 1 and mine[0].unit == theirs[0].unit:
            new = other.text[theirs[0].start : theirs[0].end]
            text = one.text[: mine[0].start] + new + one.text[mine[0].end :]
            yield Claim(one.source, text, [*one.hits, *other.hits])


def read(name: str, snapshot: Snapshot) -> list[Claim]:
    """The claims of a file; each has its own document among the passages."""
    claims = []
    for line in (_FOLDER / name).read_text("utf-8").splitlines():
        source, text = line.split("\t")
        hits = snapshot.search(text, 8)
        own = [hit for hit in snapshot.search(text, 3, (source,)) if hit not in hits]
        claims.append(Claim(source, text, [*hits[: 8 - len(own)], *own]))
    return claims


def rightly_marked(one: Claim, wrong: Claim) -> bool:
    """Whether a claim whose mark names another's passage is left out, or cites its own."""
    named = [hit for hit in wrong.hits[:1] if hit not in one.hits[:1]]
    backing = back(one.text, named) if named else None
    if backing is None:
        return True
    own = back(one.text, one.hits)  # the other passage may well say it, too
    return own is not None and backing.text == own.text


def wice(path: Path) -> dict[str, tuple[int, int]]:
    """Of each label, how many claims pass, and how many there are."""
    passed: dict[str, list[bool]] = {}
    for line in path.read_text("utf-8").splitlines():
        item = json.loads(line)
        lines = [text for text in item["evidence"] if text.strip()]
        text, units = "", []
        for sentence in lines:
            units.append(Unit(len(text), len(text) + len(sentence), "sentence", 0))
            text += sentence + "\n"
        document = Document("page", item.get("meta", {}).get("claim_title") or "", "0" * 64, 1)
        passage = Passage(document, (), text, 0, len(text), units=tuple(units))
        hit = Hit(passage, 1.0, 1.0, (0.0,) * len(units))
        passed.setdefault(item["label"], []).append(back(item["claim"], [hit]) is not None)
    return {label: (sum(found), len(found)) for label, found in passed.items()}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="append", default=[], metavar="KIND")
    parser.add_argument("--wice", type=Path)
    options = parser.parse_args()
    go_offline()
    random.seed(7)
    settings = Settings()
    with Store.open(settings, load_embedder(settings.model)) as store, store.reading() as snapshot:
        fair, invented = read("paraphrases.tsv", snapshot), read("inventions.tsv", snapshot)
    tries: dict[str, list[tuple[Claim, bool]]] = {}
    took = []
    for claim in fair:
        best_quotes("1% in 2000", claim.hits)  # what the writer works out while the model thinks
        started = time.process_time()
        backing = back(claim.text, claim.hits)
        took.append((time.process_time() - started) * 1000)
        tries.setdefault("kept", []).append((claim, backing is not None))
        as_written = backing is not None and backing.text == claim.text
        tries.setdefault("kept as written", []).append((claim, as_written))
    lies = [(change.__name__, Claim(c.source, text, c.hits))
            for change in CHANGES for c in fair for text in change(c.text)]  # fmt: skip
    lies += [("swap", claim) for claim in swapped_figures(random.sample(fair, len(fair)))]
    lies += [("swap", claim) for claim in swapped_figures(fair)]
    lies += [("invention", claim) for claim in invented]
    for kind, claim in lies:
        backing = back(claim.text, claim.hits)
        caught = backing is None or backing.text != claim.text
        tries.setdefault(kind, []).append((claim, caught))
    for one, other in zip(fair, random.sample(fair, len(fair)), strict=True):
        tries.setdefault("marks", []).append((one, rightly_marked(one, other)))
    for kind, results in tries.items():
        good = sum(ok for _, ok in results)
        print(f"{kind:24} {good / len(results):.3f}  {good} of {len(results)}")
        for claim, ok in results:
            if kind in options.show and not ok:
                quotes = best_quotes(claim.text, claim.hits)
                print(f"  - {claim.text} | {[quoted.text[:160] for quoted in quotes]}")
    print(f"{'milliseconds a sentence':24} {statistics.median(took):.1f}, at most {max(took):.1f}")
    if options.wice:
        for label, (passed, count) in wice(options.wice).items():
            print(f"wice {label:20} passed {passed} of {count}")


if __name__ == "__main__":
    main()
