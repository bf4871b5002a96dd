"""What the models learn from and are judged by: documents in passages and units, and questions."""

import json
import lzma
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

LIST = 4  # units that answer: so many are a list, whatever its question is called


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, list item or table row; `lead` is the line that introduces it."""

    text: str
    lead: str


@dataclass(frozen=True)
class Passage:
    """A piece of one section of one document; `source` is the document."""

    source: str
    heading: tuple[str, ...]
    text: str
    units: tuple[Unit, ...]
    path: tuple[str, ...] = ()  # the heading path with the document's title, as the reader sees it

    @property
    def embedded_text(self) -> str:
        """What the product's embedder sees of the passage."""
        return "\n".join(filter(None, [" › ".join(self.heading), self.text]))

    @cached_property
    def embedded_units(self) -> tuple[str, ...]:
        """What the product's embedder sees of each unit."""
        path = self.heading
        return tuple(" › ".join(filter(None, [*path, u.lead, u.text])) for u in self.units)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the units of one passage that answer it; none where nothing does.

    `passage` is the place of the passage in the corpus' list; `best` answers most directly; `lists`
    tells whether a list is asked for.
    """

    text: str
    passage: int
    units: tuple[int, ...]
    best: int | None = None
    lists: bool = False


@dataclass(frozen=True)
class Corpus:
    """Passages of many documents, and questions about them."""

    passages: Sequence[Passage]
    questions: Sequence[Question]

    @cached_property
    def by_source(self) -> dict[str, list[int]]:
        """The places of each document's passages."""
        places: dict[str, list[int]] = {}
        for place, passage in enumerate(self.passages):
            places.setdefault(passage.source, []).append(place)
        return places


def read_corpus(documents: Sequence[Path], questions: Sequence[Path]) -> Corpus:
    """Documents as `corpus.jsonl` has them, and questions as `train.jsonl` has them."""
    passages: list[Passage] = []
    first: dict[str, int] = {}
    for row in _rows(documents):
        first[row["source"]] = len(passages)
        for passage in row["passages"]:
            units = tuple(Unit(unit["t"], unit["lead"]) for unit in passage["units"])
            heading = tuple(passage["heading"])
            path = heading if row["title"] in heading else (row["title"], *heading)
            passages.append(Passage(row["source"], heading, passage["text"], units, path))
    asked = [
        Question(
            row["question"],
            first[row["source"]] + row["passage"],
            tuple(row["units"]),
            row.get("best"),
            row["kind"] == "list" or len(row["units"]) >= LIST,
        )
        for row in _rows(questions)
        if not row.get("context")  # the passage does not name whom it is about
    ]
    return Corpus(passages, asked)


def read_public(paragraphs: Path) -> Corpus:
    """General questions over encyclopedia paragraphs, for the first stage."""
    passages: list[Passage] = []
    questions: list[Question] = []
    with lzma.open(paragraphs, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            spans = [(start, end) for start, end in row["units"] if end - start > 2]
            labels = [
                label
                for (start, end), label in zip(row["units"], row["labels"], strict=True)
                if end - start > 2
            ]
            units = tuple(Unit(row["text"][start:end], "") for start, end in spans)
            heading = tuple(row["head"].split(" › "))
            right = tuple(place for place, label in enumerate(labels) if label)
            if units:
                questions.append(Question(row["q"], len(passages), right))
                passages.append(Passage(heading[0], heading, row["text"], units, heading))
    return Corpus(passages, questions)


def misspelt(text: str, rng: random.Random) -> str:
    """The question with one slip of the finger: two letters swapped, one lost or one doubled."""
    places = [i for i in range(1, len(text) - 1) if text[i].isalpha() and text[i + 1].isalpha()]
    if not places:
        return text
    i = rng.choice(places)
    slips = (
        text[:i] + text[i + 1] + text[i] + text[i + 2 :],
        text[:i] + text[i + 1 :],
        text[: i + 1] + text[i:],
    )
    return rng.choice(slips)


def as_typed(text: str, rng: random.Random) -> str:
    """The question as another hand would type it: sometimes in small letters, with a slip."""
    if rng.random() < 0.15:
        text = text.lower().rstrip("?")
    return misspelt(text, rng) if rng.random() < 0.1 else text


def _rows(files: Sequence[Path]) -> Iterator[dict]:  # type: ignore[type-arg]
    for file in files:
        opened = lzma.open if file.suffix == ".xz" else open
        with opened(file, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())
