"""What every format gives: the text of a file, by pages where it has some."""

from dataclasses import dataclass

STRUCK = "text that is struck out is left out"  # a remark that several formats make


@dataclass(frozen=True, slots=True)
class Loaded:
    """The text of a file as its format gives it; one page where the format has none.

    `title` and `as_of` are what the format says about the document outside of its text; `remarks`
    are for the report.
    """

    pages: tuple[str, ...]
    paged: bool = False
    title: str | None = None
    as_of: str | None = None
    remarks: tuple[str, ...] = ()
