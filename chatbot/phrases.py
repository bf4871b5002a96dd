"""The noun phrases of a question, and which of them are what the documents are about."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from chatbot.grammar import (
    Key,
    as_written,
    function_words,
    has_synonyms,
    keys_of,
    like_a_person,
    plural,
    singular,
    words_that,
)  # fmt: skip
from chatbot.question import concepts_of

Kind = Literal["subject", "name", "year", "topic"]

WORD = re.compile(r"[^\W_]+(?:[.'’/&-][^\W_]+)*[+#]*")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-–/]\d\d(?:\d\d)?)?")
_PARTS = re.compile(r"\s*(?:[,:/()&|–—]|\b(?:vs\.?|versus|and|or|for|of|in|as|to|with)\b)\s*", re.I)
_OF = re.compile(r"[:()|–—]|\b(?:vs\.?|versus|for|of|in|as|to|with|by|from|on)\b", re.I)
_ASKING = re.compile("do|does|did|will|would|can|could|should")
_LONGEST = 6  # words of a name


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: `text[start:end]`, of which `core` leaves out the article.

    `before` is the function word in front of it, lower case, such as `for` or `which`.
    """

    start: int
    end: int
    core: str
    article: str
    before: str
    kind: Kind

    @property
    def plural(self) -> bool:
        """Whether it names several, such as `jobs advertised`."""
        return any(singular(word) != word.lower() for word in self.core.split())


class Names:
    """What the documents call whom they are about: in career documents the roles.

    Taken from titles and headings, so that there is no list of roles: a name ends in a word that is
    formed as words for people are, or that a title ends in which is nothing but a name.
    """

    def __init__(
        self, headings: Iterable[str], titles: Iterable[str], known: Mapping[str, int]
    ) -> None:
        """Take the names of these headings and titles; `known` counts all words of the corpus."""
        self._known = known
        headings = [*headings]
        self._topics = {key for heading in headings for key in keys_of(heading)}
        titles = [title for title in titles if not re.search(r"[\d_]", title)]
        parts = set(_parts([*headings, *titles]))
        heads = Counter(singular(words[-1]) for words in parts if like_a_person(words[-1]))
        # What rather begins names, such as `senior`, heads none.
        heads.subtract(singular(words[0]) for words in parts if len(words) > 1)
        people = {head for head, count in heads.items() if count > 0}
        plain = [[*_parts([title])] for title in titles if not _OF.search(title)]
        titled = {parts[-1][-1] for parts in plain if parts}
        # "Training" in "Training and Payroll Managers" is half a name; "Chefs" is a whole one.
        titled |= {w[-1] for p in plain for w in p[:-1] if singular(w[-1]) != w[-1].lower()}
        # A title such as "Salaries" names a topic: it can be said in other words.
        titled = {singular(w) for w in titled if like_a_person(w) or not has_synonyms(w)}
        self._heads = (people | titled) - words_that("generic")
        self._last = {singular(words[-1]) for words in parts if self.head(words) is None}
        self._names = [
            name
            for words in sorted(parts)
            if len(words) <= _LONGEST and self.head(words) is not None and (name := _name(words))
        ]

    def head(self, words: Sequence[str]) -> int | None:
        """Where the word stands that names somebody, such as `engineer`; None where none does."""
        heads = [i for i, word in enumerate(words) if singular(word) in self._heads]
        return heads[-1] if heads else None

    def is_subject(self, words: Sequence[str], loosely: bool = False) -> bool:
        """Whether words name a subject; `loosely`: a part of a name does, or an unknown trade."""
        if self.head(words) is not None or not loosely or not keys_of(" ".join(words)):
            return self.head(words) is not None
        unknown = words[-1].lower() not in self._known and like_a_person(words[-1])
        return unknown or bool(self._with(words))

    def is_topic(self, text: str) -> bool:
        """Whether headings are about what a text names."""
        return bool(keys_of(text) & self._topics)

    def is_foreign(self, text: str) -> bool:
        """Whether most words of a text are neither English nor of the documents."""
        words = [word.lower() for word in WORD.findall(text)]
        english = function_words() | words_that("stand_ins")
        strange = [word for word in words if not (self.count(word) or word in english)]
        return bool(self._known) and len(words) > 2 and 2 * len(strange) > len(words)

    def count(self, word: str) -> int:
        """How often the documents have a word."""
        return self._known.get(word.lower(), 0)

    def one(self, name: str) -> str:
        """A name in the singular."""
        return self._inflected(name, singular)

    def many(self, name: str) -> str:
        """A name in the plural."""
        return self._inflected(name, plural)

    def is_name(self, text: str) -> bool:
        """Whether a text is a whole name of the documents."""
        said = keys_of(text)
        return any(said == name.keys() and len(said) > 1 for name in self._names)

    def complete(self, text: str, context: str) -> str:
        """The name that a part of it stands for, where the context tells which is meant.

        Of the name what was said is taken, what the context says too, and its head: after
        `mid-level ML engineer`, `senior` stands for `senior machine learning engineer`.
        """
        words = WORD.findall(text)
        said, around = keys_of(text), keys_of(context)
        ranked = sorted(self._with(words), key=lambda n: (-len(set(n) & around), len(n)))
        if not ranked or self.is_name(text) or not ranked[0].keys() & around:
            return text
        if len(words) > 1 and self.head(words) is not None and ranked[0].keys() - said - around:
            return text
        kept = [
            written
            for key, written in ranked[0].items()
            if key in said | around or self.head(written.split()) is not None
        ]
        return " ".join(kept)

    def _inflected(self, name: str, inflect: Callable[[str], str]) -> str:
        words = name.split()
        at = self.head(words)
        if at is None:
            at = len(words) - 1
        return " ".join([*words[:at], inflect(words[at]), *words[at + 1 :]])

    def _with(self, words: Sequence[str]) -> list[dict[Key, str]]:
        said = keys_of(" ".join(words))
        if (
            len(words) == 1 and singular(words[0]) in self._last
        ):  # what headings are about is no part of a name
            return []
        names = [name for name in self._names if said and said <= name.keys()]
        if len(words) > 1:
            return names
        # One word has to stand there: `toolbox` is not short for a software engineer.
        return [
            n for n in names if singular(words[0]) in map(singular, " ".join(n.values()).split())
        ]


