"""Whether a sentence is about the occupation, and its level, that its quotes are about."""

import re
from collections.abc import Sequence
from functools import lru_cache

from chatbot.evidence import above, names
from chatbot.grammar import like_a_person
from chatbot.phrases import Names
from chatbot.question import concepts_of, load_language, stem, words_of
from chatbot.quoting import Quoted, stems
from vectorstore import Hit

Role = list[str]  # the stems of an occupation's name, the words before it among them

_LEVELS = frozenset(
    "junior senior lead principal staff entry-level mid-level chief head executive intern trainee"
    " director graduate experienced".split()
)
_LEVEL_STEMS = frozenset(map(stem, _LEVELS))
# Neither `list`, `exist`, `consist` and `assist` nor `sector`, `factor` and `monitor` is a person.
_AGENT = re.compile(
    r"(?<!\bl)(?<!\bex)(?<!cons)(?<!ass)ists?$|(?<!\bsec)(?<!\bfac)(?<!\bvec)(?<!moni)tors?$"
    r"|(?:ian|yst|gineer|anager|loper|mmer|cher|tect|nurse)s?$"
)
_LABEL = 5  # words in which an item has named whom it is about


@lru_cache(maxsize=64)
def _names(above: tuple[tuple[str, ...], ...]) -> Names:
    """What these headings and titles call people."""
    headings = [heading for *path, _ in above for heading in path]
    return Names(headings, [title for *_, title in above], {})


def _nearest(quoted: Quoted, people: Names) -> str:
    """The nearest of what a quote stands under that names an occupation."""
    *headings, title = above(quoted.hit)
    levels = (quoted.units[0].lead, *reversed(headings), title)
    return next((level for level in levels if _roles(level, people)), "")


def other_subject(sentence: str, quotes: Sequence[Quoted], hits: Sequence[Hit]) -> bool:
    """Whether a sentence is about another role than that unit of its quotes which says it."""
    people = _names(tuple(above(hit) for hit in hits))
    roles = _roles(sentence, people)
    if not roles:
        return False
    units = [Quoted(quoted.hit, (unit,)) for quoted in quotes for unit in quoted.units]
    concepts = concepts_of(sentence)

    def fit(one: Quoted) -> tuple[int, bool]:
        text = f"{one.text} {one.units[0].lead}"
        found = sum(names(concept, stems(text)) for concept in concepts)
        return found, any(_is(roles[0], named) for named in _about(one, people))

    return not _agree(roles, max(units, key=fit), people)


def _agree(roles: Sequence[Role], unit: Quoted, people: Names) -> bool:
    """Whether these are roles that a unit is about; if it names them itself, its subject too."""
    about = _about(unit, people)
    fitting = [any(_is(role, named) for named in about) for role in roles]
    if not about or not _named(unit, people):
        return not about or any(fitting)
    return all(fitting) and any(_is(role, about[0]) for role in roles)


def _named(unit: Quoted, people: Names) -> list[Role]:
    """The roles that a sentence names itself."""
    return _roles(unit.text, people) if unit.units[0].form == "sentence" else []


def _about(unit: Quoted, people: Names) -> list[Role]:
    """The roles that a unit is about: its own, and those above if it is no sentence with such."""
    label = " ".join(re.split(r"[:|]", unit.text.strip("| "))[0].split()[:_LABEL])
    return _named(unit, people) or [*_roles(label, people), *_roles(_nearest(unit, people), people)]


def _is(role: Role, other: Role) -> bool:
    """Whether a role can be the other one: the same occupation, and no other level of it."""
    if not {*role[-2:]} <= {*other, *_LEVEL_STEMS}:
        return False
    unknown = next((word for word in reversed(role) if word not in other), "")
    return unknown not in _LEVEL_STEMS


@lru_cache(maxsize=4_096)
def _roles(text: str, people: Names) -> list[Role]:
    """The roles that a text names, in its order; not to be changed."""
    words = [word.removesuffix("'s") for word in words_of(re.sub(r"[,;:](?=\s)", " of ", text))]
    found, start = list[Role](), 0
    for at, word in enumerate(words):
        if word in load_language().stopwords and word not in ("and", "or"):
            start = at + 1
        elif _AGENT.search(word) or (like_a_person(word) and people.head([word]) is not None):
            found.append([stem(other) for other in words[max(start, at - 5) : at + 1]])
            start = at + 1
    return found
