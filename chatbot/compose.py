"""From what is to be said to the answer: frames, verified statements, numbered citations."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.answer import Answer, Citation, Statement
from chatbot.extract import Group, Layout, Said
from chatbot.render import KIND_LABELS, as_text, escaped, marked
from chatbot.verify import plain, verify
from vectorstore import Hit, Reader

_LENGTH = 1_200  # characters; more is no answer but a document
_FRAMES = 360  # characters beside the statements; the contract allows 400
_CITATIONS = 12

_PARAGRAPH = "\n\n"
_BETWEEN: dict[Layout, str] = {"list": "\n", "table": "\n", "passage": " "}


def compose(answer: Answer, groups: Sequence[Group], reader: Reader) -> Iterator[Answer]:
    """The answer, growing by one statement at a time; what does not verify is left out."""
    framed, beside = None, 0
    for group in groups:
        frame = _frame(group.hit)
        opening = _opening(answer, group, "" if frame == framed else frame)
        beside += len(opening)
        if answer.text and (len(answer.text) > _LENGTH or beside > _FRAMES):
            return
        for said in group.said:
            grown = _with_statement(answer, said, group.layout, opening, reader)
            if grown is not None and len(grown.citations) <= _CITATIONS:
                yield (answer := grown)
                opening, framed = _BETWEEN[group.layout], frame


def _with_statement(
    answer: Answer, said: Said, layout: Layout, opening: str, reader: Reader
) -> Answer | None:
    """The answer with one more statement; None where that is not backed, or was said already."""
    citation = _citation(answer, said, reader)
    text = _text(said, layout)
    passage = said.hit.passage
    support = verify(text, [citation.quote], [*passage.heading, passage.document.title])
    if support is None or plain(text) in (plain(said.text) for said in answer.statements):
        return None
    known = citation.number <= len(answer.citations)
    return replace(
        answer,
        status="answered",
        text=answer.text + opening + _with_mark(text, citation.number),
        statements=(*answer.statements, Statement(text, (citation.number,), support)),
        citations=answer.citations if known else (*answer.citations, citation),
    )


def _citation(answer: Answer, said: Said, reader: Reader) -> Citation:
    """The quote with its number: the one that it has already, else the next."""
    start, end = said.units[0].start, said.units[-1].end
    passage = said.hit.passage
    for citation in answer.citations:
        if (citation.hit.passage.document, citation.start, citation.end) == (
            passage.document, start, end,
        ):  # fmt: skip
            return citation
    quote = passage.text[start - passage.start : end - passage.start]
    sources = {*reader.also_in(quote), *said.hit.also_in} - {passage.document.source}
    return Citation(len(answer.citations) + 1, said.hit, quote, start, end, tuple(sorted(sources)))


def _opening(answer: Answer, group: Group, frame: str) -> str:
    """What stands before a group: its frame, and for a list or table what introduces it."""
    unit = group.said[0].units[0]
    headed = group.layout == "table" and "|" in unit.lead
    introduced = group.layout != "passage" and not headed
    blocks = [frame, escaped(as_text(unit.lead)) if introduced else ""]
    opening = "".join(block + _PARAGRAPH for block in blocks if block)
    head = ""
    if group.layout == "table":
        columns = group.hit.passage.quote(unit).strip().strip("|").count("|") + 1
        head = _table_head(unit.lead if headed else "", columns)
    return f"{_PARAGRAPH if answer.text else ''}{opening}{head}"


def _frame(hit: Hit) -> str:
    """Whose words these are: kind, headings, document and year."""
    document = hit.passage.document
    path = [part for part in hit.passage.heading if part != document.title]
    label = KIND_LABELS.get(hit.passage.kind)
    names = " › ".join(escaped(as_text(part)) for part in [*([label] if label else []), *path[-2:]])
    source = ", ".join(filter(None, [escaped(as_text(document.title)), document.as_of]))
    return f"**{names}** ({source})" if names else f"**{source}**"


def _text(said: Said, layout: Layout) -> str:
    """The statement: the quote's words, a list as a list, a table row as a row."""
    lines = [escaped(as_text(said.hit.passage.quote(unit))) for unit in said.units]
    if layout == "list":
        return "\n".join(f"- {line}" for line in lines)
    return " ".join(lines)


def _with_mark(text: str, number: int) -> str:
    if text.endswith("|"):  # inside the last cell: behind it the row would have one cell more
        return f"{marked(text[:-1].rstrip(), [number])} |"
    return marked(text, [number])


def _table_head(names: str, columns: int) -> str:
    """The header row, empty where there is none, and the line that makes Markdown see a table."""
    header = escaped(as_text(names)) or f"|{'  |' * columns}"
    return f"{header}\n|{' --- |' * columns}\n"
