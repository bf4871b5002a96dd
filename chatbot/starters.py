"""Questions made of headings, to begin a conversation with."""

from collections.abc import Iterator, Sequence

from chatbot.question import stems_of

_PARTS = 8  # parts of the corpus that the first questions are taken from


def heading_questions(headings: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Questions that the headings answer, from every part of the corpus in turn."""
    paths = [path for path in headings if len(path) > 1]
    # Every n-th heading, so that the first few are not all about the first document.
    stride = max(len(paths) // _PARTS, 1)
    for offset in range(stride):
        yield from (heading_question(*path) for path in paths[offset::stride])


def heading_question(*path: str) -> str:
    """The question that a heading answers, for a path of two headings or more."""
    *above, last = path
    if last.endswith("?"):
        return f"{above[-1]}: {last}"
    # The title says whom a heading such as "Required skills" is about, unless it says so itself.
    about = "" if set(stems_of(above[0])) & set(stems_of(last)) else f" ({above[0]})"
    return f"What do the documents say about “{last}”{about}?"
