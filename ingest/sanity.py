"""What is odd about the documents of a run: a few remarks for the person who keeps the folder."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ingest.alike import alike
from ingest.front_matter import read_front_matter, stated_date
from ingest.report import Remark
from vectorstore import Passage, Prepared

_SHORT = 200  # characters: less than this is rarely a document
_OWN_SHARE = 1 / 3  # of a document's characters at least should be its own text
_SAMPLE = 50  # sentences tell a language, and documents whether most have front matter
_NAMED = 5  # documents that a remark names
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS = 40  # of sentences: fewer do not tell a language
_LETTERS = 200  # that are looked at for the alphabet

# The commonest words of some languages that are not words of the others.
_LANGUAGES = {
    "English": "the and of to is are with for that you from have this be or as by",
    "German": "der die und das ist nicht mit ein eine den auch sind werden für auf dem sich",
    "French": "le les et des est une dans pour pas vous avec sur qui que du au ce",
    "Spanish": "el los las y es una para con del por se como su más al lo son",
    "Italian": "il gli e di che è per una sono con della non nel più alla come anche",
    "Portuguese": "os as do da não uma com para em mais dos na ao seu são pelo também",
    "Dutch": "het een van en dat niet zijn voor met ook aan bij wordt naar deze maar op",
    "Polish": "jest nie na się do że jak przez oraz dla są od po lub jako które być",
}
_COMMON = {name: frozenset(words.split()) for name, words in _LANGUAGES.items()}


def remarks(prepared: Sequence[Prepared], others: Sequence[Prepared] = ()) -> list[Remark]:
    """What is to be said about the documents of a run; `others` are the store's other documents.

    No more than a line for each document and kind of remark, and one for each pair of documents.
    """
    return [
        *_each("it is very short", (p for p in prepared if len(_body(p)) < _SHORT)),
        *_each(
            "less than a third of it is text of its own; the rest is navigation or advertisement",
            (p for p in prepared if _own_share(p) < _OWN_SHARE and len(_body(p)) >= _SHORT),
        ),
        *_languages(prepared),
        *_without_front_matter(prepared, others),
        *alike(prepared, others),
        *_dates(prepared),
    ]


def _each(reason: str, found: Iterable[Prepared]) -> list[Remark]:
    """One remark, on the first document, that names some of the others."""
    sources = [one.document.source for one in found]
    if not sources:
        return []
    also = f"; the same holds for {_names(sources[1:])}" if len(sources) > 1 else ""
    return [Remark(sources[0], reason + also)]


def _names(sources: Sequence[str]) -> str:
    named = ", ".join(sources[:_NAMED])
    left = len(sources) - _NAMED
    return f"{named} and {left} more" if left > 0 else named


def _body(one: Prepared) -> str:
    return one.text[read_front_matter(one.text).end :]


def _own_share(one: Prepared) -> float:
    own = sum(len(passage.text) for passage in one.passages if passage.kind == "text")
    return own / max(1, len(_body(one)))


def _languages(prepared: Sequence[Prepared]) -> Iterator[Remark]:
    """The documents in another language than English, which the bundled model reads."""
    by_language: dict[str, list[Prepared]] = defaultdict(list)
    for one in prepared:
        sample = " ".join(islice(_sentences(one.passages), _SAMPLE))
        by_language[language(sample)].append(one)
    for name in by_language.keys() - {"English", ""}:
        reason = f"it seems to be in {name}; the bundled model knows English only"
        yield from _each(reason, by_language[name])


def _sentences(passages: Iterable[Passage]) -> Iterator[str]:
    for passage in passages:
        yield from (passage.quote(u) for u in passage.units if u.form == "sentence")


def language(text: str) -> str:
    """The language of a text, or its alphabet where that is not Latin; empty where unclear."""
    letters = [c for c in text if c.isalpha()][:_LETTERS]
    alphabets = Counter(unicodedata.name(c, "?").split()[0].capitalize() for c in letters)
    alphabet, count = alphabets.most_common(1)[0] if alphabets else ("", 0)
    if alphabet != "Latin":
        return f"{alphabet} letters" if count * 2 > _LETTERS // 2 else ""
    words = [word.casefold() for word in _WORD.findall(text)]
    counts = {name: sum(word in common for word in words) for name, common in _COMMON.items()}
    found = max(counts, key=lambda name: counts[name])
    return found if len(words) >= _FEWEST_WORDS and counts[found] * 10 > len(words) else ""


def _without_front_matter(
    prepared: Sequence[Prepared], others: Sequence[Prepared]
) -> Iterator[Remark]:
    """The documents without front matter in a folder where most have some."""
    with_some = {p.document.source for p in (*prepared, *others) if read_front_matter(p.text).end}
    if len(with_some) * 2 > len(prepared) + len(others):
        lacking = (p for p in prepared if p.document.source not in with_some)
        yield from _each("it has no front matter, as most documents here have", lacking)


def _dates(prepared: Sequence[Prepared]) -> Iterator[Remark]:
    """What dates the documents have, and from where."""
    found: dict[str, list[Prepared]] = defaultdict(list)
    for one in prepared:
        found[_dated_by(one)].append(one)
    for by, dated in found.items():
        dates = sorted(p.document.as_of or "" for p in dated)
        if not by:
            yield from _each("it states no date of its own", dated)
        elif len(dated) == 1:
            yield Remark(dated[0].document.source, f"its date is {dates[0]}, from {by}")
        else:
            are = f"its date and those of {len(dated) - 1} more are from {by}"
            yield Remark(dated[0].document.source, f"{are}: {dates[0]} to {dates[-1]}")


def _dated_by(one: Prepared) -> str:
    """Where a document's date comes from; empty where it has none."""
    front = read_front_matter(one.text)
    as_of = one.document.as_of
    if as_of is None:
        return ""
    if front.as_of:
        return "front matter"
    if as_of == stated_date(one.text, front.end, None):
        return "the text itself"
    return "the title or the file's own fields"
