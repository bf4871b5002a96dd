"""A look at the globs of a question before it is asked: a misspelt one would find nothing."""

from collections.abc import Sequence

from vectorstore import Store


def unknown_sources(store: Store, globs: Sequence[str]) -> str:
    """What is wrong where no document is named by any of the globs; else empty."""
    if not globs:
        return ""
    with store.reading() as snapshot:
        if snapshot.matching(globs):
            return ""
    return (
        f"There is no document named {' or '.join(map(repr, globs))}, so nothing was searched. "
        "A name is its path in the folder, and * stands for any characters, / too; "
        "the Documents tab and GET /api/documents list all names."
    )
