"""What on a page is not the document's own text: navigation, advertisements, bylines."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from ingest.lines import Line, is_finished

# `elsewhere` opens what is about other things: "Related articles". It is not indexed itself.
Label = Literal["text", "byline", "advertisement", "noise", "elsewhere"]

_I = re.IGNORECASE
_ELSEWHERE = re.compile(
    r"(?:(?:related|recommended|similar|popular|latest|recent|trending|more|other|further)\s+"
    r"(?:articles?|posts?|stories|careers?|jobs|guides?|reading|links?|content|from .{1,40})"
    r"|you (?:may|might) also (?:like|be interested in)\b.*|read (?:next|more)|see also)\W*",
    _I,
)
_CHROME = re.compile(
    r"(?:(?:first|second|third|fourth|fifth|header|hero|cover|featured) (?:image|photo|picture)"
    r"|(?:image|photo|figure|img)\s*\d*|logo\s?\S*|\S+ logo"
    r"|(?:table of )?contents|on this page|in this article|jump to\b.*|skip to\b.*|back to top"
    r"|(?:share|tweet|print|save|like|follow|comments?|reply|menu|home|search|close|advertisement)"
    r"(?: (?:this|us|on|it)\b.*)?|print(?:er|able)?[ -](?:friendly|version)\b.*|sign (?:in|up|out)"
    r"|log ?(?:in|out)|subscribe(?: now)?"
    r"|(?:\d[\d.,]*k?\s+)?(?:views?|(?:up)?votes?|likes?|shares?|comments?|replies|points|followers|claps)"
    r"|(?:accept|reject|manage)(?: all)? cookies|all rights reserved\W*|©.*|copyright\b.*"
    r"|(?:previous|next)(?: (?:page|post|article))?|page \d+(?: of \d+)?|\d+ / \d+"
    r"|(?:empty|untitled|no) (?:heading|title))\W*",
    _I,
)
# Noise only beside other noise: each of them may also be a heading, or an item that is asked for.
_MENU = re.compile(
    r"(?:facebook|twitter|x|linkedin|instagram|pinterest|whatsapp|reddit|youtube|rss|e-?mail"
    r"|(?:about|contact)(?: (?:us|me))?|blog|news|careers?|jobs|services|products|pricing|faqs?"
    r"|help|support|report|register|newsletter|donate|events|site ?map|for (?:employers|business)"
    r"|privacy(?: policy)?|terms(?: .{0,20})?|cookies?(?: \w+)?|sort by\b.*)\W*",
    _I,
)
_MENU_LENGTH = 40
_MENU_NOISE = 2  # lines at least: one may stand below any title
_SCRIPT = re.compile(
    r"\b(?:enable|turn on|requires?) javascript\b|\bbrowser (?:does not|doesn[’']t) support\b"
    r"|\bwe use cookies\b|\buses cookies\b",
    _I,
)
_LINK = re.compile(
    r"(?:view|see|show|read|browse|explore|learn|discover|click|download|get|find)\b.*"
    r"\b(?:details|more|all|here|now|info|→|»)\W*",
    _I,
)

_BYLINE = re.compile(
    r"(?:by|written by|author|authors|posted|published|updated|created|source|date|edited by"
    r"|reviewed by|last (?:modified|updated|reviewed|edited))\b\s*(?::|on\b|by\b|at\b|[A-Z0-9]).*"
    r"|.*\b\d+[ -]?min(?:ute)?s? read\b.*"
    r"|(?:\w{3,9}\.? \d{1,2},? \d{4}|\d{1,2}\.? \w{3,9}\.? \d{4}|\d{4}-\d\d-\d\d)",
    _I,
)
_HEAD_LINES = 12  # bylines stand in the first lines; further down "Source:" belongs to a table
_BYLINE_LENGTH = 160

_AD_LABEL = re.compile(
    r"(?:featured|sponsored|promoted|recommended|hot|top|advertised)\s+"
    r"(?:jobs?|positions?|openings?|vacanc\w+|roles?|listing|content|post)\b\W*"
    r"|(?:sponsored|promoted|anzeige|ad|advertisement)\W*",
    _I,
)
_AD_EMPLOYER = re.compile(r"@\s?\S.*\s\|\s.*")
_AD_TERMS = re.compile(
    r"(?:full[ -]?time|part[ -]?time|internship|contract|freelance|temporary|permanent)\b", _I
)
_AD_LINES = 6  # title, employer, place, terms, pay, and one to spare

_OFFER = re.compile(
    r"\b(?:I|we) (?:offer|provide|run|sell|teach|coach)\b.*\b(?:call|coach\w*|course|newsletter|"
    r"mentor\w*|consult\w*|service|e-?book|workshop|session|training|template|review)s?\b"
    r"|\b(?:I|we)\b.*\b(?:check out|sign up|linked? (?:is )?(?:in the|below|here))"
    r"|\b(?:sign up (?:for|to)|subscribe to|join|book|buy|enrol\w* (?:in|now)|get) (?:my|our)\b"
    r"|\buse (?:the |my )?(?:promo |discount )?code\b",
    _I,
)
_OFFER_LENGTH = 600  # a longer paragraph is about more than that
_ADDRESS_END = re.compile(r"\w\.(?:com|io|org|net|co|ai|me|dev|app|shop|info)/?\S*$")


def label(lines: Sequence[Line]) -> list[Label]:
    """One label per line."""
    labels: list[Label] = [_own_label(line) for line in lines]
    for position in _doubled(lines, labels):
        labels[position] = "noise"
    for position in _menus(lines, labels):
        labels[position] = "noise"
    for first, end in advertisements(lines):
        labels[first:end] = ["advertisement"] * (end - first)
    for position in _bylines(lines, labels):
        labels[position] = "byline"
    for position in _offers(lines, labels):
        labels[position] = "advertisement"
    return labels


def advertisements(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The lines from the first to before the last of each job advertisement."""
    position = 0
    while position < len(lines):
        end = _advertisement_end(lines, position)
        if end:
            yield position, end
        position = end or position + 1


