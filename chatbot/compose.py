"""From what is to be said to the answer: frames, verified statements, numbered citations."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.answer import Answer, Citation, Statement
from chatbot.choose import Group
from chatbot.computed import larger
from chatbot.escape import as_text, escaped, marked
from chatbot.frame import frame, speaks
from chatbot.question import content
from chatbot.verify import plain, verify
from vectorstore import Hit, Snapshot, Unit

_LENGTH = 1_000  # characters; more is no answer but a document
_FRAMES = 280  # characters beside the statements; the contract allows 400, notices included
_CITATIONS = 12
_FEW_COLUMNS = 3  # of a wider table a comparison says the first where it names none
_LEAD = 160  # characters of a line that introduces items

Quoted = tuple[Hit, tuple[Unit, ...]]

_PARAGRAPH = "\n\n"
_CLOSED = re.compile(r"[.!?…][\"”’)*_\]]*$")


def compose(answer: Answer, groups: Sequence[Group], snapshot: Snapshot) -> Iterator[Answer]:
    """The answer, growing by one statement at a time; what does not verify is left out."""
    beside, rows = 0, [group for group in groups if group.label]
    groups = [group for group in groups if not group.label]
    several = len({group.hit.passage.document for group in groups}) > 1
    for group in groups:
        opening = _opening(answer, group, several)
        beside += len(plain(opening))
        if answer.text and (len(answer.text) > _LENGTH or beside > _FRAMES):
            break
        for run in group.said:
            text = _text(group, run)
            grown = with_statement(answer, text, [(group.hit, run)], opening, snapshot)
            if grown is not None and len(grown.citations) <= _CITATIONS:
                yield (answer := grown)
                opening = " " if _flows(group) else "\n"
    if rows:
        yield from _comparison(answer, rows, snapshot)


def _comparison(answer: Answer, groups: Sequence[Group], snapshot: Snapshot) -> Iterator[Answer]:
    """One row for each of the things that are compared, called as the question calls it.

    Before them which is more, where that is asked and can be worked out.
    """
    if (result := larger(answer.searched_for, groups)) is not None:
        sentence, pair = result
        operands = [(group.hit, run) for group in pair for run in group.said]
        yield (answer := _computed(answer, sentence, operands, snapshot))
    asked, rows = content(answer.searched_for), list[tuple[str, str, list[Quoted]]]()
    for group in groups:
        units = [unit for run in group.said for unit in run]
        cell = "; ".join(_compared(group, unit, asked) for unit in units)
        quoted: list[Quoted] = [(group.hit, (unit,)) for unit in units]
        if with_statement(answer, cell, quoted, "", snapshot) is not None:
            rows.append((escaped(group.label), cell, quoted))
    opening, end = f"{_before(answer)}|  |  |\n| --- | --- |\n", " |"
    if len(rows) < 2:  # one row compares nothing
        opening, end = _before(answer), ""
    for label, cell, quoted in rows:
        before = f"{opening}| {label} | " if end else f"{opening}{label}: "
        grown = with_statement(answer, cell, quoted, before, snapshot)
        if grown is not None:
            yield (answer := replace(grown, text=grown.text + end))
            opening = "\n"


def with_statement(
    answer: Answer, text: str, quoted: Sequence[Quoted], opening: str, snapshot: Snapshot
) -> Answer | None:
    """The answer with one more statement; None where that is not backed, or was said already."""
    grown, numbers = _citing(answer, quoted, snapshot)
    quotes = [grown.citations[number - 1].quote for number in numbers]
    context = [part for hit, units in quoted for part in (*_above(hit), units[0].lead)]
    support = verify(text, quotes, context, answer.searched_for)
    if support is None or plain(text) in (plain(said.text) for said in answer.statements):
        return None
    return _said(grown, Statement(text, numbers, support), opening)


def _computed(answer: Answer, text: str, quoted: Sequence[Quoted], snapshot: Snapshot) -> Answer:
    """The answer with what was worked out from the figures of several quotes."""
    grown, numbers = _citing(answer, quoted, snapshot)
    return _said(grown, Statement(escaped(text), numbers, "computed", numbers), _before(answer))


def _said(answer: Answer, statement: Statement, opening: str) -> Answer:
    text = _with_marks(statement.text, statement.citations)
    return replace(
        answer,
        status="answered",
        text=answer.text + opening + text,
        statements=(*answer.statements, statement),
    )


def _before(answer: Answer) -> str:
    return _PARAGRAPH if answer.text else ""


def _citing(
    answer: Answer, quoted: Sequence[Quoted], snapshot: Snapshot
) -> tuple[Answer, tuple[int, ...]]:
    """The answer with citations of all that is quoted, and their numbers in order."""
    numbers = set[int]()
    for hit, units in quoted:
        answer, number = cite(answer, hit, units, snapshot)
        numbers.add(number)
    return answer, tuple(sorted(numbers))


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


def _opening(answer: Answer, group: Group, several: bool) -> str:
    """What stands before a group: whose words or what about it is, and what introduces a list."""
    before = _before(answer)
    stands = frame(answer.searched_for, group, several)
    if stands and f"{stands}:" in answer.text:  # what stands before the last group goes on
        stands = ""
    unit, columns = group.said[0][0], _columns(group)
    if group.layout == "table" and columns:
        head = f"{escaped(as_text(unit.lead))}\n|{' --- |' * columns}\n"
        return before + (f"{stands}:{_PARAGRAPH}" if stands else "") + head
    led = group.layout == "list" or (group.layout == "table" and "|" not in unit.lead)
    lead = escaped(as_text(unit.lead)).rstrip(": ") if led else ""
    if len(lead) > _LEAD and not group.whole:
        lead = ""
    named = lead if content(stands) <= content(lead) else f"{stands} – {lead}" if lead else stands
    if not named:
        return before
    return f"{before}{named}: " if _flows(group) else f"{before}{named}:{_PARAGRAPH}"


def _above(hit: Hit) -> tuple[str, ...]:
    document = hit.passage.document
    return document.title, *hit.passage.heading, document.as_of or ""


def _columns(group: Group) -> int:
    """How many columns a table has whose head says something; 0 where its rows are pairs."""
    cells = _cells(group.said[0][0].lead)
    return len(cells) if group.layout == "table" and len(cells) > 1 and all(cells[1:]) else 0


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")] if "|" in row else []


def _text(group: Group, run: Sequence[Unit]) -> str:
    """The statement: the quote's words; items, pairs and captions as a list, a row as a row."""
    if _columns(group):
        return escaped(as_text(group.hit.passage.quote(run[0])))
    mark = "“{}”" if speaks(group) else "{}"
    lines = [mark.format(_cell(group, unit)) for unit in run]
    return " ".join(lines) if _flows(group) else "\n".join(f"- {line}" for line in lines)


