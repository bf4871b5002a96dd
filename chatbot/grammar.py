"""English as far as follow-ups need it: function words, singular and plural, concepts of a text."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from chatbot.question import concepts_of

_RUN = re.compile(r"[^\W_]+")

Key = tuple[str, ...]  # a concept, by the first of its ways


@cache
def lists() -> dict[str, Any]:
    """The lists of `follow_up.toml`."""
    return tomllib.loads((Path(__file__).parent / "follow_up.toml").read_text("utf-8"))


@cache
def words_that(*kinds: str) -> frozenset[str]:
    """The words of some lists of `follow_up.toml`."""
    return frozenset(word for kind in kinds for word in lists()[kind].split())


@cache
def function_words() -> frozenset[str]:
    """The words that no noun phrase holds."""
    return words_that(
        "determiners", "prepositions", "auxiliaries", "questions", "verbs", "others", "persons",
        "plural", "person", "thing",
    )  # fmt: skip


def keys_of(text: str) -> set[Key]:
    """The concepts of a text, each by the first of its ways."""
    return {min(concept.ways) for concept in concepts_of(text)}


def has_synonyms(text: str) -> bool:
    """Whether any concept of a text can be said in other words, as those of the subject can."""
    return any(len(concept.ways) > 1 for concept in concepts_of(text))


def as_written(text: str) -> str:
    """The words of a heading as they stand in a sentence: capitals only where they abbreviate."""
    return _RUN.sub(lambda w: w[0] if sum(map(str.isupper, w[0])) > 1 else w[0].lower(), text)


def singular(word: str) -> str:
    """The singular of an English noun, roughly, lower case."""
    low = word.lower()
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    if low.endswith(("xes", "ches", "shes", "uses")):
        return low[:-2]
    return low[:-1] if low.endswith("s") and not low.endswith(("ss", "us", "is")) else low


def plural(word: str) -> str:
    """The plural of an English noun, roughly."""
    if singular(word) != word.lower() or word.endswith("s"):
        return word
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("x", "ch", "sh")) else "s")


def with_article(name: str) -> str:
    """A name in the singular with `a` or `an`, as it is spoken."""
    first = name.split(maxsplit=1)[0].lower()
    spelled = name[:2].isupper() or not set(first) & set("aeiouy")
    return (
        f"{'an' if first.startswith(tuple('aefhilmnorsx' if spelled else 'aeio')) else 'a'} {name}"
    )


def like_a_person(word: str) -> bool:
    """Whether a word ends as those for people by what they do."""
    low = singular(word)
    return len(low) > 4 and low.endswith(tuple(lists()["person_endings"]))