def phrases_of(text: str, names: Names) -> list[Phrase]:
    """The noun phrases of a text, in its order."""
    found: list[Phrase] = []
    run: list[re.Match[str]] = []
    before = article = ""
    ends = function_words() | words_that("comparatives")
    for match in [*WORD.finditer(text), None]:
        word = match[0].lower().replace("’", "'") if match else ""
        # After `is` and `are` a word in -ing is a verb: "are coming".
        verb = not run and word.endswith("ing") and before in ("is", "are", "was", "were")
        # "the median pay", but not "does the bank pay".
        alone, told = not run and words_that("nouns", "verbs"), not _ASKING.fullmatch(before)
        noun = bool(article) and word in (alone or (words_that("nouns") if told else ()))
        if run and (not match or (word in ends and not noun) or _is_apart(run, match, text, names)):
            phrase = _phrase(text, run, (article, before), names)
            if not (found and _repeats(phrase, found[-1])):
                found.append(phrase)
            run, before, article = [], "", ""
        if word in words_that("determiners"):
            assert match
            article = text[match.start() : match.end()]
        elif (word in ends or verb) and not noun:
            before, article = word, ""
        elif match:
            run.append(match)
    return found


def _is_apart(run: Sequence[re.Match[str]], match: re.Match[str], text: str, names: Names) -> bool:
    """Whether a word is none of the phrase before it: behind a stop, or behind a whole name."""
    if re.search(r"[,;:.?!()]|\s[-–—]", text[run[-1].end() : match.start()]):
        return True
    words = [m[0] for m in run]
    return names.is_subject(words) and not names.is_subject([match[0]], loosely=True)


def _repeats(phrase: Phrase, last: Phrase) -> bool:
    """Whether it only says that a subject is one: the `job` in `research engineer job`."""
    generic = singular(phrase.core) in words_that("generic")
    return generic and last.kind == "subject" and phrase.start == last.end + 1


def _phrase(text: str, run: Sequence[re.Match[str]], lead: tuple[str, str], names: Names) -> Phrase:
    article, before = lead
    words = [match[0] for match in run]
    start = run[0].start()
    kind: Kind = "topic"
    if names.is_subject(words):
        kind = "subject"
    elif _YEAR.fullmatch(words[-1]):
        kind = "year"
    elif start and all(w[0].isupper() for w in words) and not has_synonyms(" ".join(words)):
        kind = "name"
    begin = text.lower().rindex(article.lower(), 0, start) if article else start
    return Phrase(begin, run[-1].end(), text[start : run[-1].end()], article, before, kind)


def _parts(headings: Iterable[str]) -> Iterable[tuple[str, ...]]:
    return filter(None, (tuple(WORD.findall(p)) for h in headings for p in _PARTS.split(h)))


def _name(words: Sequence[str]) -> dict[Key, str]:
    """A name's concepts with the words that say them."""
    at, name = 0, {}
    for concept in concepts_of(" ".join(words)):
        length = len(concept.word.split())
        while [w.lower() for w in words[at : at + length]] != concept.word.split():
            at += 1
        name[min(concept.ways)] = as_written(" ".join(words[at : at + length]))
        at += length
    return name
