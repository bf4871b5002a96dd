"""What the pronouns of a message stand for: `they`, `that job`, `the other one`, `which one`."""

import re
from collections.abc import Callable

from chatbot.grammar import (
    as_written,
    function_words,
    has_synonyms,
    keys_of,
    lists,
    plural,
    with_article,
    words_that,
)  # fmt: skip
from chatbot.phrases import WORD
from chatbot.talk import Talk, actors_of, joined

_OF_THEM = r" of (?:them|these|those|the (?:two|three|ones))"
_ORDINAL = "|".join(lists()["ordinals"])
_NTH = rf"\bthe ({_ORDINAL})(?: (?:ones?|point|item)\b|\b(?! \w))"
_GENERIC = "|".join(lists()["generic"].split())
_WHICH = rf"\b(?:(?:which|what)(?: ones?(?:{_OF_THEM})?|{_OF_THEM})|which (?:{_GENERIC}))(?!\w)"
_SMALL = "|".join(words_that("determiners", "prepositions"))
_EXPLETIVE = re.compile(r"\bit\b.* to \w|\bhow long does it\b", re.I)


def pointed(text: str, talk: Talk) -> str:
    """The text with what its pronouns stand for in their place, as far as that is known."""
    if len(two := talk.subjects(2 + bool(re.search("these|three", text)))) > 1:
        asked = re.sub(_WHICH, "which", text, count=1, flags=re.I)
        if asked != text:
            asked = _measured(asked.rstrip("?.! "), talk)
            return f"{asked}, {joined([*map(with_article, two)], 'or')}"
    for pattern, rule in _RULES:
        found = re.search(pattern, text, re.I)
        meant = rule(found, talk) if found else ""
        if found and meant:
            return text[: found.start()] + meant + text[found.end() :]
    return _pronoun(text, talk)


def numbered(text: str, talk: Talk) -> str:
    """The text with the item that it names by its number: `the second one`."""
    found = re.search(_NTH, text, re.I)
    meant = _nth(found, talk) if found else ""
    return text[: found.start()] + meant + text[found.end() :] if found and meant else text


def _measured(text: str, talk: Talk) -> str:
    """A comparison with what is compared, where it leaves that out: `which asks for the most`."""
    words = " ".join(w for w in WORD.findall(text) if w.lower() not in function_words())
    compared = keys_of(words) <= keys_of(lists()["superlatives"]) and not talk.measured(text)
    if compared and (topic := talk.topic()):
        return f"{text} in terms of {topic[0].lower()}{topic[1:]}"
    return text


def _which(found: re.Match[str], talk: Talk) -> str:
    return f"which {talk.noun()}" if talk.noun() else ""


def _a_subject(found: re.Match[str], talk: Talk) -> str:
    subjects = [p.core for p in talk.current] or talk.subjects(1)
    return f"{found[1]} {with_article(talk.names.one(subjects[-1]))}" if subjects else ""


def _both(found: re.Match[str], talk: Talk) -> str:
    subjects = talk.subjects(2)
    return joined([*map(with_article, subjects)]) if len(subjects) > 1 else ""


def _some(found: re.Match[str], talk: Talk) -> str:
    return f"{found[1]} of the {_many(talk.noun())}" if talk.noun() else ""


def _other(found: re.Match[str], talk: Talk) -> str:
    last = [keys_of(p.core) for p in talk.current]
    others = [s for s in talk.subjects(2) if keys_of(s) not in last]
    if others and last:
        return with_article(others[0])
    return f"the other {talk.noun()}" if talk.noun() else ""


def _nth(found: re.Match[str], talk: Talk) -> str:
    asked = [with_article(talk.names.one(p.core)) for p in talk.current]
    position, labels = lists()["ordinals"][found[1].lower()], talk.labels()
    items = asked if len(asked) > 1 else [_inside(label, talk) for label in labels]
    return items[position - 1] if 0 < len(items) >= position else ""


def _asked(found: re.Match[str], talk: Talk) -> str:
    return talk.nth_question(lists()["ordinals"][found[1].lower()])


def _one(found: re.Match[str], talk: Talk) -> str:
    if label := talk.listed(found[2]):
        return _inside(label, talk)
    return f"{found[1]}{found[2]} {talk.noun()}" if talk.noun() else ""


def _inside(label: str, talk: Talk) -> str:
    """A label as it stands in a sentence: what is no name loses its capitals."""
    return as_written(label) if has_synonyms(label) or talk.names.is_topic(label) else label