def is_advertisement_label(text: str) -> bool:
    """Whether a line only says that an advertisement follows."""
    return bool(_AD_LABEL.fullmatch(text))


def _own_label(line: Line) -> Label:
    if line.look == "break":
        return "noise"
    if line.look in ("row", "delimiter"):
        return "text"
    text = line.text.strip("*_ ")
    short = len(text) <= 80
    if short and _ELSEWHERE.fullmatch(text):
        return "elsewhere"
    if (short and _CHROME.fullmatch(text)) or (len(text) <= 200 and _SCRIPT.search(text)):
        return "noise"
    if line.look != "heading" and short and not is_finished(text) and _LINK.fullmatch(text):
        return "noise"
    return "text"


def _doubled(lines: Sequence[Line], labels: Sequence[Label]) -> Iterator[int]:
    """Short lines that stand again on the next line; and the title where it is said again."""
    named = [n for n, line in enumerate(lines) if labels[n] == "text" and len(line.text) <= 120]
    for first, second in pairwise(named):
        same = lines[first].text.casefold() == lines[second].text.casefold()
        if same and second == first + 1 and lines[first].look in ("text", "heading"):
            yield first if lines[first].look == "text" else second
    if named and lines[named[0]].look in ("text", "heading"):
        title = lines[named[0]]
        for position in named[1:]:
            if lines[position].look == "text" and lines[position].text == title.text:
                yield position


def _menus(lines: Sequence[Line], labels: Sequence[Label]) -> list[int]:
    """What stands beside other noise: a menu's usual words, and what follows in the first block.

    The last short line before a text is its heading, whatever it is called; a first one the title.
    """
    found = [n for n, name in enumerate(labels) if name == "noise"]
    for position in tuple(found):
        for step in (1, -1):
            at = position + step
            while 0 <= at < len(lines) and labels[at] == "text" and _in_menu(lines, at):
                found.append(at)
                at += step
    top = next((n for n, line in enumerate(lines) if n and line.gap), 0)
    noisy = sum(position < top for position in found) >= _MENU_NOISE
    if noisy and not any(not _is_short(line) or _is_byline(line) for line in lines[:top]):
        found += range(1, top)
    return found


def _in_menu(lines: Sequence[Line], at: int) -> bool:
    heads = at + 1 < len(lines) and not lines[at + 1].gap and not _is_short(lines[at + 1])
    return not heads and bool(_MENU.fullmatch(lines[at].text))


def _is_short(line: Line) -> bool:
    return len(line.text) <= _MENU_LENGTH and not is_finished(line.text)


def _advertisement_end(lines: Sequence[Line], first: int) -> int | None:
    """Behind the last line of the advertisement that begins here, None where none does."""
    labelled = _AD_LABEL.fullmatch(lines[first].text) is not None
    employer_next = first + 1 < len(lines) and _AD_EMPLOYER.match(lines[first + 1].text)
    if not labelled and not employer_next:
        return None
    seen_employer = False
    for position in range(first + 1, min(first + 1 + _AD_LINES, len(lines))):
        line = lines[position]
        if _AD_TERMS.match(line.text):
            return position + 1
        if _AD_LABEL.fullmatch(line.text) or len(line.text) > 120 or line.look == "heading":
            return position if seen_employer else None
        seen_employer = seen_employer or bool(_AD_EMPLOYER.match(line.text))
    return None


def _bylines(lines: Sequence[Line], labels: Sequence[Label]) -> Iterator[int]:
    """Author, date and source in the first lines, with the subtitle that may stand before them."""
    subtitle: list[int] = []
    head = [n for n, name in enumerate(labels) if name == "text"][:_HEAD_LINES]
    for position in head[1:] if head and not _is_byline(lines[head[0]]) else head:
        if _is_byline(lines[position]):
            yield from [*subtitle, position]
            subtitle = []
        elif lines[position].look == "text" and position == head[1] and len(subtitle) == 0:
            subtitle = [position]
        else:
            subtitle = []


def _is_byline(line: Line) -> bool:
    text = line.text.strip("*_ ")
    return line.look == "text" and len(text) <= _BYLINE_LENGTH and bool(_BYLINE.fullmatch(text))


def _offers(lines: Sequence[Line], labels: Sequence[Label]) -> Iterator[int]:
    """What the author offers for sale, and the link cards behind it."""
    card: list[int] = []  # short lines behind an offer, which a line with an address may complete
    offering = False
    for position, line in enumerate(lines):
        if labels[position] != "text" or line.look in ("heading", "row", "delimiter"):
            offering = False
        elif len(line.text) <= _OFFER_LENGTH and _OFFER.search(line.text):
            offering, card = True, []
            yield position
        elif is_finished(line.text):
            offering = False
        elif _ADDRESS_END.search(line.text):
            yield from [*card, position] if offering else [position]
            card = []
        else:
            card.append(position)
