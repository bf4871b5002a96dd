"""Where sentences and clauses begin and end, by rules that need no data."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

# A full stop behind one of these ends no sentence when more follows.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st vs etc e.g i.e eg ie cf al approx dept est fig no nos vol ed eds "
    "inc ltd co corp jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k u.n e.u d.c ph.d m.d "
    "b.sc m.sc b.a m.a b.s m.s m.b.a a.m p.m max min avg incl excl gen gov rep sen rev hon".split()
)
# These do end one where the next word begins a sentence by its meaning: "… in the U.S. The …".
_MAY_END = frozenset("etc inc ltd co corp u.s u.k u.n e.u d.c ph.d m.d a.m p.m jr sr al".split())
OPENERS = frozenset(
    "the this these those that they it he she we you i a an in on at by for from to with as if "
    "when while although however but and so there here most many some all each both their its our "
    "such overall according after before since because".split()
)
_END = re.compile(r"[.!?…]+[\"'”’)\]*_]*(?=\s)|[.!?…]+[\"'”’)\]*_]*$|(?<=[:;])\n|\n\s*\n")
_LAST_WORD = re.compile(r"[\w.&'’-]*$")
_NEXT_WORD = re.compile(r"\s*[\"'“‘(\[*_]*([\w$€£’']*)")
_INITIAL = re.compile(r"[A-Z]")  # "J. Smith"
_NUMBER = re.compile(r"\d{1,2}")  # "1. First", at the beginning


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, in order, without the blanks around it."""
    ends = [match.end() for match in _END.finditer(text) if _is_end(text, match)]
    spans = []
    start = 0
    for end in [*ends, len(text)]:
        part = text[start:end]
        if part.strip():
            left = start + len(part) - len(part.lstrip())
            spans.append((left, start + len(part.rstrip())))
        start = end
    return spans


def clauses(text: str, size: int) -> list[tuple[int, int]]:
    """Spans of at most `size` characters, cut behind the strongest mark that there is."""
    if len(text) <= size:
        return [(0, len(text))]
    spans, start = [], 0
    for chunk in _splitter(size).split_text(text):
        left = start + len(chunk) - len(chunk.lstrip())
        right = start + len(chunk.rstrip())
        start += len(chunk)
        if right > left:
            spans.append((left, right))
    return spans


def _is_end(text: str, match: re.Match[str]) -> bool:
    mark = match.group()
    following = _NEXT_WORD.match(text, match.end())
    follower = following[1] if following else ""
    if not mark.startswith(".") or mark.startswith(".."):
        return not follower[:1].islower() or not mark.strip()
    if follower[:1].islower():
        return False
    word = _word_before(text, match.start())
    folded = word.lower()
    if folded in _MAY_END or re.fullmatch(r"(?:[a-z]\.)+[a-z]", folded):
        return follower.lower() in OPENERS
    if _NUMBER.fullmatch(word):
        before = text[max(0, match.start() - 20) : match.start()].removesuffix(word).rstrip()
        return bool(before) and before[-1] not in ".!?:"
    return not _INITIAL.fullmatch(word) and folded not in _ABBREVIATIONS


def _word_before(text: str, position: int) -> str:
    match = _LAST_WORD.search(text[max(0, position - 20) : position])
    return match.group().lstrip(".'’-&") if match else ""


@cache
def _splitter(size: int) -> "RecursiveCharacterTextSplitter":
    """LangChain's splitter, set to lose no character, so that its pieces have offsets."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        separators=["\n", "; ", ": ", ", ", " ", ""], keep_separator="end",
        chunk_size=size, chunk_overlap=0, strip_whitespace=False,
    )  # fmt: skip
