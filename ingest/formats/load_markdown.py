"""Markdown as it is shown: escapes, entities, links, notes and HTML in their final form.

Headings, lists and pipe tables keep their marks, so that the text can be read as blocks afterwards.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.formats.encoding import decode
from ingest.formats.load_html import fragment
from ingest.formats.loaded import STRUCK, Loaded
from ingest.front_matter import read_front_matter

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_NOTE = re.compile(r"(?m)^ {0,3}\[\^([^\]\s]+)\]:[ \t]*")
_MARK = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_TERM = re.compile(r"(?m)^(\w[^\n]{0,100})\n{1,2}:[ \t]+(\S)")
_TABLE = re.compile(r"<table\b.*?</table>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTES = re.compile(r"\s*\{:?\s*[#.][^{}\n]*\}\s*$", re.MULTILINE)
_TIMES = re.compile(r"(?<=\d)\*(?=\d)")  # 2*3*4 is no emphasis
_ESCAPED = re.compile(r"\d{0,2}\\")
_BLOCK = re.compile(r"[-+*>|#=~`]|\d{1,2}[.)]")  # begins a block, unless its backslash stays


def load_markdown(data: bytes) -> Loaded:
    """The text with its blocks marked, and everything inside them as a reader sees it."""
    text, remarks = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    begin = read_front_matter(text).end
    page = _Page(_prepared(text[begin:]))
    return Loaded((text[:begin] + page.shown(),), remarks=remarks + (STRUCK,) * page.struck)


def _prepared(text: str) -> str:
    """The text without what CommonMark does not know: notes, attributes, terms with definitions."""
    labels = set(_NOTE.findall(text))
    text = _MARK.sub(lambda mark: "" if mark[1] in labels else mark[0], text)
    text = _NOTE.sub(lambda note: f"Note {note[1]}: ", text)
    text = _TERM.sub(r"- \1: \2", text)
    text = _TABLE.sub(lambda table: re.sub(r"\n\s*\n", "\n", table[0]), text)
    return _TIMES.sub(r"\\*", _ATTRIBUTES.sub("", text))


class _Page:
    """The lines of a text, each of which is replaced where it is shown in another way."""

    def __init__(self, text: str) -> None:
        self._lines: list[str | None] = list(text.split("\n"))
        self._references: dict[str, dict[str, dict[str, list[int]]]] = {}
        self._tokens = _PARSER.parse(text, self._references)
        self.struck = False

    def shown(self) -> str:
        """The text as it is shown."""
        for reference in self._references.get("references", {}).values():
            begin, end = reference["map"]
            self._replace(begin, end, "")
        in_row = False
        for at, token in enumerate(self._tokens):
            in_row = token.type == "tr_open" or (in_row and token.type != "tr_close")
            begin, end = token.map or (0, 0)
            if token.type == "html_block":
                self._replace(begin, end, fragment(token.content))
            elif token.type == "inline" and not in_row:
                self._inline(token, begin)
            elif token.type == "tr_open":
                self._row(self._tokens[at:], begin)
        for begin, end in _contents(self._tokens):
            self._replace(begin, end, "")
        return "\n".join(line for line in self._lines if line is not None)

    def _replace(self, begin: int, end: int, text: str) -> None:
        self._lines[begin:end] = [text, *[None] * (end - begin - 1)]

    def _inline(self, token: Token, begin: int) -> None:
        """Show the words of a paragraph, a heading or an item."""
        shown = self._words(token)
        raw = token.content.split("\n")
        first = self._lines[begin]
        if shown is None or first is None:
            return
        prefix = first[: first.rfind(raw[0])]
        if _ESCAPED.match(raw[0]) and _BLOCK.match(shown):
            shown = re.sub(r"^\d*", r"\g<0>\\", shown)
        self._replace(begin, begin + len(raw), prefix + shown if shown else "")

    def _row(self, tokens: Sequence[Token], begin: int) -> None:
        """Show the cells of a table's row."""
        row = tokens[: next(n for n, token in enumerate(tokens) if token.type == "tr_close")]
        cells = [token for token in row if token.type == "inline"]
        shown = [self._words(cell) for cell in cells]
        if any(text is not None for text in shown) or any("|" in cell.content for cell in cells):
            texts = [c.content if s is None else s for c, s in zip(cells, shown, strict=True)]
            flat = (" ".join(text.replace("|", "/").split()) for text in texts)
            self._lines[begin] = f"| {' | '.join(flat)} |"

    def _words(self, token: Token) -> str | None:
        """What is shown of an inline text; None where that is the text itself."""
        children = token.children or []
        plain = all(child.type in ("text", "softbreak", "hardbreak") for child in children)
        if plain and "".join(c.content or "\n" for c in children) == token.content:
            return None
        self.struck = self.struck or any(child.type == "s_open" for child in children)
        html = _PARSER.renderer.render([token], _PARSER.options, {})
        return re.sub(r"(?<=\S)  +(?=\S)", " ", fragment(html))


def _contents(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The lines of lists that only lead to headings of the same page."""
    for at, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open") and token.level == 0:
            end = next(n for n in range(at + 1, len(tokens)) if tokens[n].level == 0)
            texts = [t.children or [] for t in tokens[at:end] if t.type == "inline"]
            links = [str(c.attrGet("href")) for t in texts for c in t if c.type == "link_open"]
            if len(links) == len(texts) and all(link.startswith("#") for link in links):
                begin, after = token.map or (0, 0)
                yield begin, after
