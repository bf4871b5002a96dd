"""What a message stands for after the turns before it: the few sentences that it may be read as.

They are made by simple means and may be wrong; what the documents hold for each of them decides.
"""

import re
from collections.abc import Iterator, Sequence

from chatbot.follow_up_choice import Held, Kind, Reading, choose, score, weights
from chatbot.pointing import pointed, points_back, pronoun
from chatbot.talk import Cited, Past, Subjects, Talk
from chatbot.wording import (
    Phrase,
    function_words,
    is_clause,
    is_plural,
    lists,
    one,
    phrases,
    stem,
    stems,
    words,
    words_of,
)  # fmt: skip

__all__ = ["Cited", "Held", "Past", "Reading", "Subjects", "choose", "is_small_talk", "readings"]

_MOST = 4  # readings that are searched for: each costs a search and a look of the reader
_ADDED = 300  # characters: what grows by more is no question that a person would type
_REMEMBERED = 6  # turns; what was said before them is not meant any more
_FRAGMENT = 3  # words: of the turns that were written no longer one lacks every English word below
_COMPARED = (
    r"\b(?:compar\w+|versus|vs|than|differ\w*)\b\.?(?: (?:it|that|this|them|those))?"
    r"(?: (?:with|to|from|against|and|for))? (.+)"
)
_OPENING = re.compile(
    rf"(?:(?P<switches>{'|'.join(lists()['switches'])})|{'|'.join(lists()['goes_on'])})"
    r"[ ,.:;!-]+(?=\w)",
    re.I,
)
_CLOSING = re.compile(rf",? \b(?:{'|'.join(lists()['closings'])})(?=\W*$)")
_WHY = r"(?:but )?(?:why|how come|how so|because of what|for what reason)\b"


def is_small_talk(message: str) -> bool:
    """Whether a message asks for nothing, such as thanks."""
    said, polite = {*words(message)}, words_of("small_talk")
    only = said <= polite | words_of("small_talk_with")
    return only and bool(said & polite) and "?" not in message


def readings(message: str, past: Sequence[Past], known: Subjects | None = None) -> list[Reading]:
    """What a message may stand for, first of all itself as it stands.

    The others are the likeliest by their form; one that has hardly a chance is left out.
    """
    first, *others = every_reading(message, past, known)
    scored = sorted(((score(r), r) for r in others), key=lambda pair: -pair[0])
    least = max([score(first), *(of for of, _ in scored)]) - weights()["hardly"]
    return [first, *(reading for of, reading in scored[: _MOST - 1] if of >= least)]


def every_reading(
    message: str, past: Sequence[Past], known: Subjects | None = None
) -> list[Reading]:
    """All readings that can be made, whatever their chances; the message as it stands first."""
    if not past or is_small_talk(message) or _is_foreign(message):
        return [Reading(message, "as_is")]
    talk = Talk(past[-_REMEMBERED:], known or Subjects(()))
    manner, said = _opened(" ".join(message.split()))
    if manner == "switches":
        return [Reading(_sentence(said), "as_is")]
    shared = _traits(said, manner, talk)
    found = {tuple(words(message)): Reading(message, "as_is", shared)}
    for kind, text, more in _made(said.strip(" ?.!,"), talk):
        if len(text) <= len(message) + _ADDED:
            reading = Reading(_sentence(text), kind, {**shared, **more})
            found.setdefault(tuple(words(text)), reading)
    return [*found.values()]


def _is_foreign(message: str) -> bool:
    """Whether a message is in another language: longer than a fragment, and no word ties it."""
    said = words(message)
    return len(said) > _FRAGMENT and function_words().isdisjoint(said)


def _opened(text: str) -> tuple[str, str]:
    """How a message takes the conversation up, and what it says then without its closing."""
    manner = ""
    while opening := _OPENING.match(text):
        manner = "switches" if "switches" in (manner, opening.lastgroup) else "goes on"
        text = text[opening.end() :]
    return manner, _CLOSING.sub("", text)


def _sentence(text: str) -> str:
    text = text.strip(" .,:;!?")
    asks = not words_of("auxiliaries", "questions").isdisjoint(words(text)[:3])
    return text[:1].upper() + text[1:] + ("?" if asks else "")


