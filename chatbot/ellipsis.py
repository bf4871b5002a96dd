"""What a message leaves out, taken from the last question: names cut short, and whole clauses."""

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.grammar import (
    function_words,
    has_synonyms,
    keys_of,
    like_a_person,
    singular,
    with_article,
    words_that,
)  # fmt: skip
from chatbot.phrases import WORD, Phrase
from chatbot.talk import Talk, actors_of, joined

_SHORT = 3  # concepts: a question of so few that names nobody is about whom the last one was about

_ADJUNCT = re.compile(rf"(?:when|where|{'|'.join(words_that('prepositions'))})\b", re.I)
_YES_NO = re.compile(rf"(?:{'|'.join(words_that('auxiliaries'))})\b")
_COMPARATIVES = "|".join(["more", "less", "better", "worse", *words_that("comparatives")])
_MORE = re.compile(rf"^(?:how|do|does|is|are)\b.*\b(?:{_COMPARATIVES})\b(?!.* than )", re.I)


def ellipsis(text: str, talk: Talk) -> str:
    """The last question with what a fragment names in the place of its like."""
    text = re.sub(r"^(?:their|its|his|her) ", "the ", text, flags=re.I)
    if text.lower() in words_that("nouns"):
        text = f"the {text}"
    phrases = actors_of(text, talk.names)
    if not phrases:
        return f"{talk.context}: {text}"
    first = phrases[0]
    words = [w for w in first.core.split() if w.lower() not in words_that("stand_ins")]
    whole = len(words) > 1 or first.article or talk.names.head(words) is not None
    alone = words[-1] if words else ""
    named = whole or alone.lower() in words_that("levels") or first.plural or like_a_person(alone)
    if like := _its_like(first, text, talk):
        return _put(first.core, [like], "", talk)
    if re.search(r"\d", first.core) and first.kind == "topic" and talk.current:
        old = talk.current[-1]
        return _put(f"{text} of {talk.names.many(old.core)}", [replace(old, article="")], "", talk)
    if len(phrases) == 1 and named and talk.names.is_subject(words, loosely=True):
        return with_subject(talk.whole(" ".join(words), words != first.core.split()), first, talk)
    if (len(phrases) == 1 and first.before in ("in", "at", "near")) or _is_name(first, text, talk):
        return _with_place(first, text, talk)
    if first.kind == "year":
        return _put(first.core, [], f"in {first.core}", talk)
    if not _is_known(first, talk) and {p.kind for p in talk.phrases} == {"subject"}:
        return _put(first.core, talk.phrases[:1], text, talk)
    return _new_topic(completed(text[first.start :], talk), phrases, talk)


def _its_like(phrase: Phrase, text: str, talk: Talk) -> Phrase | None:
    """What a fragment replaces by its form: `for data` a `for models`, `mid level` a `top level`.

    So does `a vet tech` replace `a baker`: neither has to be known.
    """
    head, article = singular(phrase.core.split()[-1]), phrase.article.lower()
    if head in words_that("generic") or phrase.kind not in ("topic", "year"):
        return None
    known = talk.names.is_subject(phrase.core.split(), loosely=True)
    unknown = phrase.core.islower() and not _is_known(phrase, talk)
    for old in reversed(talk.phrases):
        figures = re.search(r"\d", old.core) and re.search(r"\d", phrase.core)
        same = singular(old.core.split()[-1]) == head and old.core != phrase.core
        prefixed = old.before == phrase.before in words_that("prepositions")
        like = prefixed or (unknown and not _is_known(old, talk))
        indefinite = {old.article.lower(), article} <= {"a", "an"} and not known
        fits = (like and old.kind == "topic") or (indefinite and old.kind == "subject")
        if fits or same or figures:
            return old
    return None


def _is_known(phrase: Phrase, talk: Talk) -> bool:
    """Whether headings are about what a phrase names, or the language has other words for it."""
    return has_synonyms(phrase.core) or talk.names.is_topic(phrase.core)


def with_subject(name: str, phrase: Phrase, talk: Talk) -> str:
    """Another subject in the place of the last one."""
    old = talk.current or [p for p in talk.phrases if keys_of(p.core) & keys_of(name)]
    many, one = talk.names.many(name), talk.names.one(name)
    if old and old[-1].plural:
        return _put(many, old, "", talk)
    return _put(one, old, f"for {many if phrase.plural else with_article(one)}", talk)


def _is_name(phrase: Phrase, text: str, talk: Talk) -> bool:
    """Whether a fragment is a name as of a place: it has capitals, or nothing else knows it."""
    capital = all(word[0].isupper() for word in phrase.core.split())
    named = any(p.kind == "name" for p in talk.phrases)
    return phrase.kind == "name" or (named and capital and not has_synonyms(phrase.core))


def _with_place(phrase: Phrase, text: str, talk: Talk) -> str:
    old = [p for p in talk.phrases if p.kind == "name"] or [
        p for p in talk.phrases if p.before == phrase.before in ("in", "at", "near")
    ]
    return _put(phrase.core, old, text if phrase.before else f"in {phrase.core}", talk)


