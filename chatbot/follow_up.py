"""What a message stands for after the turns before it: the few sentences that it may be read as.

They are made by simple means and may be wrong; what the documents hold for each of them decides.
"""

from collections.abc import Iterator, Sequence

from chatbot.follow_up_choice import Held, Kind, Reading, choose, score
from chatbot.question import content, stopwords, words_of
from chatbot.tables import table
from chatbot.talk import Cited, Past, Subjects, Talk, pointed, pronoun
from chatbot.wording import Phrase, asks, is_plural, listed, one, pattern, phrases

Made = tuple[Kind, str, dict[str, float]]  # a reading, and its own traits
__all__ = ["Cited", "Held", "Past", "Reading", "Subjects", "choose", "is_small_talk", "readings"]

_MOST = 4  # readings that are searched for: each costs a search and a look of the reader
_ADDED = 300  # characters: what grows by more is no question that a person would type
_REMEMBERED = 6  # turns; what was said before them is not meant any more
_FRAGMENT = 3  # words: what is written no longer one lacks every English word below


def is_small_talk(message: str) -> bool:
    """Whether a message asks for nothing, such as thanks."""
    said, polite = {*words_of(message)}, listed("small_talk")
    return said <= polite | listed("small_talk_with") and bool(said & polite) and "?" not in message


def readings(message: str, past: Sequence[Past], known: Subjects | None = None) -> list[Reading]:
    """What a message may stand for, first of all itself as it stands.

    The others are the likeliest by their form; one that has hardly a chance is left out.
    """
    first, *others = all_readings(message, past, known)
    scored = sorted(((score(r), r) for r in others), key=lambda pair: -pair[0])
    least = max([score(first), *(of for of, _ in scored)]) - table("follow_up_weights")["hardly"]
    return [first, *(reading for of, reading in scored[: _MOST - 1] if of >= least)]


def all_readings(message: str, past: Sequence[Past], known: Subjects | None) -> list[Reading]:
    """All readings that can be made, whatever their chances; the message as it stands first."""
    said = words_of(message)
    foreign = len(said) > _FRAGMENT and stopwords().isdisjoint(said)
    if not past or foreign or is_small_talk(message):
        return [Reading(message, "as_is")]
    talk = Talk(past[-_REMEMBERED:], known or Subjects(()))
    line = " ".join(message.split())
    opening = pattern("opening").match(line)
    text = pattern("opening").sub("", line).strip(" ?.!,")
    if opening and pattern("switches").search(opening[0]):
        return [Reading(_sentence(text), "as_is")]
    traits = _traits(text, bool(opening), talk)
    found = {tuple(said): Reading(message, "as_is", traits)}
    for kind, made, more in _made(text, talk):
        if len(made) <= len(message) + _ADDED:
            reading = Reading(_sentence(made), kind, {**traits, **more})
            found.setdefault(tuple(words_of(made)), reading)
    return [*found.values()]


def _sentence(text: str) -> str:
    text = text.strip(" .,:;!?")
    asked = listed("auxiliaries", "questions") & {*words_of(text)[:3]}
    return text[:1].upper() + text[1:] + ("?" if asked else "")


def _traits(said: str, goes_on: bool, talk: Talk) -> dict[str, float]:
    """What the form of a message says about whether it stands alone."""
    meant, clause = content(said), asks(said)
    new = meant & talk.new
    points = bool(pronoun(said, talk)) or any(pattern(n).search(said) for n in ("number", "both"))
    return {
        "fragment": not clause,
        "points": points,
        "content": min(len(meant), 6) / 6,
        "goes_on": goes_on,
        "names": bool(new),
        "old": bool(meant & talk.old),
        "indefinite": any(p.article.lower() in ("a", "an") for p in phrases(said)),
        "whole": (clause or bool(new)) and not points and len(meant - new - talk.old) > (not new),
    }


def _made(bare: str, talk: Talk) -> Iterator[Made]:
    """Every reading of a message but itself."""
    again = [*_asked_again(bare, talk)]
    named = pointed(bare, talk)
    for text in again or [named] * (named != bare):
        yield "resolved", text, {"again": float(bool(again))}
    if asks(bare):
        if talk.subjects and (named == bare or pattern("it").search(bare)):
            yield "old_subject", f"{pattern('for_it').sub('', bare)} for {talk.named}", {}
    elif not again:
        found = phrases(named)
        if not found or found[0].before in listed("prepositions"):
            yield "added", f"{talk.last} {named}", {}
        if found:
            yield from _fragment(named, found, talk)


def _fragment(bare: str, found: list[Phrase], talk: Talk) -> Iterator[Made]:
    """The last question with what a fragment names, and the same asked of the old subject."""
    first, *others = found
    for old in talk.phrases:
        if old.before == "per":  # a measure, such as a year, is nothing that is asked about
            continue
        more = {"likeness": first.likeness(old), "subject": float(old in talk.subjects)}
        more["place"] = float(not others and old.before == "in" and old.text[0].isupper())
        lacks = not first.article and old.article.lower() in ("a", "an") and not others
        new, rest = one(first.text) if lacks else bare[first.start :], talk.last[old.end :]
        for p in talk.phrases:  # "nurses in Columbus" leave Cleveland
            if p.start > old.end and p.before in [other.before for other in others]:
                rest = rest.replace(f" {p.before} {talk.last[p.start : p.end]}", "")
        yield "subject_exchanged", talk.last[: old.start] + new + rest, more
    if talk.subjects and not first.before:
        article = "" if first.article or first.start else "the "
        be = "are" if is_plural(first.text) else "is"
        yield "aspect_exchanged", f"what {be} {article}{bare} of {talk.named}", {}


def _asked_again(bare: str, talk: Talk) -> Iterator[str]:
    """The last question asked for its reason, for more, or of another one as well."""
    if bare.lower() in table("follow_up")["more"]:
        yield f"tell me more about {talk.named or talk.last}"
    if pattern("why").match(bare):
        clause = (pattern("asked").search(talk.last) or [talk.last])[0]
        yield f"why {clause[:1].lower()}{clause[1:]}"
    compared = pattern("compared").search(bare)
    if compared and talk.subjects and (pronoun(bare, talk) or not asks(bare[: compared.start()])):
        old = talk.subjects[-1]
        other = talk.last[: old.start] + compared[1] + talk.last[old.end :]
        yield f"{talk.last}, and {other[:1].lower()}{other[1:]}"
