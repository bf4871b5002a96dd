"""What a question asks: its words mended, its concepts with their synonyms, its kind."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import snowballstemmer

from chatbot.spelling import mended

Asked = Literal["time", "figure", "list", "passage"]

_WORD = re.compile(r"[^\W_]+(?:[.'’/&-][^\W_]+)*[+#]*")
_PARTS = re.compile(r"[.'/&-]")
_STEMMER = snowballstemmer.stemmer("porter")  # the stemmer of FTS5's porter tokenizer

_OPENING = " \"'“”‘’("  # what may stand between the end of a sentence and the next word
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CHANT = 30  # words that may be the same few without being a chant
_YES_NO = re.compile(r"(?:do|does|did|is|are|was|were|can|could|should|will|would|has|have)\b")
_HEADLINE = 0.6  # where more of the words than this have a capital, capitals tell nothing


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a question is about: the word it uses, and every way to say it, as stems."""

    word: str
    ways: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Query:
    """A question understood. `text` is for people and for the dense search, `words` for BM25.

    `names` are the concepts that are written as names, of places or companies say, and the years;
    `measures` those that a figure is of, such as pay; `wants` finds what kind of figure answers it;
    `asks_who` tells that the answer is a role.
    """

    text: str
    words: str
    concepts: tuple[Concept, ...]
    names: tuple[Concept, ...]
    measures: tuple[Concept, ...]
    asked: Asked
    wants: re.Pattern[str] | None = None
    asks_who: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """The word lists of `language.toml`, ready to be looked up."""

    stopwords: frozenset[str]
    synonyms: dict[tuple[str, ...], tuple[str, ...]]  # a phrase's stems -> all its group's phrases
    asks: tuple[tuple[Asked, re.Pattern[str]], ...]  # in the order in which they are tried
    longest: int
    measures: frozenset[tuple[str, ...]]
    compares: re.Pattern[str]
    asks_who: re.Pattern[str]
    makes_money: re.Pattern[str]
    wants: tuple["Want", ...]  # in the order in which they are tried
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Want:
    """A kind of figure: how it is asked for, and what it looks like."""

    asking: re.Pattern[str]
    answer: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the corpus with their counts, and what else is a word of the language."""

    counts: Mapping[str, int]
    is_word: Callable[[str], bool]


def understand(question: str, vocabulary: Vocabulary, compared: bool = False) -> Query:
    """Understand a question; slips of the pen are mended towards words of the vocabulary.

    `compared` tells that it asks for one of the things that are compared.
    """
    language = load_language()
    text = _mended(" ".join(question.split()), vocabulary, language)
    meant = language.makes_money.sub(r"\1earn", text)
    concepts = () if _is_chant(text) else tuple(dict.fromkeys(_concepts(meant, language)))
    named = {*_capitals(text), *_YEAR.findall(text)}
    names = tuple(c for c in concepts if not named.isdisjoint(c.word.split()))
    measures = tuple(c for c in concepts if not c.ways.isdisjoint(language.measures))
    words, asked = _search_words(meant, language), _asked(meant, language)
    low = meant.lower()
    wanted = (want.answer for want in language.wants if want.asking.search(low))
    # A list is no figure, and what decides a yes or no need hold none unless two are compared.
    decides = _YES_NO.match(low) and not compared and not language.compares.search(low)
    listed = asked == "list" and not (compared and measures)  # "Which pays more, …?" wants pay
    wants = None if listed or decides else next(wanted, None)
    who = bool(language.asks_who.search(low))
    return Query(text, words, concepts, names, measures, asked, wants, who)


def _is_chant(text: str) -> bool:
    """Whether a text is long and says the same few words again and again."""
    words = words_of(text)
    return len(words) > _CHANT and len(set(words)) * 10 < len(words)


def concepts_of(text: str) -> list[Concept]:
    """The concepts of any text, in its order."""
    return list(_concepts(text, load_language()))


def words_of(text: str) -> list[str]:
    """The words of a text, lower case; `C++`, `C#` and `entry-level` stay whole."""
    return [word.lower() for word in _WORD.findall(text.replace("’", "'"))]


@lru_cache(maxsize=50_000)  # bounded: questions bring words, too
def stem(word: str) -> str:
    """The Porter stem, which `salary` and `salaries` share."""
    return str(_STEMMER.stemWord(word.removesuffix("'s")))


def stems_of(text: str) -> list[str]:
    """The stems of a text's words, in order; parts of hyphenated words also alone."""
    found = []
    for word in words_of(text):
        found.append(stem(word))
        parts = _PARTS.split(word)
        if len(parts) > 1:
            found += [stem(part) for part in parts if part]
    return found


