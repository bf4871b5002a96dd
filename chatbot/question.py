"""What a question asks: its words mended, and the years, places and names an answer must have."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import snowballstemmer

from chatbot.abbreviations import written_out
from chatbot.spelling import mended
from chatbot.tables import table

WORD = re.compile(r"[^\W_]+(?:[.'’/&-][^\W_]+)*[+#]*")
_PARTS = re.compile(r"[.'/&-]")
# Nouns for people by what they do, in any subject: engineer, actor, economist, technician, analyst.
_PERSON = re.compile(r"(?:[eo]r|ist|ian|yst)s?$")
_STEMMER = snowballstemmer.stemmer("porter")  # the stemmer of FTS5's porter tokenizer

# Letters that no accent can be taken from.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae",
                        "œ": "oe", "þ": "th"})  # fmt: skip

_SENTENCE = re.compile(r"(?<=[a-z\d)][.?!])\s+(?=\S)")  # not behind `U.S.`
_YEAR = re.compile(r"(?<![\d$€£.,])(?:19|20)\d\d(?![\d%]|[.,]\d)")
_SPAN = re.compile(r"\b((?:19|20)\d\d)[–—/-](\d\d)\b")  # 2024–34 names 2034, too
# Words with a capital that no sentence begins with; all capitals are mostly short forms.
_NAME = re.compile(r"(?<=[^.?!:]\s)[\"'“(]?((?:[A-Z][\w&’'-]*[a-z][\w&’'-]*\s?)+)")
_SHORT_FORM = re.compile(r"(?=(?:.*[A-Z]){2})[A-Za-z]{2,4}s?")  # PhD, LLMs: no name, as in capitals
_HEADLINE = 0.5  # where more of the words than this have a capital, capitals tell nothing
_PLACE_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*\.?")
_LONGEST_PLACE = 3  # words
_SHORT = 3  # letters

Kind = Literal["year", "place", "name"]


@dataclass(frozen=True, slots=True)
class Named:
    """A year, a place or a name that the question gives: the one name it goes by, and `text`."""

    kind: Kind
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    `text` is for people, `words` are for BM25, none where there is nothing to look for; what
    answers has to be about all that is `named`. `full` is for the embedder and the reader: the text
    with its short forms written out; empty where it has none.
    """

    text: str
    words: str
    named: tuple[Named, ...] = ()
    full: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the corpus with their counts, and what else is a word of the language.

    `short_forms` are those that the documents define, in capitals, and what they stand for.
    """

    counts: Mapping[str, int]
    is_word: Callable[[str], bool]
    short_forms: Mapping[str, str] = field(default_factory=dict)


def understand(question: str, vocabulary: Vocabulary) -> Question:
    """Understand a question; slips of the pen are mended towards words of the vocabulary."""

    def is_right(word: str) -> bool:
        return word in vocabulary.counts or word in stopwords() or vocabulary.is_word(word)

    text = mended(" ".join(question.split()), vocabulary.counts, is_right, stopwords())
    full = written_out(text, vocabulary.short_forms, stopwords())
    words = dict.fromkeys(word for word in words_of(f"{text} {full}") if word not in stopwords())
    return Question(text, " ".join(words), tuple(_named(text)), full)


def words_of(text: str) -> list[str]:
    """The words of a text, lower case; `C++`, `C#` and `entry-level` stay whole."""
    return [word.lower() for word in WORD.findall(text.replace("’", "'"))]


@lru_cache(maxsize=50_000)  # bounded: questions bring words, too
def stem(word: str) -> str:
    """The Porter stem, which `salary` and `salaries` share; `Łódź` and `Lodz` are one word."""
    return str(_STEMMER.stemWord(_plain_letters(word.removesuffix("'s"))))


def _plain_letters(text: str) -> str:
    """A word as it is typed where the keyboard has no accents."""
    parted = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parted if not unicodedata.combining(c)).translate(_PLAIN)


def stems_of(text: str) -> list[str]:
    """The stems of a text's words, in order; parts of hyphenated words also alone."""
    found = []
    for word in words_of(text):
        found.append(stem(word))
        parts = _PARTS.split(word)
        if len(parts) > 1:
            found += [stem(part) for part in parts if part]
    return found


