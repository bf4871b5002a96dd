"""An answer as the terminal shows it: text with marks, then the numbered sources."""

import html
import re
from textwrap import fill, indent

from chatbot.answer import Answer, Citation, Topic
from chatbot.escape import KIND_LABELS, cells

_ESCAPE = re.compile(r"\\([^\w\s])")
_STRONG = re.compile(r"(?<!\\)\*\*")
# Else a document could move the cursor or set the window's title.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def rendered(answer: Answer) -> str:
    """The answer for a terminal."""
    parts = [_plain(answer.text)]
    if answer.searched_for != answer.question:
        parts.insert(0, f"Searched for: {answer.searched_for}")
    if answer.citations:
        parts.append("Sources\n" + "\n".join(map(_source, answer.citations)))
    if answer.nearest_topics:
        parts.append("Nearest in the documents\n" + "\n".join(map(_topic, answer.nearest_topics)))
    return _CONTROL.sub("", "\n\n".join(parts))


def _topic(topic: Topic) -> str:
    quote = topic.hit.passage.quote(topic.unit)
    said = " ".join(" · ".join(cells(quote) or [quote]).split())
    return f"- {topic.topic} ({topic.hit.passage.document.source}): {said}"


def _source(citation: Citation) -> str:
    passage = citation.hit.passage
    document = passage.document
    path = [document.title, *(part for part in passage.heading if part != document.title)]
    label = KIND_LABELS.get(passage.kind)
    kind = f"{label}: " if label else ""
    where = document.source + (f", page {passage.page}" if passage.page else "")
    dated = f", {document.as_of}" if document.as_of else ""
    quote = indent(fill(" ".join(citation.quote.split()), 92), "    ")
    return f"[{citation.number}] {kind}{' › '.join(path)}{dated} ({where})\n{quote}"


def _plain(markdown: str) -> str:
    """The answer's Markdown as a person reads it, without what escapes and emphasises."""
    return _ESCAPE.sub(r"\1", html.unescape(_STRONG.sub("", markdown)))
