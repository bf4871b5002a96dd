"""A conversation so far, and what a next message points back to in it: `they`, `the latter`."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from chatbot.question import content
from chatbot.tables import table
from chatbot.wording import Phrase, is_plural, listed, many, one, pattern, phrases


@dataclass(frozen=True, slots=True)
class Cited:
    """What a turn before cited, as the documents have it now."""

    title: str
    heading: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Past:
    """A turn before: the question as searched for, and what was cited in the answer's order."""

    question: str
    cited: tuple[Cited, ...] = ()


class Subjects:
    """What the documents are about: the words of their titles and headings."""

    def __init__(self, titles: Iterable[str], paths: Collection[Sequence[str]] = ()) -> None:
        """Take the titles of the documents and all their heading paths."""
        headings = (heading for path in paths for heading in path[1:])
        self.names = frozenset[str]().union(*map(content, (*titles, *headings)))


class Talk:
    """The conversation so far: the last question, and whom it was about."""

    def __init__(self, past: Sequence[Past], known: Subjects) -> None:
        """Take the turns before, one at least."""
        self.past, self.last = past, past[-1].question.rstrip("?.! ")
        self.phrases, self.subjects = phrases(self.last), subjects_of(self.last)
        self.named = " and ".join(self.last[p.start : p.end] for p in self.subjects)
        self.old = frozenset[str]().union(*(p.stems for p in self.subjects))
        self.new = known.names - self.old

    def several(self) -> list[str]:
        """The last subjects, the earlier first: of one question, or of two."""
        turns = self.past[-1:] if len(self.subjects) > 1 else self.past[::-1]
        said = {p.stems: turn.question[p.start : p.end] for turn in turns
                for p in reversed(subjects_of(turn.question))}  # fmt: skip
        found = [*said.values()][: max(2, len(self.subjects))]
        return found[::-1] if len(found) > 1 else []

    def items(self) -> list[str]:
        """What was listed last: the subjects of a comparison, else the statements' labels."""
        said = (cited.quote.strip("-•* \t").partition(":") for cited in self.past[-1].cited)
        labels = [label for label, colon, _ in said if colon and len(label.split()) < 6]
        return labels if len(labels) > 1 and len(self.subjects) < 2 else self.several()


def subjects_of(question: str) -> list[Phrase]:
    """Whom a question is about: who does something, with those beside them."""
    found = phrases(question)

    def weight(phrase: Phrase) -> int:
        return (phrase.before in listed("supports", "actors")) + (phrase.sort == "person")

    best = max(found, key=weight, default=Phrase(0, 0, ""))

    def joined(phrase: Phrase) -> bool:
        first, second = sorted((phrase, best), key=lambda p: p.start)
        return question[first.end : second.start].strip(" ,").lower() in table("follow_up")["joins"]

    return [phrase for phrase in found if phrase == best or joined(phrase)]


def pointed(text: str, talk: Talk) -> str:
    """The message with what it points back to named; as it stands where that is nothing."""
    several, items = talk.several(), talk.items()
    names_another = any(p.stems and p.stems <= talk.new for p in phrases(text))
    if several and not names_another and (which := pattern("which").search(text)):
        asked = "who" if which[0].lower() == "who" else "which"
        return f"{text[: which.start()]}{asked}{text[which.end() :]}, {' or '.join(several)}"
    if several:
        text = pattern("both").sub(lambda _: " and ".join(several), text, count=1)
    if items and (number := pattern("number").search(text)):
        at = table("follow_up")["ordinals"][(number[1] or number[2]).lower()]
        text = text.replace(number[0], items[min(at, len(items) - 1)])
    if talk.subjects and (back := pronoun(text, talk)):
        text = text[: back.start()] + _antecedent(back[0].lower(), talk) + text[back.end() :]
    return text


def pronoun(text: str, talk: Talk) -> re.Match[str] | None:
    """The first word that points back to what the text itself does not name before it."""
    back = pattern("pronoun").search(text)
    before = text[: back.start()] if back else ""
    names = [p for p in phrases(before) if p.before not in listed("questions", "prepositions")]
    return None if any(pattern("apart").search(before, p.end) for p in names) else back


def _antecedent(pronoun: str, talk: Talk) -> str:
    """What a pronoun stands for: whom the last question was about."""
    last, name = talk.subjects[-1], talk.named
    if pronoun in ("one", "ones"):
        return many(last.text) if pronoun == "ones" else one(last.text)
    indefinite = is_plural(last.text) or last.article.lower() in ("a", "an")
    if pronoun in listed("plural") and indefinite and len(talk.subjects) == 1:
        name = many(last.text)
    return f"{name}'{'' if name.endswith('s') else 's'}" if pronoun in listed("owners") else name