def _new_topic(text: str, phrases: Sequence[Phrase], talk: Talk) -> str:
    """Another thing asked about the subject, the place and the year of the last question."""
    about = [talk.last[p.start : p.end] for p in talk.current] or [talk.person()]
    places = [f"in {p.core}" for p in talk.phrases if p.kind in ("name", "year")]
    places = [place for place in places if place[3:] not in about]
    many = "are" if phrases[0].plural else "is"
    own = {p.kind for p in actors_of(text, talk.names)}
    subject = " and ".join(filter(None, about)) or talk.theme
    ending = "" if "subject" in own else " ".join([f" for {subject}" if subject else "", *places])
    return f"what {many} {text}{ending}"


def _put(new: str, old: Sequence[Phrase], added: str, talk: Talk) -> str:
    """The last question with a phrase replaced, or with something added."""
    if not old:
        return f"{talk.last.rstrip('?.! ')} {added}"
    phrase = old[-1]
    shown = f"{phrase.article} {new}" if phrase.article else new
    if phrase.article.lower() in ("a", "an") or (
        added and not phrase.article and phrase.kind in ("subject", "topic")
    ):
        shown = with_article(new)
    return talk.last[: phrase.start] + shown + talk.last[phrase.end :]


def completed(text: str, talk: Talk) -> str:
    """The text with its shortened names whole: `the scientist`, `a lead`, `the GenAI one`."""
    for phrase in reversed(actors_of(text, talk.names)):
        said = phrase.core.split()
        words = [word for word in said if word.lower() not in words_that("stand_ins")]
        alone = phrase.end - phrase.start == len(text) or len(words) < len(said)
        definite = phrase.article.lower() == "the" and talk.names.head(words) is not None
        short = len(words) == 1 and phrase.article.lower() in ("a", "an", "the")
        clipped = short and talk.clipped(words[0])
        subject = (alone or definite or short) and talk.names.is_subject(words, loosely=True)
        if clipped or subject:
            whole = clipped or talk.whole(" ".join(words), len(words) < len(said))
            many = said[-1] == "ones" or (clipped and phrase.plural)
            whole = talk.names.many(whole) if many else whole
            text = text[: phrase.end - len(phrase.core)] + whole + text[phrase.end :]
    return text


def carried(text: str, original: str, talk: Talk) -> str:
    """The text with the subject of the last question, where it is short and names none."""
    phrases = actors_of(text, talk.names)
    about = {key for p in phrases if p.kind == "subject" for key in keys_of(p.core)}
    words = [phrase.core for phrase in phrases]
    words += [w for w in WORD.findall(text) if w.lower() not in function_words()]
    topics = keys_of(" ".join(words)) - about | talk.measured(text)
    current = [talk.names.one(p.core) for p in talk.current]
    if about and _MORE.search(text):
        others = [s for s in talk.subjects(2) if not keys_of(s) & about]
        return f"{text.rstrip('?.! ')} than {with_article(others[-1])}" if others else text
    if about or len(topics) > _SHORT:
        return text
    if len(current) > 1 and re.match(r"who\b|which\b", text, re.I):
        return f"{text.rstrip('?.! ')}, {joined([*map(with_article, current)], 'or')}"
    if any(map(_names_somebody, phrases)):
        return text
    asked = talk.last[0].lower() + talk.last[1:]
    if _is_sluice(text) and _ADJUNCT.match(text) and _YES_NO.match(asked):
        return f"{text.rstrip('?.! ')} {asked}"
    points = not talk.theme and words_that("stand_ins") & {*text.lower().split()}
    if not topics or (not current and (points or _is_sluice(text))):
        return f"{talk.context}: {text[0].lower()}{text[1:]}" if text == original else text
    whom = joined([*map(with_article, current)], "or")
    if not whom or whom in text or re.match(r"who\b", text, re.I):
        return text
    link = "as" if current and re.search(r"\bI\b", text) else "for"
    return f"{text.rstrip('?.! ')} {link} {whom}"


def _is_sluice(text: str) -> bool:
    """Whether a text is a question word with its noun, and no clause: `which industries?`."""
    words = {word.lower() for word in WORD.findall(text)}
    clause = words_that("auxiliaries", "verbs")
    return bool(words & words_that("questions")) and not words & clause


def _names_somebody(phrase: Phrase) -> bool:
    """Whether a phrase is about somebody of its own: a name, `a beginner`, `roles`."""
    words = phrase.core.split()
    own = [w for w in words if w[0].isupper() and not has_synonyms(w)] if phrase.start else []
    someone = phrase.article.lower() in ("a", "an") and like_a_person(words[-1])
    which = phrase.before in ("which", "what") and not phrase.article
    return bool(own) or someone or (which and bool({*map(singular, words)} & words_that("generic")))
