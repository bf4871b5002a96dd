"""An answer as the page shows it: Markdown for the chat, HTML for the sources beside it."""

import re
from html import escape
from textwrap import shorten

from chatbot.answer import Answer, Citation, Topic
from chatbot.render import KIND_LABELS, escaped
from chatbot.wire import span_url

_MARK = re.compile(r"(?<!\\)\[(\d+)\]")
# What the page's Markdown would make links of by itself; the answer's own are its marks.
_LINKLIKE = re.compile(r"(?<=\w)(?=://)|(?<=\bwww)(?=\.)|(?<=\w)(?=@\w)", re.IGNORECASE)

_QUOTE = 160  # characters of a neighbour's quote

_REFUSALS = {"not_found": "Not in the documents", "unclear": "Not a question yet"}


def as_typed(question: str) -> str:
    """A question as it was typed: Markdown that shows every character of it."""
    return _unlinked(escaped(question))


def bubble(answer: Answer) -> str:
    """The answer for the chat, as far as it has come; its marks are links to the source."""
    said = _refusal(answer) if answer.complete and answer.status in _REFUSALS else _text(answer)
    if answer.searched_for == answer.question:
        return said
    return f"*Searched for: {as_typed(answer.searched_for)}*\n\n{said}"


def notice(title: str, detail: str) -> str:
    """What is no answer: a quoted block, which no text of a document can be."""
    return _quoted([f"**{title}**", "", as_typed(detail)])


def cards(answer: Answer) -> str:
    """The sources of the answer, numbered as its marks are."""
    if not answer.citations:
        return nothing_cited()
    return f'<ol class="cards">{"".join(map(_card, answer.citations))}</ol>'


def nothing_cited() -> str:
    """What stands where the sources will be."""
    return '<p class="hint">The sources of an answer, each with the words it rests on.</p>'


def _text(answer: Answer) -> str:
    urls = {c.number: _url(c) for c in answer.citations}

    def link(mark: re.Match[str]) -> str:
        url = urls.get(int(mark[1]))
        return f"[\\[{mark[1]}\\]]({url})" if url else mark[0]

    return _MARK.sub(link, _unlinked(answer.text)) or "Searching …"


def _refusal(answer: Answer) -> str:
    lines = [f"**{_REFUSALS[answer.status]}**", "", *_unlinked(answer.text).splitlines()]
    if answer.nearest_topics:
        lines += ["", "Nearest to it:", "", *map(_topic, answer.nearest_topics)]
    return _quoted(lines)


def _topic(topic: Topic) -> str:
    passage = topic.hit.passage
    url = span_url(passage.document, topic.unit.start, topic.unit.end)
    # Entities, because the page's Markdown drops the backslashes of brackets in a link's text.
    label = as_typed(_one_line(topic.topic)).replace("\\[", "&#91;").replace("\\]", "&#93;")
    quote = shorten(_one_line(passage.quote(topic.unit)), _QUOTE, placeholder=" …")
    return f"- [{label}]({url}): {as_typed(quote)}"


def _lines(quote: str) -> str:
    # Line breaks as entities: to the page's Markdown the whole card has to be one line of HTML.
    return escape(quote).replace("\n", "&#10;")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _card(citation: Citation) -> str:
    passage = citation.hit.passage
    document = passage.document
    path = dict.fromkeys([document.title, *passage.heading[-1:]])
    where = [document.source, f"page {passage.page}" if passage.page else "", document.as_of or ""]
    kind = KIND_LABELS.get(passage.kind)
    parts = [
        f'<span class="number">{citation.number}</span>',
        f'<span class="title">{escape(" › ".join(path))}</span>',
        f'<span class="facts">{escape(" · ".join(filter(None, where)))}</span>',
        f'<span class="kind">{kind}</span>' if kind else "",
        f'<q class="quote">{_lines(citation.quote)}</q>',
        f'<span class="facts">Also in {escape(", ".join(citation.also_in))}</span>'
        if citation.also_in
        else "",
    ]
    return f'<li><a class="card" href="{escape(_url(citation))}">{"".join(parts)}</a></li>'


def _url(citation: Citation) -> str:
    return span_url(citation.hit.passage.document, citation.start, citation.end)


def _unlinked(markdown: str) -> str:
    return _LINKLIKE.sub(r"\\", markdown)


def _quoted(lines: list[str]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in lines)