@cache
def load_language() -> Language:
    """The word lists of `language.toml`."""
    data = tomllib.loads((Path(__file__).parent / "language.toml").read_text("utf-8"))
    synonyms: dict[tuple[str, ...], tuple[str, ...]] = {}
    for group in data["synonyms"]:
        for phrase in group:
            key = tuple(stem(word) for word in words_of(phrase))
            synonyms[key] = tuple(dict.fromkeys([*synonyms.get(key, ()), *group]))
    asks = tuple((group["kind"], _any_of(group["phrases"])) for group in data["asks"])
    measures = frozenset(_way(word) for word in data["measures"])
    stopwords = frozenset(data["stopwords"].split())
    return Language(
        stopwords=stopwords,
        synonyms=synonyms,
        asks=asks,
        longest=max(map(len, synonyms)),
        measures=measures,
        compares=_any_of(data["compares"]),
        asks_who=re.compile(data["asks_who"]),
        makes_money=re.compile(data["makes_money"], re.IGNORECASE),
        wants=tuple(
            Want(_any_of(want["asking"]), re.compile(want["answer"], re.IGNORECASE))
            for want in data["wants"]
        ),
        places=frozenset(data["places"]),
    )


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")


def _mended(text: str, vocabulary: Vocabulary, language: Language) -> str:
    def is_right(word: str) -> bool:
        known = word in vocabulary.counts or word in language.stopwords
        return known or vocabulary.is_word(word) or (stem(word),) in language.synonyms

    return mended(text, vocabulary.counts, is_right, language.stopwords)


def _concepts(text: str, language: Language) -> Iterator[Concept]:
    """The concepts of a text; the longest phrase with synonyms counts as one."""
    words = words_of(text)
    stems = [stem(word) for word in words]
    at = 0
    while at < len(words):
        for length in range(min(language.longest, len(words) - at), 0, -1):
            key = tuple(stems[at : at + length])
            group = language.synonyms.get(key)
            if group or length == 1:
                break
        if group or words[at] not in language.stopwords:
            word = " ".join(words[at : at + length])
            yield Concept(word, frozenset(_way(phrase) for phrase in (word, *(group or ()))))
        at += length


def _way(phrase: str) -> tuple[str, ...]:
    """A phrase as the full-text index has it, where `A/B` and `entry-level` are two words each."""
    words = [word.removesuffix("'s") for word in words_of(phrase)]
    return tuple(stem(part) for word in words for part in _PARTS.split(word) if part)


def _capitals(text: str) -> set[str]:
    """The words with a capital that no sentence begins with, lower case; none in a headline."""
    found = [(match, match[0][0].isupper()) for match in _WORD.finditer(text)]
    if sum(upper for _, upper in found) > _HEADLINE * len(found):
        return set()
    inside = (
        match for match, upper in found if upper and not _begins_sentence(text[: match.start()])
    )
    return {word for match in inside for word in words_of(match[0])}


def _begins_sentence(before: str) -> bool:
    """Whether a word behind this text is the first of a sentence."""
    said = before.rstrip(_OPENING)
    return not said or said[-1] in ".!?:"


def _search_words(text: str, language: Language) -> str:
    """The words for BM25: the question's own without the stopwords, and their synonyms."""
    own = [word for word in words_of(text) if word not in language.stopwords]
    others = [
        way
        for concept in _concepts(text, language)
        for way in language.synonyms.get(tuple(stem(w) for w in concept.word.split()), ())
    ]
    return " ".join([*own, *others])


def _asked(text: str, language: Language) -> Asked:
    low = text.lower()
    return next((asked for asked, phrases in language.asks if phrases.search(low)), "passage")
