"""Which roles a text names: whose figures and duties it gives."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from chatbot.grammar import Key, has_synonyms, keys_of, like_a_person, plural, singular
from chatbot.phrases import Names, phrases_of
from chatbot.question import load_language, words_of

Role = frozenset[Key]

_WORD = re.compile(r"[^\W\d_][\w+#'’-]*|[^\w\s]")


_DOING = re.compile(r"\b(?:do|does|did)\s+(?:an?\s+|the\s+)?([^\W\d_]+)\s+([a-z]+)", re.IGNORECASE)


class Roles:
    """The roles of a corpus: a word that a name of its headings ends in, and what stands before."""

    def __init__(self, names: Names, headings: Iterable[str]) -> None:
        """Know the roles of these headings and titles; `names` tells what heads one."""
        self._names = names
        self._of = lru_cache(maxsize=50_000)(self._find)
        several = re.compile(r"\b(?:vs\.?|versus|or)\b", re.IGNORECASE)
        self._titles = {frozenset(keys_of(text)) for text in headings if not several.search(text)}
        self._known = frozenset(key for text in headings for role in self.of(text) for key in role)

    def of(self, text: str) -> Sequence[Role]:
        """The roles that a text of the documents names, in its order."""
        return self._of(text)

    def asked(self, question: str) -> tuple[Role, ...]:
        """The roles that a question names, with all that it says of them."""
        phrases = phrases_of(question, self._names)
        return tuple(frozenset(keys_of(p.core)) for p in phrases if p.kind == "subject")

    def written(self, question: str) -> list[tuple[int, int]]:
        """Where a question names roles, each from its first character to behind its last.

        What the documents name as one, such as `tile and stone setters`, is one.
        """
        phrases = phrases_of(question, self._names)
        left = [(p.start, p.end) for p in phrases if p.kind == "subject"]
        spans: list[tuple[int, int]] = []
        while left:
            start = left[0][0]
            ends = [end for _, end in reversed(left[1:])]
            named = (end for end in ends if frozenset(keys_of(question[start:end])) in self._titles)
            end = next(named, left[0][1])
            spans.append((start, end))
            left = [span for span in left if span[0] >= end]
        return spans

    def strangers(self, question: str) -> list[str]:
        """Words for people in a question that stand nowhere in the documents.

        They are formed as such words are, or stand where whoever does something stands.
        """
        pairs = [(one.lower(), behind) for one, behind in _DOING.findall(question)]
        doing = {one for one, behind in pairs if not like_a_person(behind)}
        people = [word for word in words_of(question) if like_a_person(word) or word in doing]
        return [word for word in people if self._is_stranger(word)]

    def _is_stranger(self, word: str) -> bool:
        forms = {word, singular(word), plural(word)}
        return (
            word.isalpha()
            and load_language().stopwords.isdisjoint({word, singular(word)})
            and not has_synonyms(word)
            and not any(map(self._names.count, forms))
        )

    def known(self, role: Role) -> Role:
        """What headings and titles know of a role."""
        return role & self._known

    def _find(self, text: str) -> Sequence[Role]:
        stopwords, found = load_language().stopwords, list[Role]()
        run: list[str] = []
        for match in _WORD.finditer(text.replace("/", " ")):
            word = match[0].lower()
            if not word[0].isalpha() or word in stopwords:
                run = []
                continue
            run.append(word)
            if self._names.head([word]) is not None:
                found.append(frozenset(keys_of(" ".join(run))))
                run = []
        return tuple(found)


def relation(asked: Sequence[Role], named: Sequence[Role]) -> int:
    """1 where a role that is asked for is named, -1 where only others are, 0 where none is.

    A role that is named less exactly (`engineers` for `data engineers`) tells nothing.
    """
    if any(role <= other for role in asked for other in named):
        return 1
    if not asked or not named or any(other < role for role in asked for other in named):
        return 0
    return -1