def content(text: str) -> set[str]:
    """The stems of the words that carry a subject."""
    return {stem(word) for word in words_of(text) if word not in stopwords()}


def years(text: str) -> set[str]:
    """The years that a text names, also as the end of a span such as `2024–34`."""
    ends = {start[:2] + end for start, end in _SPAN.findall(text)}
    return {*_YEAR.findall(text), *ends}


def places(text: str) -> set[str]:
    """The countries, states and cities that a text names with a capital, each by one name.

    With a city its country is named, too: what holds for Zurich holds in Switzerland.
    """
    named = {key for key, _ in _places(text)}
    return named | set(filter(None, map(_country, named)))


@cache
def stopwords() -> frozenset[str]:
    """The words that carry no subject."""
    return frozenset(table("vocabulary")["stopwords"].split())


@lru_cache(maxsize=50_000)
def is_person(word: str) -> bool:
    """Whether a word, in small letters, is a noun for people by what they do."""
    if word.removesuffix("s") in table("vocabulary")["people"].split():
        return True
    return bool(_PERSON.search(word)) and word not in table("vocabulary")["not_people"].split()


def _named(text: str) -> Iterator[Named]:
    """What the sentence that asks names; a situation told before it is not asked about."""
    sentences = _SENTENCE.split(text)
    asking = next((s for s in reversed(sentences) if s.endswith("?")), sentences[-1])
    yield from (Named("year", year, year) for year in sorted(years(asking)))
    # Without any capital a place is only what is no common word: countries and states.
    written = asking if asking != asking.lower() else asking.title()
    yield from (Named("place", key, text) for key, text in _places(written))
    words = asking.split()
    if sum(word[0].isupper() for word in words[1:]) <= _HEADLINE * len(words):
        names = (match[1].strip(" '’") for match in _NAME.finditer(asking))
        yield from (
            Named("name", name, name)
            for name in names
            if not places(name) and not _SHORT_FORM.fullmatch(name)
        )


def _places(text: str) -> Iterator[tuple[str, str]]:
    """The one name of each place, and how it is written."""
    words = [match[0] for match in _PLACE_WORD.finditer(text)]
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST_PLACE, len(words) - at), 0, -1):
            run = words[at : at + length]
            place = " ".join(run)
            name = _plain_letters(place.lower())
            known = _gazetteer().get(name) or _gazetteer().get(name.rstrip("."))
            # `us` and `la` are words, too: a short name counts in capitals only.
            written = place.isupper() if len(place) <= _SHORT else all(w[0].isupper() for w in run)
            if known and written:
                yield known, place
                break
        at += length


@cache
def _gazetteer() -> dict[str, str]:
    """The names of places in small letters, and the one that each goes by."""
    countries, cities = _zones()
    same = {name: group[0] for group in table("vocabulary")["same_places"] for name in group}
    names = {*countries.values(), *cities, *table("vocabulary")["places"]}
    return {name: name for name in names} | same


@cache
def _country(city: str) -> str | None:
    """The country of a city of the time zone database, both by the names that they go by."""
    countries, cities = _zones()
    return _gazetteer()[countries[cities[city]]] if city in cities else None


@cache
def _zones() -> tuple[dict[str, str], dict[str, str]]:
    """From the time zone database: each country by its code, and the code of each city's."""
    folder = files("tzdata") / "zoneinfo"
    countries, zones = (
        [line.split("\t") for line in (folder / name).read_text("utf-8").splitlines()
         if not line.startswith("#")]
        for name in ("iso3166.tab", "zone.tab")
    )  # fmt: skip
    cities = {zone[2].rpartition("/")[2].replace("_", " "): zone[0] for zone in zones}
    return (
        {code: _plain_letters(re.sub(r"\s*\(.*\)", "", name).lower()) for code, name in countries},
        {_plain_letters(city.lower()): code for city, code in cities.items()},
    )
