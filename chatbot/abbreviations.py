"""Short forms that the documents themselves define, such as `machine learning (ML)`."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

_DEFINED = re.compile(r"((?:[\w/’'-]+\s){1,8})\(([A-Z][A-Za-z]{1,7}?)s?\)")
_WORD = re.compile(r"[A-Za-z]{2,9}")
_SHORTEST = 3  # letters: few words of the language are so short and carry a subject


def defined(texts: Iterable[str]) -> dict[str, str]:
    """The short forms in capitals and the words that each stands for, most often where several.

    The words are found as in Schwartz and Hearst, A simple algorithm for identifying abbreviation
    definitions in biomedical text, 2003: the fewest before the bracket that hold all its letters.
    """
    found: dict[str, Counter[str]] = {}
    for text in texts:
        for before, short in _DEFINED.findall(text):
            letters = ".*".join(short.lower())
            fewest = re.search(rf".*(?<![^\W_])({letters}.*)", " ".join(before.lower().split()))
            words = fewest[1] if fewest else ""
            longest = min(len(short) + 5, 2 * len(short))
            if len(words) > len(short) and len(words.split()) <= longest:
                found.setdefault(short.upper(), Counter())[words] += 1
    return {short: counts.most_common(1)[0][0] for short, counts in found.items()}


def written_out(text: str, known: Mapping[str, str], common: Collection[str]) -> str:
    """A question with its short forms in full; in small letters only what is no `common` word.

    Beside words with capitals a longer one in small letters is a word: `a team`, but not `an ml`.
    """
    small = text == text.lower()

    def full(match: re.Match[str]) -> str:
        short = match[0] if match[0].upper() in known else match[0].removesuffix("s")
        typed = short not in common and (small or len(short) <= _SHORTEST)
        is_short = any(map(str.isupper, short[1:])) or typed
        return known.get(short.upper(), match[0]) if is_short else match[0]

    return _WORD.sub(full, text)
