"""A conversation so far, and what a next message can point back to in it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chatbot.wording import WORD, Phrase, lists, phrases, stems, words_of

_RECURS = 0.1  # of the documents: a heading of so many is asked about all subjects, as pay is
_SURE = 3  # of a phrase that acts and whose words are all in the titles of what was cited
_NOUN = re.compile(r"(?:[^s]s|er|or|ist|ian)$")  # a verb behind a subject has no such ending


@dataclass(frozen=True, slots=True)
class Cited:
    """What a turn before cited, as the documents have it now."""

    title: str
    heading: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Past:
    """A turn before: the question as searched for, and what was cited in the answer's order."""

    question: str
    cited: tuple[Cited, ...] = ()


class Subjects:
    """What the documents are about: the words of titles and headings, but not what recurs in all.

    A heading that stands under many others, as pay does, is an aspect: it is asked of all subjects.
    """

    def __init__(self, titles: Iterable[str], paths: Iterable[Sequence[str]] = ()) -> None:
        """Take the titles of the documents and all their heading paths."""
        paths = [*paths]
        below = {(path[at - 1], stem) for path in paths for at in range(1, len(path))
                 for stem in stems(path[at])}  # fmt: skip
        counted = Counter(stem for _, stem in below)
        least = max(3, _RECURS * len({path[0] for path in paths if path}))
        self.aspects = frozenset(stem for stem, count in counted.items() if count >= least)
        self.names = frozenset[str]().union(*map(stems, titles), counted) - self.aspects


class Talk:
    """The conversation so far: the last question, and whom it was about."""

    def __init__(self, past: Sequence[Past], known: Subjects) -> None:
        """Take the turns before, one at least."""
        self.past, self.known, self.last = past, known, past[-1].question.rstrip("?.! ")
        self.phrases, self.subjects = phrases(self.last), subjects_of(past[-1], known)
        self.old = frozenset[str]().union(*(p.stems for p in self.subjects))

    def new(self, said: frozenset[str]) -> frozenset[str]:
        """Of some stems those that name another subject of the documents."""
        return (said & self.known.names) - self.old

    def each(self) -> list[str]:
        """The subjects as they stand in the last question, with their articles."""
        return [self.last[p.start : p.end] for p in self.subjects]

    def named(self) -> str:
        """The subjects in one phrase."""
        return " and ".join(self.each())

    def theme(self) -> str:
        """What was asked about the subject, with it: `the apprenticeship of a baker`."""
        if len(self.subjects) != 1:
            return ""
        subject = self.subjects[0]
        others = [p for p in self.phrases if p.start != subject.start]
        asked = [p for p in others if p.before not in ("in", "at")]
        for aspect in asked:
            if self.last[aspect.end : subject.start].strip() in ("of", "for", "in"):
                return self.last[aspect.start : subject.end]
        return f"the {asked[0].text} of {self.named()}" if asked else ""

    def pair(self) -> list[str]:
        """The last subjects, the earlier first: of one question, or of two."""
        if len(self.subjects) > 1:
            return self.each()
        for turn in reversed(self.past[:-1] if self.subjects else []):
            before = subjects_of(turn, self.known)
            if before and before[0].stems != self.subjects[0].stems:
                return [turn.question[before[0].start : before[0].end], *self.each()]
        return []

    def items(self) -> list[str]:
        """What was listed last: the subjects of a comparison, else the statements' labels."""
        said = (cited.quote.strip("-•* \t").partition(":") for cited in self.past[-1].cited)
        labels = [label for label, colon, _ in said if colon and len(label.split()) < 6]
        return labels if len(labels) > 1 and len(self.subjects) < 2 else self.pair()


def subjects_of(turn: Past, known: Subjects) -> list[Phrase]:
    """Whom a question was about: the phrases that what was cited shares, or who does something."""
    titles = frozenset[str]().union(*(stems(c.title) for c in turn.cited)) - known.aspects
    headings = frozenset(s for c in turn.cited for h in c.heading for s in stems(h)) - known.aspects
    said = phrases(turn.question)
    found = [_trimmed(p, titles | headings) for p in said if p.before not in ("in", "at")]
    found = found or said

    def weight(phrase: Phrase) -> float:
        shared = 2 * _shared(phrase.stems, titles) + _shared(phrase.stems, headings)
        acts = (phrase.before in words_of("supports")) + 1.2 * (phrase.before in words_of("actors"))
        asked = phrase.before in words_of("questions")  # what is asked for is not whom it is about
        return shared / max(len(phrase.stems), 1) + acts + phrase.agent - asked

    runs: list[list[Phrase]] = []
    for phrase in found:
        between = turn.question[runs[-1][-1].end : phrase.start].strip(" ,").lower() if runs else ""
        if between in lists()["joins"]:
            runs[-1].append(phrase)
        else:
            runs.append([phrase])
    run = max(runs, key=lambda run: max(map(weight, run)), default=[])
    return [phrase for phrase in found if phrase in run or weight(phrase) >= _SURE + phrase.agent]


def _shared(said: frozenset[str], known: frozenset[str]) -> int:
    """How many stems are known, also in a longer form: `roof` of `roofer`."""
    return sum(s in known or (len(s) > 3 and any(k.startswith(s) for k in known)) for s in said)


def _trimmed(phrase: Phrase, known: frozenset[str]) -> Phrase:
    """A phrase without the verbs and adjectives round its known words: `bakers dangerous`."""
    words = [*WORD.finditer(phrase.text)]
    said = [bool(_shared(stems(word[0]), known)) for word in words]
    if not any(said):
        return phrase
    first = said.index(True) if phrase.before in words_of("questions") else 0
    last = len(said) - 1
    while not said[last] and not _NOUN.search(words[last][0]):
        last -= 1
    begin = phrase.end - len(phrase.text)
    start = begin + words[first].start() if first else phrase.start
    text = phrase.text[words[first].start() : words[last].end()]
    return replace(phrase, text=text, start=start, end=begin + words[last].end())
