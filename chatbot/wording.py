"""The wording of a message, as far as follow-ups need it: its noun phrases and their number."""

import re
from dataclasses import dataclass
from functools import cache

from chatbot.question import WORD, content, is_person, words_of
from chatbot.tables import table

_APART = re.compile(r"[,;:.?!()]|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: `question[start:end]`, of which `text` leaves out the article.

    `before` is the function word in front of it, such as `for` or `which`.
    """

    start: int
    end: int
    text: str
    article: str = ""
    before: str = ""

    @property
    def stems(self) -> frozenset[str]:
        """The stems of its words."""
        return frozenset(content(self.text))

    @property
    def sort(self) -> str:
        """What it is of by its form: a `person` who does something, a `figure`, or a `name`."""
        if is_person(word := words_of(self.text)[-1]) or word.removesuffix("s").endswith("ant"):
            return "person"
        return "figure" if re.search(r"\d", self.text) else "name" * self.text[0].isupper()

    def likeness(self, other: "Phrase") -> float:
        """How much it looks as if it may stand for another one."""
        heads = {frozenset(content(phrase.text.split()[-1])) for phrase in (self, other)}
        same_place = self.before == other.before and self.before in listed("prepositions")
        same_sort = self.sort == other.sort != ""
        unlike = other.sort == "person" and not self.sort  # hours are no welders
        return float(same_sort - unlike + 2 * (len(heads) == 1) + 2 * same_place)


@cache
def listed(*names: str) -> frozenset[str]:
    """The words of some lists of `follow_up.toml`."""
    return frozenset(word for name in names for word in table("follow_up")[name].split())


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern of `follow_up.toml`, whatever the case."""
    return re.compile(table("follow_up")["patterns"][name], re.IGNORECASE | re.VERBOSE)


def asks(text: str) -> bool:
    """Whether a text asks by itself: it has a question word or an auxiliary, or tells to do."""
    said = words_of(text)
    return bool(listed("auxiliaries", "questions") & {*said} or listed("commands") & {*said[:1]})


def phrases(text: str) -> list[Phrase]:
    """The noun phrases of a text, in its order."""
    found: list[Phrase] = []
    functions = listed("determiners", "prepositions", "auxiliaries", "questions", "others")
    clause, before, article, start, end = asks(text), "", "", 0, 0  # text[start:end] grows
    for match in [*WORD.finditer(text), None]:
        word = match[0].lower() if match else ""
        small = word in functions or not match
        small = small or (clause and word in listed("verbs"))
        if end and (small or (match and _APART.search(text, end, match.start()))):
            if before in listed("supports") and (not match or word in listed("determiners")):
                end = start + (text[start:end].rfind(" ") + 1 or end - start + 1) - 1  # its verb
            begin = start - len(article) - 1 if article else start
            found.append(Phrase(begin, end, text[start:end], article, before))
            before, article, end = "", "", 0
        if match and word in listed("determiners"):
            article = match[0]
        elif small:
            before, article = word, ""
        elif match:
            start, end = (start if end else match.start()), match.end()
    return found


def one(name: str) -> str:
    """A name in the singular with its article: `registered nurses` is `a registered nurse`."""
    text = re.sub(r"ies$", "y", name)
    text = re.sub(r"(?<=[a-z]{3})(?:(?<=ch|sh|ss)es|(?<=x)es|(?<![sui])s)$", "", text)
    # Names written in capitals are spelled: an HR clerk, an MPH, a UX designer.
    vowels = "aefhilmnorsx" if text[:2].isupper() else "aeio"
    return f"{'an' if text[:1].lower() in vowels else 'a'} {text}"


def is_plural(name: str) -> bool:
    """Whether a name is of several, as `nurses` is."""
    return bool(re.search(r"[^sui]s$", name))


def many(name: str) -> str:
    """A name in the plural."""
    ending = "es" if re.search(r"(?:x|ch|sh|s)$", name) else "s"
    return name if is_plural(name) else re.sub(r"(?<=[^aeiou])y$", "ie", name) + ending
