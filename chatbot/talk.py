"""A conversation so far, and what a next message can point back to in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.grammar import has_synonyms, keys_of, lists, singular, words_that
from chatbot.phrases import WORD, Names, Phrase, phrases_of
from chatbot.question import concepts_of, load_language

_LABEL = 5  # words: what is longer is no label but a sentence
_ENUMERATED = re.compile(r"[,;:()\n]|\b(?:and|or)\b")
_REMEMBERED = 6  # turns; what was said before them is not meant any more
_DOES = re.compile(r" (?:do|earn|make|need|use|work|study|learn|wear|get|deal|spend)\b")
_PERSON = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+")


@dataclass(frozen=True, slots=True)
class Past:
    """A turn before: what it searched for, and which of its quotes the documents still have."""

    searched_for: str
    quotes: tuple[str, ...] = ()
    answered: bool = True


class Talk:
    """What was talked about, the last question first of all."""

    def __init__(self, past: Sequence[Past], names: Names) -> None:
        """Take the last few turns of `past`, which has one at least."""
        self._past, self.names = past[-_REMEMBERED:], names
        self.last = self._past[-1].searched_for
        said = [p for turn in self._past for p in actors_of(turn.searched_for, names)]
        self._actors = {names.one(p.core).lower() for p in said if p.kind == "subject"}
        self.phrases = self._phrases(self.last)

    @property
    def theme(self) -> str:
        """What the last question was about: its first noun phrase with what belongs to it."""
        things = [p for p in self.phrases if p.kind in ("subject", "topic")]
        asked = [p for p in things if p.before not in words_that("questions")] or things
        return self._with_tail(asked[0]) if asked else ""

    @property
    def context(self) -> str:
        """The last question that was answered, without its mark."""
        answered = (turn.searched_for for turn in reversed(self._past) if turn.answered)
        return next(answered, self.last).partition(": ")[0].rstrip("?.! ")

    @property
    def current(self) -> list[Phrase]:
        """The subjects of the last question."""
        return [phrase for phrase in self.phrases if phrase.kind == "subject"]

    def subjects(self, wanted: int) -> list[str]:
        """The latest subjects of the conversation, as many as wanted, the earlier first."""
        found: dict[frozenset[tuple[str, ...]], str] = {}
        for turn in reversed(self._past):
            for phrase in reversed(self._phrases(turn.searched_for)):
                if phrase.kind == "subject":
                    name = self.names.one(phrase.core)
                    found.setdefault(frozenset(keys_of(name)), name)
            if len(found) >= wanted:
                break
        return [*found.values()][:wanted][::-1]

    def noun(self) -> str:
        """What `one` is one of: what the last question asked for, or something that it counted."""
        wh = [p for p in self.phrases if p.before in words_that("questions")]
        several = [p for p in self.phrases if p.plural and p.kind == "topic" and keys_of(p.core)]
        for phrase in [*wh, *several]:
            words = phrase.core.split()
            counted = next((w for w in reversed(words) if singular(w) != w.lower()), words[-1])
            tail = self._with_tail(phrase).removeprefix(self._text(phrase))
            return singular(counted) + (tail if tail.startswith(" of ") else "")
        return ""

    def topic(self) -> str:
        """What the last question asked about its subject."""
        topics = [p for p in self.phrases if p.kind == "topic"]
        tail = next((p for p in topics[1:] if p.before == "of"), topics[0]) if topics else None
        return self.last[topics[0].start : tail.end] if tail else ""

    def measured(self, text: str) -> set[tuple[str, ...]]:
        """The measures, such as pay, that a text asks for in whatever words."""
        return {min(c.ways) for c in concepts_of(text) if c.ways & load_language().measures}

    def person(self) -> str:
        """Who `he` or `she` is: the last one whose name was said, in a question or its answer."""
        for turn in reversed(self._past):
            texts = (turn.searched_for, *turn.quotes)
            found: list[str] = [
                name.removesuffix("'s") for text in texts for name in _PERSON.findall(text)
            ]
            found = [n for n in found if not (has_synonyms(n) or self.names.is_topic(n))]
            if found:  # of several the one with the rarest words: names are no other words
                return min(found, key=lambda name: max(map(self.names.count, name.split())))
        return ""

    def whole(self, text: str, stands_in: bool = False) -> str:
        """The name that a shortened one stands for: one that was talked about, or a known one.

        What stands in for the last subject, as `the nuclear one` does, may be no known name.
        """
        wanted = keys_of(text)
        for subject in reversed(self.subjects(9)):
            if wanted and wanted <= keys_of(subject) and not self.names.is_name(text):
                return subject
        whole = self.names.complete(text, " ".join(self.subjects(2)))
        if stands_in and whole == text and self.current and self.names.head(text.split()) is None:
            return f"{text} {self.names.one(self.current[-1].core)}"
        return whole

    def clipped(self, text: str) -> str:
        """The subject that a word is the beginning of: `vet` of `veterinarian`."""
        word = singular(text)
        for subject in reversed(self.subjects(9)):
            name = subject.split()[-1].lower()
            # `teach` is no teacher, and two letters are an abbreviation.
            ending = name.removeprefix(word) if len(word) > 2 else name
            if ending not in (name, "", *lists()["person_endings"]):
                return subject
        return ""

    def nth_question(self, number: int) -> str:
        """The question that was asked as the first, second, … or, for 0, as the last."""
        return self._past[number - 1].searched_for if number <= len(self._past) else ""

    def question_about(self, text: str) -> str:
        """The latest question about something, "" where there was none."""
        wanted = keys_of(text)
        asked = (turn.searched_for for turn in reversed(self._past))
        return next((question for question in asked if wanted <= keys_of(question)), "")

    def listed(self, text: str) -> str:
        """The item of the last answer that a text names: by its label, or within a sentence."""
        wanted = keys_of(text)
        parts = (p for quote in self._past[-1].quotes for p in _ENUMERATED.split(quote))
        short = [part.strip(" .") for part in parts if len(part.split()) <= _LABEL]
        named = (item for item in (*self.labels(), *short) if wanted < keys_of(item))
        return next(named, "")

    def labels(self) -> list[str]:
        """What was listed last, each item by its label: what stands before its colon."""
        for turn in reversed(self._past):
            items = [line.strip("-•* \t") for quote in turn.quotes for line in quote.split("\n")]
            labels = [item.partition(":")[0].strip() for item in items if len(items) > 1 and item]
            if short := [label for label in labels if len(label.split()) <= _LABEL]:
                return short
        return []

    def _phrases(self, text: str) -> list[Phrase]:
        """The noun phrases; who was a subject once is one."""
        return [
            replace(p, kind="subject") if self.names.one(p.core).lower() in self._actors else p
            for p in actors_of(text, self.names)
        ]

    def _text(self, phrase: Phrase) -> str:
        return self.last[phrase.start : phrase.end]

    def _with_tail(self, start: Phrase) -> str:
        """A phrase of the last question with those that hang on it by a preposition."""
        end = start.end
        for phrase in self.phrases[self.phrases.index(start) + 1 :]:
            between = WORD.findall(self.last[end : phrase.start])
            if len(between) != 1 or between[0].lower() not in words_that("prepositions"):
                break
            end = phrase.end
        text = self.last[start.start : end]
        begins = start.start == 0 and start.kind == "topic" and text[1:2].islower()
        return text[0].lower() + text[1:] if begins else text


def actors_of(text: str, names: Names) -> list[Phrase]:
    """The noun phrases; a subject is also who does something, whatever the documents call them."""
    return [replace(p, kind="subject") if _acts(p, text) else p for p in phrases_of(text, names)]


def _acts(phrase: Phrase, text: str) -> bool:
    nobody = words_that("generic", "stand_ins")
    if phrase.kind != "topic" or {*map(singular, phrase.core.split())} & nobody:
        return False
    does = phrase.before in ("do", "does", "did") and bool(_DOES.match(text, phrase.end))
    return does or (phrase.before == "become" and phrase.article.lower() in ("a", "an"))


def joined(names: list[str], link: str = "and") -> str:
    """Names as they are listed: `a, b and c`."""
    *others, last = names or [""]
    return f"{', '.join(others)} {link} {last}" if others else last