def _generic(found: re.Match[str], talk: Talk) -> str:
    subjects = [p.core for p in talk.current] or talk.subjects(1)
    if len(subjects) > 1 or found[0].endswith(("s", "people")):
        return joined([talk.names.many(s) for s in subjects])
    role = with_article(talk.names.one(subjects[0])) if subjects else ""
    return f"the {found[1]} of {role}" if role else ""


_RULES: tuple[tuple[str, Callable[[re.Match[str], Talk], str]], ...] = (
    (rf"\bwhat (?:was|were) the ({_ORDINAL})(?: one| question)?\W*$", _asked),
    (_WHICH, _which),
    (r"\b(?:the two(?: of them)?|both(?: of them)?|they both|th[eo]se two)\b(?! \w+s\b)", _both),
    (r"\b(one|some|any|each|most|none) of (?:them|these|those)\b", _some),
    (r"\bthe other ones?\b|\bthe others?\b(?! \w)", _other),
    (_NTH, _nth),
    (rf"\b(the|that|this|an?)((?: (?!(?:{_SMALL})\b)[\w/+#&-]+){{1,4}}) ones?\b", _one),
    (r"\b(become|as|does|be|like) one\b(?! of)", _a_subject),
    (rf"\b(?:that|this|those|these|such an?) ({_GENERIC})s?\b", _generic),
)


def _pronoun(text: str, talk: Talk) -> str:
    """The text with its first pronoun replaced, unless that points to what the text names."""
    for match in WORD.finditer(text):
        word, before = match[0].lower(), text[: match.start()]
        phrases = actors_of(before, talk.names)
        clause = re.search(r".*[.,:;!?]|.* (?:and|but|or) ", before)  # what it may point back to
        named = any(
            p.kind in ("subject", "name") or (clause and p.end <= clause.end()) for p in phrases
        )
        shouted = match[0].isupper() and not text.isupper() and len(word) > 1  # "in IT"
        meant = "" if named or shouted else _meant(word, text, match.end(), talk)
        if meant:
            return before + meant + text[match.end() :]
    return text


def _meant(word: str, text: str, end: int, talk: Talk) -> str:
    if word == "theirs" and talk.phrases:
        return talk.last[talk.phrases[-1].start :].rstrip("?.! ")
    if word in words_that("plural"):
        subjects = [p.core for p in talk.current] or talk.subjects(1)
        several = [with_article(talk.names.one(s)) for s in subjects]
        names = several if len(subjects) > 1 else [*map(talk.names.many, subjects)]
        meant = joined(names) or talk.theme
        if word == "them" and text[: end - 4].endswith("of "):
            return f"the {meant}"
        return _owning(meant) if word == "their" else meant
    if word in words_that("person"):
        meant = talk.person() or " or ".join(with_article(p.core) for p in talk.current)
        return _owning(meant) if word in ("his", "her") and meant else meant
    after = WORD.search(text, end)
    pointing = word in words_that("thing") and not (word != "its" and _goes_on(after, text, end))
    if not pointing or _EXPLETIVE.search(text):
        return ""
    meant = _thing(text, talk)
    if word in ("these", "those") and meant.startswith(("a ", "an ")):
        return talk.names.many(meant.split(maxsplit=1)[1])
    return _owning(meant) if word == "its" else meant


def _goes_on(after: re.Match[str] | None, text: str, end: int) -> bool:
    """Whether `that` belongs to the noun behind it and does not stand by itself."""
    return bool(
        after and text[end : after.start()].isspace() and after[0].lower() not in function_words()
    )


def _thing(text: str, talk: Talk) -> str:
    """What `it` and `that` stand for: whom the question was about, where this one names a topic."""
    names = talk.names
    topics = [p for p in actors_of(text, names) if p.kind == "topic"] or talk.measured(text)
    things = [p for p in talk.phrases if p.kind == "topic" and p.before in words_that("verbs")]
    if things and talk.current and not talk.measured(text):
        role = with_article(talk.names.one(talk.current[0].core))
        return f"the {things[0].core} of {role}"
    if len(talk.current) > 1 and not topics:
        return ""
    whom = next((p for p in actors_of(talk.theme, names) if p.kind == "subject"), None)
    if whom and (whom.core == talk.theme or (topics and talk.measured(talk.theme))):
        return with_article(names.one(whom.core))
    return talk.theme


def _many(noun: str) -> str:
    head, of, tail = noun.partition(" of ")
    return plural(head) + of + tail


def _owning(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"
