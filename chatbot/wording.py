"""The wording of a question, as far as follow-ups need it: its noun phrases and their number."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from snowballstemmer import stemmer

WORD = re.compile(r"[^\W_]+(?:[.'’/&+-]+[^\W_]+)*[+#%]*")
_APART = re.compile(r"[,;:.?!()]|\s[-–—]\s")
_AGENT = re.compile(r"(?:er|or|ist|ian|yst|eer|ant)s?$", re.I)  # who does something, mostly
_CLOSES = re.compile(r"\W*(?:$|(?:for|in|on|at|as|with|from|about|per|during)\b)", re.I)
_STEMMER = stemmer("english")


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
    def agent(self) -> bool:
        """Whether it is formed as words for those who do something are."""
        return bool(_AGENT.search(self.text))

    @property
    def stems(self) -> frozenset[str]:
        """The stems of its words."""
        return stems(self.text)


@cache
def lists() -> dict[str, Any]:
    """The lists of `follow_up.toml`."""
    return tomllib.loads((Path(__file__).parent / "follow_up.toml").read_text("utf-8"))


@cache
def words_of(*names: str) -> frozenset[str]:
    """The words of some lists of `follow_up.toml`."""
    return frozenset(word for name in names for word in lists()[name].split())


@cache
def function_words() -> frozenset[str]:
    """The words that no noun phrase holds."""
    return words_of("determiners", "prepositions", "auxiliaries", "questions", "pronouns", "others")


@cache
def stem(word: str) -> str:
    """The stem of a word: `nurse` and `nurses` have one."""
    return str(_STEMMER.stemWord(word))


def words(text: str) -> list[str]:
    """The words of a text, lower case."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def stems(text: str) -> frozenset[str]:
    """The stems of the words that say something."""
    return frozenset(stem(word) for word in words(text) if word not in function_words())


def is_clause(text: str) -> bool:
    """Whether a text asks by itself: it has a question word or an auxiliary, or tells to do."""
    said = words(text)
    asks = not words_of("auxiliaries", "questions").isdisjoint(said)
    return asks or not words_of("commands").isdisjoint(said[:1])


def phrases(text: str) -> list[Phrase]:
    """The noun phrases of a text, in its order."""
    found: list[Phrase] = []
    supported = not words_of("supports").isdisjoint(words(text))
    clause, before, article, start, end = is_clause(text), "", "", 0, 0  # text[start:end] grows
    for match in [*WORD.finditer(text), None]:
        word = match[0].lower() if match else ""
        small = word in function_words() or not match
        if word in words_of("verbs"):  # "does a baker make", but "the cost" and "median pay"
            begun = article or end or before in words_of("prepositions") - {"to"}
            closes = supported and end and _CLOSES.match(text, match.end() if match else end)
            small = clause and (before in words_of("supports") or not begun or bool(closes))
        apart = end and match and _APART.search(text, end, match.start())
        if end and (small or apart):
            if before in words_of("supports") and (not match or word in words_of("determiners")):
                end = start + (text[start:end].rfind(" ") + 1 or end - start + 1) - 1  # its verb
            begin = start - len(article) - 1 if article else start
            found.append(Phrase(begin, end, text[start:end], article, before))
            before, article, end = "", "", 0
        if match and word in words_of("determiners"):
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
    spelled = text[:2].isupper()
    vowel = text[:1].lower() in ("aefhilmnorsx" if spelled else "aeio")
    return f"{'an' if vowel else 'a'} {text}"


def is_plural(name: str) -> bool:
    """Whether a name is of several, as `nurses` is."""
    return bool(re.search(r"[^sui]s$", name))


def many(name: str) -> str:
    """A name in the plural."""
    if is_plural(name):
        return name
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}{'es' if re.search(r'(?:x|ch|sh|s)$', name) else 's'}"
