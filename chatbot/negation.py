"""Whether two texts negate the same, and whether they say which way something goes alike."""

import re
from collections.abc import Iterator

from chatbot.question import load_language, stem, stems_of, words_of

_NEGATIONS = frozenset(
    "not no never none neither nor without cannot hardly rarely seldom unlikely lack lacks".split()
)
_OPPOSITES = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        ("more higher above over exceeds exceed exceeding increase increased increases rise rises"
            " rising rose raise raised grow grows grew growing growth",
         "less lower lowered below under fewer decrease decreased decreases fall falls falling"
            " fell decline declines declined shrink shrinks"),
        ("faster fastest fast", "slower slowest slow"),
        ("most highest maximum top largest best", "least lowest minimum bottom smallest worst"),
        ("before", "after"),
    )
)  # fmt: skip
_PARTS = re.compile(r"[.,;:()](?=\s|$)|\b(?:and|but|while|whereas)\b|[()\n]")
_NEGATED = 2  # content words behind a negation that it is taken to be about


def negated_otherwise(sentence: str, said: str) -> bool:
    """Whether sentence and quotes differ in what they negate, of that which both speak of."""
    mine, theirs = [*_negated(sentence)], [*_negated(said)]
    own = set(stems_of(sentence))
    if len(mine) > len(theirs) or any(not any(one & other for other in theirs) for one in mine):
        return True
    return any(
        2 * len(other & own) >= len(other) and not any(one & other for one in mine)
        for other in theirs
    )


def _negated(text: str) -> Iterator[set[str]]:
    """For every negation the stems that it is about: the next few, or those before at an end."""
    stopwords = load_language().stopwords - _NEGATIONS
    for clause in _PARTS.split(text):
        words = [word for word in words_of(clause) if word not in stopwords]
        for at, word in enumerate(words):
            if word in _NEGATIONS or word.endswith("n't"):
                near = words[at + 1 : at + 1 + _NEGATED] or words[max(at - 2, 0) : at]
                if near:
                    yield {stem(other) for other in near}


def turned(sentence: str, said: str) -> bool:
    """Whether the sentence names a direction of which the quotes name only the opposite."""
    mine, theirs = ({*re.split(r"\W+", text.lower())} for text in (sentence, said))
    return any(
        (mine & a and theirs & b and not theirs & a) or (mine & b and theirs & a and not theirs & b)
        for a, b in _OPPOSITES
    )
