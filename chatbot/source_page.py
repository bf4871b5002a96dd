"""A document as a page for people: its whole text, with the quoted span marked."""

from html import escape
from string import Template

from starlette.responses import HTMLResponse

from vectorstore import Document, Kept, Listed

# Nothing but our own style sheet and script: whatever a document holds, it stays text.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)

_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<link rel="stylesheet" href="/_static/source.css">
<script src="/_static/source.js" defer></script>
</head>
<body>
<header>
<h1>$title</h1>
<p>$facts</p>
$note</header>
<main>$text</main>
</body>
</html>
""")


class SourcePage(HTMLResponse):
    """HTML that may load nothing and be framed by nobody else."""

    def __init__(self, content: str, status_code: int = 200) -> None:
        """The page `content`."""
        super().__init__(content, status_code, {"Content-Security-Policy": _POLICY})


def rendered(kept: Kept, start: int, end: int, now: Listed | None) -> str:
    """The page of a document with the characters from `start` to `end` marked.

    `now` is the document as answers read it, None where it is among them no more.
    """
    document = kept.document
    facts = [document.source, f"as of {document.as_of}" if document.as_of else "undated"]
    before, quote, after = kept.text[:start], kept.text[start:end], kept.text[end:]
    marked = f'<mark id="quote" tabindex="-1">{escape(quote)}</mark>' if quote else ""
    return _PAGE.substitute(
        title=escape(document.title),
        facts=escape(" · ".join(facts)),
        note=_note(document, now),
        text=f"{escape(before)}{marked}{escape(after)}",
    )


def refusal(title: str, detail: str) -> str:
    """A page that says why there is no document."""
    return _PAGE.substitute(title=escape(title), facts="", note="", text=escape(detail))


def _note(shown: Document, now: Listed | None) -> str:
    if now is None:
        return '<p class="note">This document was taken out since.</p>\n'
    if now.document.version == shown.version:
        return ""
    link = f'<a href="/documents/{now.document.id}">Its text of now</a>'
    return f'<p class="note">An older version: the source has changed since. {link}</p>\n'
