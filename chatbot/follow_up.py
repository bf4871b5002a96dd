"""A follow-up made self-contained: the question that a person would type who says all of it."""

import re
from collections.abc import Sequence
from functools import cache

from chatbot.ellipsis import carried, completed, ellipsis, with_subject
from chatbot.grammar import keys_of, lists, words_that
from chatbot.phrases import WORD, Names
from chatbot.pointing import numbered, pointed
from chatbot.talk import Past, Talk, actors_of

_LONGEST_FRAGMENT = 8  # words
_SEARCH = 3  # concepts: a message of more without a verb is what people type into a search box
_ADDED = 300  # characters: what grows by more is no question that a person would type

_CONTRACTED = re.compile(r"\b(what|who|where|when|how|that|it|there|he|she)['’]s\b", re.I)
_COMPARED = re.compile(
    r"(?:\bcompar\w+|\bversus\b|\bvs\b\.?|\bdiffer\w*)\b(?: (?:it|that|this|them))?"
    r" ?(?:with|to|from|against)? (.+)", re.I
)  # fmt: skip
_WERE_THOSE = re.compile(r" (?:is|are|was|were) (?:that|those|these|they|it)$", re.I)


def is_small_talk(message: str) -> bool:
    """Whether a message asks for nothing, such as thanks."""
    words = set(_bare(message).split())
    greets = _bare(message) in lists()["how_are_you"]
    said = words <= words_that("small_talk", "small_talk_with") and words & words_that("small_talk")
    return greets or (bool(said) and "?" not in message and not message.lower().startswith("is "))


def resolve(message: str, past: Sequence[Past], names: Names) -> str:
    """The self-contained question that a message stands for; itself where it stands alone."""
    if not past or is_small_talk(message):
        return message
    talk, bare = Talk(past, names), _bare(message)
    if bare in lists()["more"]:
        return f"Tell me more about {talk.theme}." if talk.theme else talk.last
    if bare in lists()["why"]:
        return _as_question(_why(talk))
    manner, said = _opened(_CONTRACTED.sub(r"\1 is", " ".join(message.split())))
    if manner == "switches":
        return _as_question(said)
    if not manner and (_is_search(said, talk) or names.is_foreign(said)):
        return message
    rest = _closed(said)
    found = _returned(rest, talk) if manner == "returns" else _resolved(rest, talk)
    if (found == rest and not manner) or len(found) > len(message) + _ADDED:
        return message
    return _as_question(found)


def _bare(message: str) -> str:
    return " ".join(WORD.findall(message.replace("’", "'").lower()))


@cache
def _openings() -> list[tuple[str, str]]:
    """Every opening with its manner, the longest first."""
    manners = ("continues", "corrects", "returns", "switches")
    return sorted(((o, m) for m in manners for o in lists()[m]), key=lambda pair: -len(pair[0]))


def _opened(text: str) -> tuple[str, str]:
    """How a message takes the conversation up, and what it says then."""
    manner = ""
    while True:
        low = text.lower().replace("’", "'")
        for opening, kind in _openings():
            after = text[len(opening) :]
            if low.startswith(opening) and re.match(r"[ ,.:;!-]+\w", after):
                manner = manner if kind == "continues" and manner else kind
                text = after.lstrip(" ,.:;!-")
                break
        else:
            return manner, text


def _closed(text: str) -> str:
    """The text without what only closes it, such as `please`."""
    closings = "|".join(lists()["closings"])
    return re.sub(rf"(?<=\w),? (?:{closings})(\W*)$", r"\1", text, flags=re.I)


def _resolved(text: str, talk: Talk) -> str:
    """A text with what it leaves out, by the first rule that fits."""
    compared = _COMPARED.search(text)
    before = text[: compared.start(1)] if compared else ""
    if compared and (_points_back(before) or not actors_of(before, talk.names)):
        return _compared(completed(compared[1].strip(" ?.!"), talk), talk)
    if _is_fragment(text):
        return ellipsis(numbered(text.rstrip(" ?.!"), talk), talk)
    whole = completed(text, talk)
    return carried(pointed(whole, talk), whole, talk)


def _compared(other: str, talk: Talk) -> str:
    """The last question, asked of another one as well."""
    asked = talk.last.partition(", and ")[0].partition(", compared with ")[0].rstrip("?.! ")
    phrase = next(iter(actors_of(other, talk.names)), None)
    is_clause = asked.split(maxsplit=1)[0].lower() in words_that("auxiliaries", "questions")
    if not (phrase and phrase.kind == "subject" and is_clause):
        return f"{asked}, compared with {other}"
    alone = Talk([Past(asked)], talk.names)
    again = with_subject(phrase.core, phrase, alone)
    return f"{asked}, and {again[:1].lower()}{again[1:]}"


def _returned(text: str, talk: Talk) -> str:
    """Back to what was asked before; behind a colon or comma stands what about it."""
    what, clause, *_ = [*re.split(r"[,:;] ", text, maxsplit=1), ""]
    about = completed(what.strip(" ?.!"), talk)
    if not clause:
        return talk.question_about(about) or ellipsis(about, talk)
    clause = _WERE_THOSE.sub("", clause.rstrip(" ?.!"))
    there = Talk([Past(f"What about {about}?")], talk.names)
    if (found := pointed(clause, there)) != clause:
        return found
    return f"{clause} for {about}"


def _is_fragment(text: str) -> bool:
    """Whether a text is no clause: it asks nothing by itself and has no verb."""
    words = [word.lower() for word in WORD.findall(text)]
    clause = words_that("auxiliaries", "questions", "verbs", "persons")
    return len(words) <= _LONGEST_FRAGMENT and not clause & {*words}


def _is_search(text: str, talk: Talk) -> bool:
    """Whether a text without a verb says all of it, as what is typed into a search box does."""
    kinds = {phrase.kind for phrase in actors_of(text, talk.names)}
    whole = len(keys_of(text)) > _SEARCH or kinds >= {"subject", "topic"}
    return _is_fragment(text) and whole and not _points_back(text)


def _points_back(text: str) -> bool:
    words = {word.lower() for word in WORD.findall(text)}
    return bool(words & words_that("thing", "plural", "person"))


def _why(talk: Talk) -> str:
    """Why what was asked is so: `do nurses need one?` becomes `why do nurses need one?`."""
    first, _, rest = talk.last.rstrip("?.! ").partition(" ")
    mark = "" if first.lower() in words_that("auxiliaries") else ":"
    return f"why{mark} {first.lower()} {rest}"


def _as_question(text: str) -> str:
    text = re.sub(r"^([.,:;!\s]*)", "", text)
    text = text[:1].upper() + text[1:]
    if words_that("auxiliaries", "questions") & {*text.lower().split()[:2]}:
        return text.rstrip("?.! ") + "?"
    return text
