"""A document as a page for people: its text as a reader sees it, with the quoted span marked."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from string import Template

from markdown_it import MarkdownIt
from starlette.responses import HTMLResponse

from vectorstore import Document, Kept, Listed, Passage

# Nothing but our own style sheet and script: whatever a document holds, it stays text.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)

_PAGE = Template(Path(__file__).with_name("static").joinpath("document.html").read_text("utf-8"))

# Where a mark begins and ends, and where a page does, while the text becomes HTML: punctuation of
# a script that nobody writes any more, so that emphasis beside it is still seen.
_OPEN, _CLOSE, _NEW_PAGE = "\U00012470", "\U00012471", "\U00012472"
_OWN = str.maketrans(dict.fromkeys((_OPEN, _CLOSE, _NEW_PAGE), "\ufffd"))
_LONG = 1_000_000  # characters that are a second's work; of more than that only the text is shown
_FRONT_MATTER = re.compile(r"\A---\n(.+?)\n---(?:\n|\Z)", re.DOTALL)
_LINE = re.compile(r"[^\n]+")
_BEFORE = re.compile(r" *(?:(?:>|#{1,6}(?= )|[-*+](?= )|\d+[.)](?= )) *)*")  # a line's own words
_CELL = re.compile(r"(?<=\|) *((?:\\.|[^|\\\n])+?) *(?=\||$)")
# What Markdown makes links, pictures and aligned cells of: they are shown as their words. No "<" or
# quotation mark of a document is left as such in HTML, so that these are the renderer's own.
_TAGS = re.compile(r'</?a\b[^>]*>|<img\b[^>]* alt="([^"]*)"[^>]*>|(?<=<t[hd]) style="[^"]*"')
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("code")
_NO_WORDS = re.compile(r"[\s|:=~`-]*")  # a blank line, a rule, what stands under a table's head


class DocumentPage(HTMLResponse):
    """HTML that may load nothing and be framed by nobody else."""

    def __init__(self, content: str, status_code: int = 200) -> None:
        """The page `content`."""
        super().__init__(content, status_code, {"Content-Security-Policy": _POLICY})


def rendered(
    kept: Kept, span: tuple[int, int], now: Listed | None, passages: Sequence[Passage] = ()
) -> str:
    """The page of a document with the characters of a span marked.

    `now` is the document as answers read it, None where it is among them no more; `passages` are
    those of now, which know of headings and pages.
    """
    document = kept.document
    known = passages if now and now.document.version == document.version else ()
    cited = next((p for p in known if p.start <= span[0] < p.end and span[1]), None)
    path = dict.fromkeys([document.title, *(cited.heading if cited else ())])
    path.pop(document.source, None)  # the title of a document that has no better one
    facts = [
        f"page {cited.page}" if cited and cited.page else "",
        f"as of {document.as_of}" if document.as_of else "undated",
    ]
    return _PAGE.substitute(
        title=escape(document.source),
        path=escape(" › ".join(path)),
        facts=escape(" · ".join(filter(None, facts))),
        note=_note(document, now),
        lines=' class="lines"' if document.source.lower().endswith(".txt") else "",
        text=_as_html(kept.text, span, known),
    )


def refusal(title: str, detail: str) -> str:
    """A page that says why there is no document."""
    shown = dict.fromkeys(("path", "facts", "note", "lines"), "")
    return _PAGE.substitute(shown, title=escape(title), text=escape(detail))


def _note(shown: Document, now: Listed | None) -> str:
    if now is None:
        return '<p class="note">This document was taken out since.</p>\n'
    if now.document.version == shown.version:
        return ""
    link = f'<a href="/documents/{now.document.id}">Its text of now</a>'
    return f'<p class="note">An older version: the source has changed since. {link}</p>\n'


def _as_html(text: str, span: tuple[int, int], passages: Sequence[Passage]) -> str:
    text = text.translate(_OWN)
    added = [*_marks(text, span), *_seams(text, passages)]
    for place, what in sorted(added, reverse=True):
        text = text[:place] + what + text[place:]
    front = _FRONT_MATTER.match(text)
    said = f'<p class="front">{escape(front[1])}</p>\n' if front else ""
    body = text[front.end() :] if front else text
    plain = len(body) > _LONG
    shown = f"<pre>{escape(body)}</pre>" if plain else _TAGS.sub(r"\1", _MARKDOWN.render(body))
    html = said + shown
    html = html.replace(_OPEN, '<mark id="quote" tabindex="-1">', 1)
    html = html.replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")
    return re.sub(f"<p>{_NEW_PAGE}(\\d+)</p>", r'<p class="page">page \1</p>', html)


def _marks(text: str, span: tuple[int, int]) -> Iterator[tuple[int, str]]:
    """Where marks open and close: anew in each line and each cell, as HTML has it."""
    start, end = span
    for found in _LINE.finditer(text, text.rfind("\n", 0, start) + 1, end):
        line, place = found[0], found.start()
        parts = [match.span(1) for match in _CELL.finditer(line)] if line[:1] == "|" else []
        words = _BEFORE.match(line)
        for part in parts or [(words.end() if words else 0, len(line))]:
            first, last = max(part[0] + place, start), min(part[1] + place, end)
            if first < last and not _NO_WORDS.fullmatch(text, first, last):
                yield first, _OPEN
                yield last, _CLOSE


def _seams(text: str, passages: Sequence[Passage]) -> Iterator[tuple[int, str]]:
    """Where a page begins; and where a line of plain text was found to be a heading."""
    page, ended = None, 0
    for passage in passages:
        place = text.rfind("\n", 0, passage.start) + 1
        if passage.page != page and text[place : place + 1] != "|":
            page = passage.page
            yield place, f"\n\n{_NEW_PAGE}{page}\n\n"
        for depth, heading in enumerate(passage.heading, 2):
            found = re.search(rf"(?m)^ *{re.escape(heading)}$", text[ended : passage.start])
            if found:
                yield ended + found.start(), f"\n{'#' * min(depth, 6)} "
        ended = max(ended, passage.end)
