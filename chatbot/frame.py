"""What stands before a statement: whose words they are, and what they leave unsaid."""

import re

from chatbot.choose import Group, points_back
from chatbot.escape import KIND_LABELS, as_text, escaped
from chatbot.figures import figures
from chatbot.question import content, is_person, places, words_of, years
from vectorstore import Document, Hit

_PARTS = 2  # headings that stand before what is said
_NAME = 60  # characters: a longer heading is a sentence, and is not put before another one
_SITE = re.compile(r"\s*(?: [|»–—-] |: |\()")  # behind it a site, a subtitle or a remark
_OWN_VOICE = frozenset("i i'm i've i'd i'll my we we're we've we'll our me mine ours".split())


def frame(question: str, group: Group, several: bool) -> str:
    """What the question asks about, or a figure hangs on, and the words do not say themselves.

    Whose words they are stands there only where several documents speak, or one of itself.
    """
    passage, document, first = group.hit.passage, group.hit.passage.document, group.said[0][0]
    words = f"{group.text} {first.lead}"
    said, asked = content(words), content(question)
    path = _path(group.hit)
    has_figure = any(map(str.isdigit, group.text))
    voice = speaks(group) or (several and has_figure)
    hangs = not first.lead or "|" in first.lead
    torn = points_back(passage.quote(first)) if group.layout == "sentences" else hangs
    # Words that name whom the question asks about need no heading that names it again.
    unsaid = set[str]() if said & asked & content(" ".join(path)) else asked
    people = next((part for part in reversed(path) if _names_people(part)), "")
    about = [
        part
        for place, part in enumerate(path)
        if not part.endswith("?")
        and (
            content(part) & unsaid
            or (part == people and not content(part) <= said | asked)
            or (voice and place == 0 and not content(part) <= said)
            or (torn and place == len(path) - 1)
            or (has_figure and (years(part) - years(words) or places(part) - places(words)))
        )
    ]
    about = [part for part in about if len(part) <= _NAME] or about[:1]
    if len(about) > _PARTS and people in about:
        about = [people, *(part for part in about[-1:] if part != people)]
    names = [KIND_LABELS.get(passage.kind), *about[-_PARTS:]]
    text = " – ".join(escaped(as_text(part)).rstrip(": .") for part in names if part)
    if document.as_of and not years(f"{words} {text}") and _states_amount(group.text):
        named = text or escaped(as_text(path[0])) * (path[0] != _stem(document))
        return f"{named} ({document.as_of})" if named else f"As of {document.as_of}"
    return text


def _names_people(heading: str) -> bool:
    """Whether a heading says whom a text is about: others than the question may mean."""
    return any(map(is_person, words_of(heading)))


def _states_amount(text: str) -> bool:
    """Whether a text has money or a share in it: amounts that are of one time."""
    units = {figure.unit for figure in figures(text)} - {"", "DATE", "RANK"}
    return any(not unit.islower() for unit in units)


def speaks(group: Group) -> bool:
    """Whether a document speaks of itself: `we` and `I` are quoted as its words."""
    return not _OWN_VOICE.isdisjoint(words_of(group.text))


def _path(hit: Hit) -> list[str]:
    """Title and headings, each once; no table's head, and no file's name for a title."""
    document = hit.passage.document
    parts = [_short(document.title)]
    parts += [part for part in hit.passage.heading if "|" not in part and part != document.title]
    parts = [part for part in parts if part != _stem(document)] or [document.title]
    return [part for place, part in enumerate(parts) if part not in parts[:place]]


def _stem(document: Document) -> str:
    """The name of the file, which is the title where the document gives itself none."""
    return document.source.rpartition("/")[2].rpartition(".")[0]


def _short(title: str) -> str:
    """A title without its site and subtitle, unless they say which year or place it is about."""
    found = _SITE.search(title, 1)
    rest = title[found.start() :] if found else ""
    return title if years(rest) or places(rest) else title.removesuffix(rest)
