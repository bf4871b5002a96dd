"""Questions made of headings, to begin a conversation with."""

from collections.abc import Iterator, Sequence


def heading_questions(headings: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Questions that the headings answer, from every part of the corpus in turn."""
    paths = [path for path in headings if len(path) > 1]
    # Every n-th heading, so that the first few are not all about the first document.
    stride = max(len(paths) // 8, 1)
    for offset in range(stride):
        for *above, last in paths[offset::stride]:
            about = above[-1] if last.endswith("?") else above[0]
            yield f"{about}: {last}" if last.endswith("?") else f"{last}: {about}?"
