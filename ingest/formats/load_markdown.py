"""Markdown as it is shown: escapes, entities, links, notes and HTML in their final form.

Headings, lists and pipe tables keep their marks, so that the text can be read as blocks afterwards.
"""

import re

from markdown_it import MarkdownIt

from ingest.formats.encoding import decode
from ingest.formats.load_html import as_markdown, parse
from ingest.formats.loaded import STRUCK, Loaded
from ingest.formats.page import is_menu, leave_out_unshown
from ingest.front_matter import read_front_matter

_PARSER = MarkdownIt("commonmark").enable("strikethrough")
_NOTE = re.compile(r"(?m)^ {0,3}\[\^([^\]\s]+)\]:[ \t]*")
_MARK = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_TERM = re.compile(r"(?m)^(\w[^\n]{0,100})\n{1,2}:[ \t]+(\S)")
_TABLE = re.compile(r"<table\b.*?</table>", re.IGNORECASE | re.DOTALL)
_BULLET = re.compile(r"(?m)^([ \t]*)[•◦▪‣·●○■](?=[ \t]+\S)")  # as other programs write them
_ROW = re.compile(r"(?m)^ {0,3}\|.*$")  # stays as it is written, but for what is in its cells
_IN_CELL = re.compile(r"\\\||<br ?/?>", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"\s*\{:?\s*[#.][^{}\n]*\}\s*$", re.MULTILINE)
_TIMES = re.compile(r"(?<=\d)\*(?=\d)")  # 2*3*4 is no emphasis


def load_markdown(data: bytes) -> Loaded:
    """The text with its blocks marked, and everything inside them as a reader sees it."""
    text, remarks = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    begin = read_front_matter(text).end
    page = parse(_PARSER.render(_closed(_prepared(text[begin:]))))
    was_struck = leave_out_unshown(page)
    for links in page.find_all(["ul", "ol"]):
        if is_menu(links):
            links.decompose()
    return Loaded((text[:begin] + as_markdown(page),), remarks=remarks + (STRUCK,) * was_struck)


def _prepared(text: str) -> str:
    """The text without what CommonMark does not know: notes, attributes, terms, other bullets."""
    labels = set(_NOTE.findall(text))
    text = _MARK.sub(lambda mark: "" if mark[1] in labels else mark[0], text)
    text = _NOTE.sub(lambda note: f"Note {note[1]}: ", text)
    text = _TERM.sub(r"- \1: \2", text)
    text = _TABLE.sub(lambda table: re.sub(r"\n\s*\n", "\n", table[0]), text)
    text = _BULLET.sub(r"\1-", text)
    text = _ROW.sub(lambda row: _IN_CELL.sub(" / ", row[0]), text)
    return _TIMES.sub(r"\\*", _ATTRIBUTES.sub("", text))


def _closed(text: str) -> str:
    """The text without a fence that nobody closes, which would hide all headings below it."""
    lines = text.split("\n")
    for token in _PARSER.parse(text):
        begin, end = token.map or (0, 0)
        closing = lines[end - 1].strip() if end > begin + 1 else ""
        if token.type == "fence" and not closing.startswith(token.markup):
            lines[begin] = ""
    return "\n".join(lines)
