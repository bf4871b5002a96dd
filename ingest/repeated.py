"""What stands word for word in most documents of a folder: menus, footers, standing texts.

It is indexed once, in the first document that has it (by source). Which lines those are follows
from the texts of all documents alone, never from the order in which they came in: a document is
prepared anew where a change of others changes what it leaves out.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from vectorstore import Store

_FEWEST = 10  # documents: in a smaller folder, what is said twice is no habit
_MOST = 2 / 3  # of the documents have a line: it is about none of them

Lines = frozenset[int]


def lines_of(text: str) -> Lines:
    """The lines of a canonical text, as hashes that hold for this process."""
    return frozenset(hash(line) for line in _stripped(text))


def repeated(folder: Mapping[str, Lines]) -> dict[str, Lines]:
    """By source, the lines of each document that most have, and that an earlier one keeps."""
    held = Counter(line for lines in folder.values() for line in lines)
    enough = len(folder) >= _FEWEST
    common = {line for line, count in held.items() if enough and count > _MOST * len(folder)}
    left_out = {}
    for source in sorted(folder):
        found = folder[source] & common
        first = found & held.keys()
        for line in first:
            del held[line]  # this document keeps it
        left_out[source] = found - first
    return left_out


def across(
    store: Store, gone: Collection[str], arrived: Mapping[str, Lines]
) -> tuple[dict[str, Lines], set[str]]:
    """What each document leaves out when some of a folder are gone and others have arrived.

    And the documents, not among these, that left out something else before.
    """
    if not (gone or arrived):
        return {}, set()
    with store.reading() as reader:
        folder = [d.document for d in reader.documents() if d.document.origin == "folder"]
        kept = ((document.source, reader.document(document.id)) for document in folder)
        before = {source: lines_of(one.text) for source, one in kept if one}
    after = {s: lines for s, lines in before.items() if s not in gone} | dict(arrived)
    were, are = repeated(before), repeated(after)
    return are, {s for s in are.keys() - arrived.keys() if are[s] != were[s]}


def are_repeated(text: str, repeated: Lines) -> bool:
    """Whether all lines of a stretch of text are among the repeated ones."""
    return all(hash(line) in repeated for line in _stripped(text))


def _stripped(text: str) -> Iterable[str]:
    return filter(None, map(str.strip, text.split("\n")))
