"""A comparison as a table: one row for each of the things that are compared."""

from collections.abc import Sequence
from itertools import combinations

from chatbot.evidence import Evidence, stem_set
from chatbot.extract import Group
from chatbot.render import as_text, escaped

HEAD = "|  |  |\n| --- | --- |\n"


def alike(evidence: Sequence[Evidence]) -> float:
    """How much pieces of evidence say the same of different things: words and headings they share.

    The mean Jaccard similarity of every two of them, from 0 to 2.
    """
    shared = [
        _shared(one.quote, other.quote) + _shared(_over(one), _over(other))
        for one, other in combinations(evidence, 2)
    ]
    return sum(shared) / len(shared)


def _over(evidence: Evidence) -> str:
    return f"{''.join(evidence.hit.passage.heading[-1:])} {evidence.unit.lead}"


def _shared(one: str, other: str) -> float:
    stems, others = stem_set(one), stem_set(other)
    return len(stems & others) / max(len(stems | others), 1)


def labels(groups: Sequence[Group]) -> list[str]:
    """What the rows are about, with the year; nothing where the groups make no table.

    They do where each is one short text, of a document or a section of its own.
    """
    if len(groups) < 2 or not all(group.compared and _is_short(group) for group in groups):
        return []
    documents = [group.hit.passage.document for group in groups]
    names = [document.title for document in documents]
    if len(set(names)) < len(names):
        names = [(group.hit.passage.heading or ("",))[0] for group in groups]
    if len(set(names)) < len(names) or not all(names):
        return []
    pairs = zip(names, documents, strict=True)
    return [", ".join(filter(None, [cell(name), document.as_of])) for name, document in pairs]


def cell(text: str) -> str:
    """A text as it stands in a cell."""
    return escaped(as_text(text)).replace("|", "\\|")


def shared_heading(groups: Sequence[Group]) -> str:
    """The heading that all the groups stand under, if they do."""
    last = {(group.hit.passage.heading or ("",))[-1] for group in groups}
    return f"**{escaped(as_text(last.pop()))}**\n\n" if len(last) == 1 and "" not in last else ""


def _is_short(group: Group) -> bool:
    return group.layout != "table" and len(group.said) == 1 and len(group.said[0].units) == 1
