"""What a message points back to, named: `they`, `the latter`, `which of the two`, `that job`."""

import re
from collections.abc import Iterator

from chatbot.talk import Talk
from chatbot.wording import (
    WORD,
    Phrase,
    is_plural,
    lists,
    many,
    one,
    phrases,
    stems,
    words,
    words_of,
)  # fmt: skip

_JOB = "job|role|occupation|profession|work|career|field|position"
_OF_THEM = r"(?: of (?:them|these|those|the (?:two|three)))"
_WHICH = (
    rf"\b(?:(?:which|who|what)(?: ones?{_OF_THEM}?|{_OF_THEM})|which (?:{_JOB})"
    r"|(?:which|who)(?= (?:is|are|has|\w+s)\b))"
)
_BOTH = rf"\b(?:they both|(?:both|each|the two){_OF_THEM}?|th[eo]se two)\b"
_NTH = rf"\bthe ({'|'.join(lists()['ordinals'])})(?: ones?)?\b"
_THAT_JOB = rf"\b(?:that|this|those|these|such an?) (?:{_JOB})s?\b"


def points_back(text: str, talk: Talk) -> bool:
    """Whether a text has a word that points back."""
    return bool(pronoun(text, talk) or _nth(text) or re.search(_BOTH, text, re.I))


def pointed(bare: str, talk: Talk) -> Iterator[str]:
    """The message with what it points back to named."""
    text, pair, items, nth = bare, talk.pair(), talk.items(), _nth(bare)
    own = any(talk.new(p.stems) == p.stems or p.article in ("a", "an") for p in phrases(bare))
    which = re.search(_WHICH, text, re.I)
    if pair and which and not own:
        asks = "who" if which[0].lower() == "who" else "which"
        yield f"{text[: which.start()]}{asks}{text[which.end() :]}, {' or '.join(pair)}"
        return
    if pair:
        text = re.sub(_BOTH, " and ".join(pair), text, count=1, flags=re.I)
    if nth and items:
        place = min(lists()["ordinals"][nth[1].lower()], len(items) - 1)
        text = text.replace(nth[0], items[place], 1)
    if talk.subjects:
        text = re.sub(_THAT_JOB, f"the job of {talk.each()[0]}", text, count=1, flags=re.I)
    back = pronoun(text, talk)
    for meant in _antecedents(back[0].lower(), talk) if back else ():
        assert back
        before = re.sub(r"\b(many|much|some|any|most|all) of $", r"\1 ", text[: back.start()])
        led = back[0].lower() == "one" and stems(" ".join(words(before)[-1:]))  # "the nuclear one"
        yield before + (talk.subjects[-1].text if led else meant) + text[back.end() :]
    if not back and text != bare:
        yield text


def _nth(text: str) -> re.Match[str] | None:
    """What names an item by its number, but not `the first year`."""
    nth = re.search(_NTH, text, re.I)
    after = words(text[nth.end() :])[:1] if nth else []
    return nth if not (stems(" ".join(after)) and after[0] not in words_of("verbs")) else None


def pronoun(text: str, talk: Talk) -> re.Match[str] | None:
    """The first word that points back to what the text itself does not name before it."""
    said, found = [*WORD.finditer(text)], phrases(text)
    for at, word in enumerate(said):
        low, after = word[0].lower(), said[at + 1][0].lower() if at + 1 < len(said) else ""
        if low not in words_of("pointers") or (word[0].isupper() and len(low) > 1 and at):
            continue  # capitals: "in IT"
        before = said[at - 1][0].lower() if at else ""
        determines = low in ("that", "this", "these", "those") and bool(stems(after))
        there_is = low == "there" and {after, before} & words_of("auxiliaries")
        asks = before in words_of("auxiliaries", "questions")
        anybody = low == "one" and (asks or after == "of")
        later = bool(found) and found[-1].start > word.end()
        it_is_to = low == "it" and later and " to " in text[word.end() :]
        if not (
            determines
            or there_is
            or anybody
            or it_is_to
            or any(_binds(p, word, talk) for p in found)
        ):
            return word
    return None


def _binds(phrase: Phrase, pronoun: re.Match[str], talk: Talk) -> bool:
    """Whether a pronoun rather points to a phrase before it: another subject, or a clause apart."""
    if phrase.end >= pronoun.start() or phrase.before in words_of("questions", "prepositions"):
        return False
    between = pronoun.string[phrase.end : pronoun.start()]
    apart = re.search(r"[,;:.?!]| (?:and|but|if|when|because) ", between)
    several = pronoun[0].lower() in words_of("plural")
    return bool(apart) or (several and talk.new(phrase.stems) == phrase.stems)


def _antecedents(pronoun: str, talk: Talk) -> Iterator[str]:
    """What a pronoun may stand for: what was asked about the last subject, or the subject."""
    if not talk.subjects:
        return
    last, theme, named = talk.subjects[-1], talk.theme(), talk.named()
    several = len(talk.subjects) > 1 or is_plural(last.text) or last.article.lower() in ("a", "an")
    if pronoun in ("one", "ones"):
        yield many(last.text) if pronoun == "ones" else one(last.text)
    elif pronoun in words_of("plural"):
        meant = many(last.text) if several and len(talk.subjects) == 1 else named
        yield _owning(meant) if pronoun.startswith("their") else meant
    elif pronoun in ("he", "she", "him", "his", "her"):
        yield _owning(named) if pronoun in ("his", "her") else named
    else:
        for meant in filter(None, (theme, "" if several and pronoun != "its" else named)):
            yield _owning(meant) if pronoun == "its" else meant


def _owning(name: str) -> str:
    return name + ("'" if name.endswith("s") else "'s")
