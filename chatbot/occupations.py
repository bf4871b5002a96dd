"""Whether a sentence is about the occupation, and its level, that its quotes are about."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chatbot.evidence import names
from chatbot.question import concepts_of, load_language, stem, stems_of, words_of
from chatbot.quoting import Quoted, stems

_LEVELS = frozenset(
    "junior senior lead principal staff entry-level mid-level chief head executive intern trainee"
    " director graduate experienced".split()
)
_AGENT = re.compile(r"(?:ist|ian|yst|eer|ger|oper|mmer|cher|tor|tect|nurse)s?$")
_SUBJECT = 10  # words in which a sentence has named whom it is about


def of_whom(quoted: Quoted) -> str:
    """The words that say whom a quote is about: its own, if it has such a subject, or all."""
    opening = words_of(quoted.text)[:_SUBJECT]
    if quoted.units[0].form == "sentence" and any(map(_AGENT.search, opening)):
        return quoted.text
    return f"{quoted.text} {quoted.context}"


def other_role(sentence: str, backing: str, known: set[str]) -> bool:
    """Whether the sentence names a level or an occupation that its quotes do not."""
    words, stems = words_of(sentence), [stem(word) for word in words_of(backing)]
    pairs = set(pairwise(stems)) | set(zip(stems, stems[2:], strict=False))
    for before, word in pairwise(["", *words]):
        levels = load_language().synonyms.get((stem(word),), ()) if word in _LEVELS else ()
        if not (levels or _AGENT.search(word)):
            continue
        if not any(known.issuperset(stems_of(way)) for way in (word, *levels)):
            return True
        if before not in load_language().stopwords and stem(before) in known and (
            _AGENT.search(word) and before and (stem(before), stem(word)) not in pairs
        ):  # fmt: skip
            return True
    return False


def other_subject(sentence: str, quotes: Sequence[Quoted]) -> bool:
    """Whether the first role of a sentence is not that of the unit which says the most of it."""
    mine = next(_role_names(" ".join(sentence.split()[:_SUBJECT])), None)
    if mine is None:
        return False
    concepts = [concept for concept in concepts_of(sentence) if stem(concept.word) not in mine]
    units = [Quoted(quoted.hit, (unit,)) for quoted in quotes for unit in quoted.units]
    home = max(units, key=lambda one: sum(names(c, stems(one.text)) for c in concepts))
    theirs = [*_role_names(home.text)] if home.units[0].form == "sentence" else []
    heads = stems(home.context) | {stem(level) for level in _LEVELS}
    return bool(theirs) and not any(mine & heads <= other for other in theirs)


def _role_names(text: str) -> Iterator[set[str]]:
    """The names of roles in a text, each as the stems of an occupation and the words before it."""
    words = [word.removesuffix("'s") for word in words_of(re.sub(r"[,;:](?=\s)", " of ", text))]
    start = 0
    for at, word in enumerate(words):
        if word in load_language().stopwords and word not in ("and", "or"):
            start = at + 1
        elif _AGENT.search(word):
            yield {stem(other) for other in words[max(start, at - 5) : at + 1]}
            start = at + 1