def _flows(group: Group) -> bool:
    """Whether a group reads as text: whole sentences, or one item that is one."""
    alone = sum(map(len, group.said)) == 1 and not _columns(group)
    return (alone or group.layout == "sentences") and bool(_CLOSED.search(group.text))


def _cell(group: Group, unit: Unit) -> str:
    """A unit as it stands in a sentence or a cell: a row's first cell names the others."""
    quote = group.hit.passage.quote(unit)
    first, *others = _cells(quote) or [quote]
    pair = f"{first}: {', '.join(filter(None, others))}" if others else first
    return escaped(as_text(pair)).replace("|", "\\|")


def _compared(group: Group, unit: Unit, asked: set[str]) -> str:
    """A unit in a comparison: of a row the columns that are asked about, each by its name."""
    columns, values = _cells(unit.lead)[1:], _cells(group.hit.passage.quote(unit))[1:]
    if len(columns) != len(values) or len(values) < 2:
        return _cell(group, unit)
    named = [*zip(columns, values, strict=True)]
    chosen = [(name, value) for name, value in named if content(name) & asked]
    chosen = chosen or (named if len(named) <= _FEW_COLUMNS else named[:1])
    said = "; ".join(f"{name}: {value}" for name, value in chosen if value)
    return escaped(as_text(said)).replace("|", "\\|")


def _with_marks(text: str, numbers: Sequence[int]) -> str:
    if text.endswith("|"):  # inside the last cell: behind it the row would have one cell more
        return f"{marked(text[:-1].rstrip(), numbers)} |"
    return marked(text, numbers)
