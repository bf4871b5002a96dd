"""The parts of a question: two roles or two topics in one become questions of their own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from chatbot.question import load_language

_TOKEN = re.compile(r"[$€£]?[^\W_]+(?:(?:[.'’/&+-]|,(?=\d{3}))[^\W_]+)*[+#%]*|[^\w\s]")
_SENTENCE = re.compile(r"\S.*?(?:[.?!:](?=\s)|$)", re.DOTALL)
_JOINING = re.compile(
    r"(?:[\s,]*\b(?:compared?|differ|different|with|to|from|than|versus|vs|and|those|that|of|the"
    r"|an?|for|is|are|same|as)\b)+\s*$",
    re.IGNORECASE,
)
_ASKS = r"what|which|how|where|when|why|who|do|does|did|is|are|can|could"
_PLACE = r"in|for|from|of|at|by|with|to"
_CLAUSE = re.compile(
    rf"[,;]?\s+(?:and|or|but)\s+(?=(?:(?:{_PLACE})\s+)?(?:{_ASKS})\b)|\?\s+(?=\S)", re.IGNORECASE
)
_ASKING = re.compile(rf"\?|\b(?:{_ASKS})\b", re.IGNORECASE)
_ELLIPSIS = re.compile(rf"(?:{_ASKS})\s+({_PLACE})\s+", re.IGNORECASE)
_LEANING = re.compile(r"\b(?:it|its|that|they|them|their|those|these|this|one|he|she)\b", re.I)
_VERSUS = re.compile(r"\b(?:or|vs|versus|than)\b|^\W*and\W*(?:(?:the|an?)\W+)?$", re.IGNORECASE)
_VERBS = re.compile(r"\b(?:to|be|been|being|not)\s*$", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|between|among)\s*$", re.IGNORECASE)
_BETWEEN = frozenset("a an the to of for in by with that those either is do".split())
_JOINS = frozenset({"or", "vs", "versus", "than", "and"})
_MOST = 3  # parts: a question with more is no comparison

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Parts:
    """The questions that a text asks, each complete in itself; the text alone where it is one.

    `own` is what each says itself, without what it leaves to the first one; `compared` tells that
    they ask the same of different things.
    """

    texts: list[str]
    own: list[str]
    compared: bool = False


def parts_of(text: str, subjects: Sequence[Span] = ()) -> Parts:
    """Take a question apart; `subjects` are where it names whom it is about."""
    clauses = [clause for clause in _CLAUSE.split(text) if len(clause.split()) > 1]
    clauses = [*clauses[:1], *(c for c in clauses[1:] if _ASKING.search(c))]
    if 1 < len(clauses) <= _MOST:
        return Parts([clauses[0], *(_completed(c, clauses[0]) for c in clauses[1:])], clauses)
    # What stands before the sentence that asks is no alternative, but belongs to each of them.
    at = max((m.start() for m in _SENTENCE.finditer(text) if "?" in m[0]), default=0)
    if found := _by_subject(text, subjects):
        return Parts(found, found, compared=True)
    if found := _alternatives(text[at:]):
        return Parts([text[:at] + one for one in found], found, compared=True)
    return Parts([text], [text])


def _by_subject(text: str, subjects: Sequence[Span]) -> list[str]:
    """One question for each of the subjects that a text compares, without the others."""
    compares = load_language().compares.search(text.lower())
    between = [text[a:b] for (_, a), (b, _) in pairwise(subjects)]
    if not 1 < len(subjects) <= _MOST or not (compares or all(map(_VERSUS.search, between))):
        return []
    named = list(dict.fromkeys(text[start:end] for start, end in subjects))
    (first, behind), rest = subjects[0], text
    for start, end in reversed(subjects[1:]):
        left = _JOINING.search(text, behind, start)
        rest = rest[: left.start() if left else start] + rest[end:]
    return [rest[:first] + name + rest[behind:] for name in named] if len(named) > 1 else []


def _completed(clause: str, first: str) -> str:
    """A later question with what it leaves to the first one: `and which for city planners?`."""
    if elided := _ELLIPSIS.match(clause):
        before, preposition, _ = first.rpartition(f" {elided[1]} ")
        if preposition:
            return before + preposition + clause[elided.end() :]
    if _LEANING.search(clause) or len(_content(clause)) == 1:
        return f"{clause} ({' '.join(_content(first))})"
    return clause


def _alternatives(text: str) -> list[str]:
    """One question for each of the things that it joins or compares, without the others."""
    compares = load_language().compares.search(text.lower())
    runs = _runs(text)
    for at in range(len(runs) - 1):
        joined = _join(text, runs[at], runs[at + 1])
        if joined == "than":
            (start, end), (right, behind) = runs[0], runs[at + 1]
            before = re.sub(r"\s+than\b.*$", "", text[end:right], flags=re.DOTALL)
            frame = text[:start] + "{}" + before + text[behind:]
            return [frame.replace("{}", one) for one in (text[start:end], text[right:behind])]
        if _VERBS.search(text[: runs[at][0]]):
            continue  # `to be gained or lost` joins no two things
        if joined in ("or", "vs", "versus") or (joined == "and" and compares):
            last, start = at + 1, at
            listed = "," in text[runs[at][1] : runs[last][0]] or _OF.search(text[: runs[0][0]])
            while listed and start and _join(text, runs[start - 1], runs[start]) == ",":
                start -= 1
            frame = text[: runs[start][0]] + "{}" + text[runs[last][1] :]
            return [frame.replace("{}", text[a:b]) for a, b in runs[start : last + 1]]
    return []


def _join(text: str, left: Span, right: Span) -> str:
    """The word, or the comma, that alone joins two runs of words; empty where nothing does."""
    between = [t[0].lower() for t in _TOKEN.finditer(text, left[1], right[0])]
    words = [word for word in between if word not in _BETWEEN and word not in ",."]
    if "than" in words and load_language().stopwords.issuperset({*words} - _JOINS):
        return "than"
    if len(words) == 1 and words[0] in _JOINS:
        return words[0]
    return "," if between == [","] else ""


def _runs(text: str) -> list[Span]:
    """Where words that carry a subject stand next to each other."""
    stopwords = load_language().stopwords
    runs: list[Span] = []
    open_ = False
    for token in _TOKEN.finditer(text):
        word = token[0].lower()
        carries = any(map(str.isalnum, word)) and word not in stopwords and word not in _JOINS
        if carries and open_:
            runs[-1] = runs[-1][0], token.end()
        elif carries:
            runs.append(token.span())
        open_ = carries
    return runs


def _content(text: str) -> Sequence[str]:
    return [text[start:end] for start, end in _runs(text)]