def _traits(said: str, manner: str, talk: Talk) -> dict[str, float]:
    """What the form of a message says about whether it stands alone."""
    meant, clause = stems(said), is_clause(said)
    new = talk.new(meant)
    others = len(meant - new - talk.old)
    points = points_back(said, talk)
    values = {
        "fragment": not clause,
        "points": points,
        "content": min(len(meant), 6) / 6,
        "goes_on": bool(manner),
        "names": bool(new),
        "names_only": bool(new) and not others,
        "aspect": len(meant & talk.known.aspects) / max(len(meant), 1),
        "old": bool(meant & talk.old),
        "indefinite": any(p.article.lower() in ("a", "an") for p in phrases(said)),
        "whole": (clause or bool(new)) and not points and others > (not new),
    }
    return {name: float(value) for name, value in values.items()}


def _made(bare: str, talk: Talk) -> Iterator[tuple[Kind, str, dict[str, float]]]:
    """Every reading of a message but itself."""
    again = [*_asked_again(bare, talk)]
    named = [] if again else [*pointed(bare, talk)]
    for text in again + named:
        yield "resolved", text, {"again": float(bool(again))}
    if is_clause(bare):
        if talk.subjects and (not named or re.search(r"\b(?:it|that|this)\b", bare, re.I)):
            rest = re.sub(r" (?:for|of|about|with) (?:it|that|this)$", "", bare)
            yield "old_subject", f"{rest} for {talk.named()}", {}
    elif not again:
        yield from _fragment(named[0] if named else bare, talk)


def _fragment(bare: str, talk: Talk) -> Iterator[tuple[Kind, str, dict[str, float]]]:
    """The last question with what a fragment names, and the same asked of the old subject."""
    found = phrases(bare)
    for first in found[:1]:
        likest = max(talk.phrases, key=lambda old: _likeness(first, old), default=None)
        slots = [likest] if likest and _likeness(first, likest) > 0 else []
        places = [p for p in talk.phrases if p.before == "in" and p.text[0].isupper()]
        slots += [] if first.before else [*talk.subjects[-1:], *(places if not found[1:] else [])]
        for old in slots:
            lacks = not first.article and old.article.lower() in ("a", "an") and len(found) == 1
            new, rest = one(first.text) if lacks else bare[first.start :], talk.last[old.end :]
            twins = [p for p in talk.phrases[1:] if found[1:] and p.before == found[1].before]
            for twin in [p for p in twins if p.start > old.end][:1]:  # "nurses in Columbus"
                new, rest = bare[first.start : first.end], talk.last[old.end : twin.start]
                rest += bare[found[1].start :] + talk.last[twin.end :]
            more = {"likeness": _likeness(first, old), "place": float(old in places)}
            yield "subject_exchanged", talk.last[: old.start] + new + rest, more
        if talk.subjects and not first.before:
            article = "" if first.article or first.start else "the "
            be = "are" if is_plural(first.text) else "is"
            yield "aspect_exchanged", f"what {be} {article}{bare} of {talk.named()}", {}
    if not found or found[0].before in words_of("prepositions"):
        yield "aspect_exchanged", f"{talk.last} {bare}", {"added": 1.0}


def _likeness(new: Phrase, old: Phrase) -> float:
    """How much two phrases look as if one may stand for the other."""
    figures = [bool(re.search(r"\d", p.text)) for p in (new, old)]
    names = new.text[0].isupper() and old.text[0].isupper() and old.start > 0
    same_head = stem(words(new.text)[-1]) == stem(words(old.text)[-1])
    same_place = new.before == old.before != "" and new.before in words_of("prepositions")
    apart = figures[0] != figures[1]
    both = all(figures) + names + (new.agent and old.agent)
    return float(both + 2 * same_head + 2 * same_place - apart)


def _asked_again(bare: str, talk: Talk) -> Iterator[str]:
    """The last question asked for its reason, for more, or of another one as well."""
    if bare.lower() in lists()["more"]:
        yield f"tell me more about {talk.theme() or talk.named() or talk.last}"
    why = re.match(_WHY, bare, re.I)
    if why and len(stems(bare[why.end() :])) < 3:
        auxiliaries = "|".join(words_of("auxiliaries"))
        asked = re.search(rf"(?:\bhow (\w+) )?(\b(?:{auxiliaries})\b.*)", talk.last, re.I)
        clause = re.sub(r"^(?:how \w+|what|which) ", "", talk.last, flags=re.I)
        clause = f"{asked[2]} {asked[1] or ''}" if asked else clause
        yield f"why {clause[:1].lower()}{clause[1:]}"
    compared = re.search(_COMPARED, bare, re.I)
    lacks = compared and (pronoun(bare, talk) or not is_clause(bare[: compared.start()]))
    for old in talk.subjects[-1:] if compared and lacks else ():
        assert compared
        other = talk.last[: old.start] + compared[1] + talk.last[old.end :]
        yield f"{talk.last}, and {other[:1].lower()}{other[1:]}"
