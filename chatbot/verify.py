"""The check that every statement passes before it is shown, whoever wrote it."""

import html
import re
from collections.abc import Iterator, Sequence

from chatbot.answer import Support
from chatbot.figures import TIMES, Figure, figures, same
from chatbot.question import places, stem, stems_of, stopwords, words_of

_STRANGE = 0.2  # of a statement's words may stand neither in what it cites nor in the question

_PLAIN = str.maketrans(
    dict.fromkeys('*_`\\"“”', "")
    | dict.fromkeys("#|•", " ")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("‘’", "'")
)
_BULLET = re.compile(r"(?m)^[ \t]*(?:[-+◦▪‣·]|\d{1,3}[.)])[ \t]+")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3})")

# Code, addresses and Markdown come from no document, unless they stand there to the letter.
_FOREIGN = re.compile(
    r"(?:https?|ftp|javascript|data|mailto):\S*|www\.\S+|\S{1,64}@\S+|[{}<>\[\]|]+"
)
_PIECES = re.compile(r"\n+|(?<=[.!?;])[”\"]?\s+(?=\S)")  # sentences, items and rows
_NAME = re.compile(r"(?<=[^.!?] )[A-Z](?:[\w+#&-]|\.(?=\w))*")
_NOT = re.compile(
    r"^(?:no|never|none|neither|nor|without|cannot|hardly|rarely|seldom|unlikely|lacks?|\w+n't)$"
)
_PARTS = re.compile(r"[.,;:()](?=\s|$)|\b(?:and|but|while|whereas)\b|[()\n]")
_OPPOSITES = [
    (set(stems_of(one)), set(stems_of(other)))
    for one, other in (
        ("more higher above over exceed increase rise rose raise grow grew growth",
         "less lower lowered below under fewer decrease fall fell decline shrink"),
        ("faster fastest fast", "slower slowest slow"),
        ("most highest maximum top largest best", "least lowest minimum bottom smallest worst"),
        ("before", "after"),
    )
]  # fmt: skip


def plain(text: str) -> str:
    """A text as it compares: without markup, bullets, quotation marks, case and spacing."""
    text = _BULLET.sub("", html.unescape(text).translate(_PLAIN))
    return _GROUPED.sub("", " ".join(text.lower().split()))


def verify(
    statement: str, quotes: Sequence[str], context: Sequence[str] = (), asked: str = ""
) -> Support | None:
    """How the quotes back a statement; None where they do not, and it must not be shown.

    `verbatim`: the statement is the quotes' own words, in their order. `supported`: it is put
    otherwise and has no `fault`.
    """
    backing = " ".join(quotes)
    # A part of a sentence may leave out what turns it: "Nobody says that …".
    if plain(statement) in plain(backing) and not _negated_otherwise(statement, backing):
        return "verbatim" if plain(statement) else None
    return None if fault(statement, quotes, context, asked) else "supported"


def fault(
    statement: str, quotes: Sequence[str], context: Sequence[str] = (), asked: str = ""
) -> str:
    """The first thing that a statement says and its quotes do not; "" where there is none.

    `context` is what the quotes stand under: headings, titles, dates. `asked` is the question: a
    statement may take up its words, but neither its names nor its figures. One of `nothing`,
    `markup`, `figure`, `unit`, `name`, `direction`, `negation`, `subject`, `wording`.
    """
    if not quotes or not plain(statement):
        return "nothing"
    said, around = " ".join(quotes), " | ".join(context)
    known, spoken = set(stems_of(f"{said} {around}")), worded(statement)
    unescaped = html.unescape(statement).replace("\\", "")
    words, given = {*words_of(unescaped)}, {*words_of(f"{said} {around} {asked}")}
    strange = [word for word in words - given if not word[0].isdigit()]
    pieces = [piece for quote in quotes for piece in _PIECES.split(quote)]
    counts = map(figures, _PIECES.split(statement))
    faults = {
        "markup": any(odd not in said for odd in _FOREIGN.findall(unescaped)),
        "figure": not all(any(_states(p, own, around) for p in pieces) for own in counts),
        "unit": _other_time(statement, f"{said} {around}"),
        "name": not _names_no_other(statement, f"{said} | {around}", known),
        "direction": _turned(statement, said),
        "negation": _negated_otherwise(statement, said),
        "subject": bool(spoken) and spoken[0] not in known,
        "wording": len(strange) > _STRANGE * len(words),
    }
    return next((name for name, found in faults.items() if found), "")


def worded(text: str) -> list[str]:
    """The stems of the words that carry a text's subject, in order, without its figures."""
    words = words_of(text.replace("-", " "))
    return [stem(word) for word in words if word not in stopwords() and not word[0].isdigit()]


def _states(piece: str, wanted: Sequence[Figure], around: str) -> bool:
    """Whether a piece has these figures, those of one unit in their order (`20-30%`).

    Years may also stand in what it stands under.
    """
    there, dates = figures(piece), figures(f"{around} | {piece}")
    for unit in {figure.unit for figure in wanted}:
        left = dates if unit == "DATE" else iter(there)  # an iterator keeps the order
        of_unit = (figure for figure in wanted if figure.unit == unit)
        if not all(any(same(figure, other) for other in left) for figure in of_unit):
            return False
    return True


def _names_no_other(statement: str, said: str, known: set[str]) -> bool:
    """Whether all places and names of the statement are theirs; a place by any of its names."""
    names = (name for name in _NAME.findall(statement) if not places(name))
    return places(statement) <= places(said) and all(
        stem(word) in known for name in names for word in words_of(name)
    )


def _other_time(statement: str, said: str) -> bool:
    """Whether the statement counts in another span of time than its quotes: months for years."""
    mine, theirs = (TIMES.intersection(stems_of(text)) for text in (statement, said))
    return not mine <= (theirs or {"year"})  # what pay is given for, where nothing is said


def _turned(statement: str, said: str) -> bool:
    """Whether the statement names a direction of which the quotes name only the opposite."""
    mine, theirs = set(stems_of(statement)), set(stems_of(said))
    return any(
        mine & one and theirs & other and not theirs & one
        for pair in _OPPOSITES
        for one, other in (pair, pair[::-1])
    )


def _negated_otherwise(statement: str, said: str) -> bool:
    """Whether statement and quotes differ in what they negate, of that which both speak of."""
    mine, theirs = [*_negated(statement)], [*_negated(said)]
    own = set(stems_of(statement))
    if len(mine) > len(theirs) or any(not any(one & other for other in theirs) for one in mine):
        return True
    return any(
        2 * len(other & own) >= len(other) and not any(one & other for one in mine)
        for other in theirs
    )


def _negated(text: str) -> Iterator[set[str]]:
    """For every negation the stems that it is about: the next few, or those before at an end."""
    for clause in _PARTS.split(text):
        words = [_NOT.sub("not", word) for word in words_of(clause)]
        words = [word for word in words if word == "not" or word not in stopwords()]
        for at, word in enumerate(words):
            near = words[at + 1 : at + 3] or words[max(at - 2, 0) : at]
            if word == "not" and near:
                yield {stem(other) for other in near}
