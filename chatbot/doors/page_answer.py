"""An answer object as the page shows it: Markdown for the chat, HTML for the sources beside it."""

import re
from html import escape
from textwrap import shorten

from chatbot.escape import KIND_LABELS, as_text, cells, escaped
from chatbot.wire import Json

_MARK = re.compile(r"(?<!\\)\[(\d+)\]")
# What the page's Markdown would make links of by itself; the answer's own are its marks.
_LINKLIKE = re.compile(r"(?<=\w)(?=://)|(?<=\bwww)(?=\.)|(?<=\w)(?=@\w)", re.IGNORECASE)

# Said once, under the first answer.
QUOTED = (
    "*Quoted from your documents, not written: no language model is set. To have answers written, "
    "start the chatbot with `CHATBOT_MODEL` (README).*"
)

_QUOTE = 160  # characters of a neighbour's quote

_REFUSALS = {"not_found": "Not in the documents", "unclear": "Not a question yet"}


def as_typed(question: str) -> str:
    """A question as it was typed: Markdown that shows every character of it."""
    return _unlinked(escaped(question))


def bubble(answer: Json, complete: bool = True) -> str:
    """The answer for the chat, as far as it has come; its marks are links to the source.

    What was searched for is a link that puts it into the question box, to be changed and asked.
    """
    said = _refusal(answer) if complete and answer["status"] in _REFUSALS else _text(answer)
    if answer["searched_for"] == answer["question"]:
        return said
    searched = _in_link(as_typed(answer["searched_for"]))
    return f"*Searched for: [{searched}](#searched-for)*\n\n{said}"


def notice(title: str, detail: str) -> str:
    """What is no answer: a quoted block, which no text of a document can be."""
    return _quoted([f"**{title}**", "", as_typed(detail)])


def cards(answer: Json) -> str:
    """The sources of the answer, numbered as its marks are."""
    if not answer["citations"]:
        return nothing_cited()
    return f'<ol class="cards">{"".join(map(_card, answer["citations"]))}</ol>'


def nothing_cited() -> str:
    """What stands where the sources will be."""
    return '<p class="hint">The sources of an answer, each with the words it rests on.</p>'


def _text(answer: Json) -> str:
    urls = {citation["number"]: citation["url"] for citation in answer["citations"]}

    def link(mark: re.Match[str]) -> str:
        url = urls.get(int(mark[1]))
        return f"[\\[{mark[1]}\\]]({url})" if url else mark[0]

    return _MARK.sub(link, _unlinked(answer["answer"])) or "Searching …"


def _refusal(answer: Json) -> str:
    lines = [f"**{_REFUSALS[answer['status']]}**", "", *_unlinked(answer["answer"]).splitlines()]
    if answer["nearest_topics"]:
        lines += ["", "Nearest to it:", "", *map(_topic, answer["nearest_topics"])]
    return _quoted(lines)


def _topic(topic: Json) -> str:
    label = _in_link(as_typed(" ".join(topic["topic"].split())))
    quote = shorten(" ".join(_rows(topic["quote"])), _QUOTE, placeholder=" …")
    return f"- [{label}]({topic['url']}): {as_typed(quote)}"


def _in_link(label: str) -> str:
    # Entities, because the page's Markdown drops the backslashes of brackets in a link's text.
    return label.replace("\\[", "&#91;").replace("\\]", "&#93;")


def _lines(quote: str) -> str:
    """A quote as text: no signs of Markdown, a line for each of its own."""
    # Line breaks as entities: to the page's Markdown the whole card has to be one line of HTML.
    return "&#10;".join(escape(as_text(line)) for line in _rows(quote))


def _rows(quote: str) -> list[str]:
    """The lines of a quote, the cells of a table's row side by side."""
    return [" · ".join(cells(line)) or line for line in quote.splitlines()]


def _card(citation: Json) -> str:
    page = f"page {citation['page']}" if citation["page"] else ""
    title = [citation["title"], *citation["heading"]][-1]  # what says most in the fewest words
    where = [citation["source"], page, citation["as_of"] or ""]
    kind = KIND_LABELS.get(citation["kind"])
    parts = [
        f'<span class="number">{citation["number"]}</span>',
        f'<span class="title">{escape(title)}</span>',
        f'<span class="facts">{escape(" · ".join(filter(None, where)))}</span>',
        f'<span class="kind">{kind}</span>' if kind else "",
        f'<q class="quote">{_lines(citation["quote"])}</q>',
        f'<span class="facts">Also in {escape(", ".join(citation["also_in"]))}</span>'
        if citation["also_in"]
        else "",
    ]
    return f'<li><a class="card" href="{escape(citation["url"])}">{"".join(parts)}</a></li>'


def _unlinked(markdown: str) -> str:
    return _LINKLIKE.sub(r"\\", markdown)


def _quoted(lines: list[str]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in lines)
