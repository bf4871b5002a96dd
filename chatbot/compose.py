"""From what is to be said to the answer: frames, verified statements, numbered citations."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.answer import Answer, Citation, Statement
from chatbot.comparison import HEAD, labels, shared_heading
from chatbot.extract import Group, Layout, Said
from chatbot.question import concepts_of, stems_of
from chatbot.render import KIND_LABELS, as_text, escaped, marked
from chatbot.verify import plain, verify
from vectorstore import Hit, Snapshot, Unit

_LENGTH = 1_200  # characters; more is no answer but a document
_FRAMES = 360  # characters beside the statements; the contract allows 400
_CITATIONS = 12
_SHORT_LEAD = 90  # characters of a line that introduces a list, where not all of the list is said

_PARAGRAPH = "\n\n"
_BETWEEN: dict[Layout, str] = {"list": "\n", "table": "\n", "comparison": "\n", "passage": " "}


def compose(
    answer: Answer, groups: Sequence[Group], snapshot: Snapshot, beside: int = 0
) -> Iterator[Answer]:
    """The answer, growing by one statement at a time; what does not verify is left out.

    `beside` is how many characters of the answer so far are no statements.
    """
    if rows := labels(groups):
        yield from _table(answer, groups, rows, snapshot)
        return
    framed, source = "", ""
    for group in groups:
        frame, its_source = _frame(group.hit), _source(group.hit)
        behind = "" if its_source == source else source
        framed = "" if behind else framed
        own = _opening(answer, group, "" if frame == framed else frame)
        opening = behind + own
        beside += len(plain(own + ("" if its_source == source else its_source)))
        if answer.text and (len(answer.text) > _LENGTH or beside > _FRAMES):
            break
        for said in group.said:
            grown = _with_statement(answer, said, group.layout, opening, snapshot)
            if grown is not None and len(grown.citations) <= _CITATIONS:
                yield (answer := grown)
                opening, framed, source = _BETWEEN[group.layout], frame, its_source
    if source:
        yield replace(answer, text=answer.text + source)


def _table(
    answer: Answer, groups: Sequence[Group], rows: Sequence[str], snapshot: Snapshot
) -> Iterator[Answer]:
    """The rows of a comparison, one statement each."""
    opening = f"{_PARAGRAPH if answer.text else ''}{shared_heading(groups)}{HEAD}"
    for label, group in zip(rows, groups, strict=True):
        (said,) = group.said
        grown = _with_statement(answer, said, "comparison", f"{opening}| {label} | ", snapshot)
        if grown is not None:
            yield (answer := replace(grown, text=grown.text + " |"))
            opening = "\n"


def _with_statement(
    answer: Answer, said: Said, layout: Layout, opening: str, snapshot: Snapshot
) -> Answer | None:
    """The answer with one more statement; None where that is not backed, or was said already."""
    cited, number = cite(answer, said.hit, said.units, snapshot)
    citation = cited.citations[number - 1]
    text = _text(said, layout)
    passage = said.hit.passage
    support = verify(text, [citation.quote], [*passage.heading, passage.document.title])
    if support is None or plain(text) in (plain(said.text) for said in answer.statements):
        return None
    return replace(
        cited,
        status="answered",
        text=answer.text + opening + _with_mark(text, number),
        statements=(*answer.statements, Statement(text, (number,), support)),
    )


def cite(answer: Answer, hit: Hit, units: Sequence[Unit], snapshot: Snapshot) -> tuple[Answer, int]:
    """The answer with a citation of these units, and its number: that which it has, or the next."""
    passage, start, end = hit.passage, units[0].start, units[-1].end
    for citation in answer.citations:
        if (citation.hit.passage.document, citation.start, citation.end) == (
            passage.document, start, end,
        ):  # fmt: skip
            return answer, citation.number
    quote = passage.text[start - passage.start : end - passage.start]
    sources = {*snapshot.also_in(quote), *hit.also_in} - {passage.document.source}
    number = len(answer.citations) + 1
    citation = Citation(number, hit, quote, start, end, tuple(sorted(sources)))
    return replace(answer, citations=(*answer.citations, citation)), number


def _opening(answer: Answer, group: Group, frame: str) -> str:
    """What stands before a group: its frame, and for a list or table what introduces it."""
    unit = group.said[0].units[0]
    headed = group.layout == "table" and "|" in unit.lead
    introduced = not headed and (group.whole or unit.depth or len(unit.lead) <= _SHORT_LEAD)
    lead = unit.lead if introduced else ""
    heading = _content("".join(group.hit.passage.heading[-1:]))
    if heading and heading <= _content(lead) and _source(group.hit):
        frame = ""  # "The duties of … include:" needs no "Duties" above it
    blocks = [frame, escaped(as_text(lead))]
    opening = "".join(block + _PARAGRAPH for block in blocks if block)
    head = ""
    if group.layout == "table":
        columns = group.hit.passage.quote(unit).strip().strip("|").count("|") + 1
        head = _table_head(unit.lead if headed else "", columns)
    return f"{_PARAGRAPH if answer.text else ''}{opening}{head}"


def _frame(hit: Hit) -> str:
    """What the words are about: kind and headings, or where there are none the document.

    A heading that says what the title says is left out, and one above the last that says little
    beside the title or the last.
    """
    label = KIND_LABELS.get(hit.passage.kind)
    title, below, path = _content(hit.passage.document.title), set[str](), list[str]()
    headings = [part for part in hit.passage.heading if "|" not in part]  # no table's head
    for part in reversed(headings[-2:]):
        stems = _content(part)
        said = stems & (title | below) if path else set[str]()
        if stems != title and len(said) * 2 < max(len(stems), 1):
            path.insert(0, part)
            below = stems
    names = " › ".join(escaped(as_text(part)) for part in [label, *path] if part)
    return f"**{names or _document(hit)}**"


def _source(hit: Hit) -> str:
    """Whose words these were, where the frame does not say: behind them, the answer is first."""
    document = _document(hit)
    return "" if _frame(hit) == f"**{document}**" else f"{_PARAGRAPH}*— {document}*"


def _document(hit: Hit) -> str:
    document = hit.passage.document
    return ", ".join(filter(None, [escaped(as_text(document.title)), document.as_of]))


def _content(text: str) -> set[str]:
    """The stems of a heading's words that say something."""
    return {stem for concept in concepts_of(text) for stem in stems_of(concept.word)}


def _text(said: Said, layout: Layout) -> str:
    """The statement: the quote's words, a list as a list, a table row as a row."""
    lines = [escaped(as_text(said.hit.passage.quote(unit))) for unit in said.units]
    if layout == "comparison":
        return " ".join(line.replace("|", "\\|") for line in lines)
    if layout != "list" and all(unit.form != "item" for unit in said.units):
        return " ".join(lines)
    behind = "" if layout == "list" else f"\n\n{lines.pop()}"  # it refers to the list before it
    return "\n".join(f"- {line}" for line in lines) + behind


def _with_mark(text: str, number: int) -> str:
    if text.endswith("|"):  # inside the last cell: behind it the row would have one cell more
        return f"{marked(text[:-1].rstrip(), [number])} |"
    return marked(text, [number])


def _table_head(names: str, columns: int) -> str:
    """The header row, empty where there is none, and the line that makes Markdown see a table."""
    header = escaped(as_text(names)) or f"|{'  |' * columns}"
    return f"{header}\n|{' --- |' * columns}\n"
