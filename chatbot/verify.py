"""The check that every statement passes before it is shown, whoever wrote it."""

import re
from collections.abc import Sequence

from chatbot.answer import Support

# Of a statement's words this part has to stand in what it cites; the rest is how it is put.
_COVERED = 0.8

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_EMPHASIS = re.compile(r"[*_`\\]")
_MARKUP = re.compile(r"[#|•]")
_BULLET = re.compile(r"(?m)^[ \t]*(?:[-+◦▪·]|\d{1,3}[.)])[ \t]+")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3})")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORD = re.compile(r"[a-z0-9$%.+#/'-]*[a-z0-9$%+#]")


def plain(text: str) -> str:
    """A text as it compares: without markup, bullets, case, spacing and typographic variety."""
    text = text.replace("\u2019", "'").replace("\u2018", "'")
    text = text.replace("\u201c", '"').replace("\u201d", '"').replace("\xa0", " ")
    text = _BULLET.sub(" ", _DASHES.sub("-", text))
    return " ".join(_GROUPED.sub("", _MARKUP.sub(" ", _EMPHASIS.sub("", text))).lower().split())


def verify(statement: str, quotes: Sequence[str], context: Sequence[str] = ()) -> Support | None:
    """How the quotes back a statement; None where they do not, and it must not be shown.

    `verbatim`: the statement is the quotes' own words, in their order. `supported`: every number
    of it, and most of its words, stand in the quotes or in `context` (their headings, titles and
    years, and the question).
    """
    if not quotes or not plain(statement):
        return None
    said, backing = plain(statement), plain(" ".join(quotes))
    if said in backing or said.strip('"') in backing:
        return "verbatim"
    known = f"{backing} {plain(' '.join(context))}"
    if not numbers(said) <= numbers(known):
        return None
    words = word_set(said)
    return "supported" if len(words & word_set(known)) >= _COVERED * len(words) else None


def word_set(text: str) -> set[str]:
    """The words of a text as they compare, figures among them."""
    return set(_WORD.findall(plain(text)))


def numbers(text: str) -> set[str]:
    """The numbers of a text, thousands ungrouped, so that `$10,000` and `10000` are the same."""
    return set(_NUMBER.findall(plain(text)))
