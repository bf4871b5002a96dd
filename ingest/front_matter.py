"""What a document says about itself: front matter, and the dates in its first lines."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import yaml

_FENCE = re.compile(
    r"\ufeff?(?P<mark>---|\+\+\+)[ ]*\n(?P<fields>.*?)(?:^|\n)(?:(?P=mark)|\.\.\.)[ ]*(?:\n|$)",
    re.DOTALL,
)
_FIELD = re.compile(r"(?m)^([A-Za-z_]\w*)[ ]*[:=][ ]*[\"']?(.*?)[\"']?[ ]*$")
_IN_FIELDS = re.compile(r"[A-Za-z_][\w -]*[:=]|\s|[-#\[\]{}]|$")
# What says how old a text is: our own word for it, then those of static sites, the last change
# before the first publication.
_DATED = ("lastmod", "last_modified_at", "updated", "modified", "date", "published", "publishdate")
_AS_OF = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?"
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_IN_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_IN_YEAR}-(?P<number>\d\d)(?:-(?P<day>\d\d))?(?:\b|T)",
        rf"\b{_MONTH}\s+{_DAY},?\s+{_IN_YEAR}",
        rf"\b{_DAY}\.?\s+{_MONTH},?\s+{_IN_YEAR}",
        rf"\b{_MONTH}\s+{_IN_YEAR}",
    )
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

# A line is about the document's own date where it says so, or is a byline: little beside the date.
_OWN_DATE = re.compile(
    r"^\W*(?:last |date |page )?(?:updated?|modified|reviewed|revised|published|posted|date|as of|"
    r"effective)\b|\b(?:min(?:ute)?s? read|last (?:updated|modified|reviewed)|published|posted)\b",
    re.IGNORECASE,
)
_LAST_CHANGE = re.compile(  # says so anywhere, as a page's foot does
    r"\W*(?:(?:this )?page )?(?:was )?last (?:updated|modified|reviewed|revised)\b", re.IGNORECASE
)
_HEAD_LINES = 15
_BYLINE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`end` is where the document's own text begins; `problems` are for the report."""

    end: int = 0
    title: str | None = None
    as_of: str | None = None
    problems: tuple[str, ...] = ()


def read_front_matter(text: str) -> FrontMatter:
    """The YAML between two lines of dashes, or the TOML between two of plus signs, at the top."""
    match = _FENCE.match(text)
    if not match:
        return FrontMatter()
    fields = _fields(match["fields"], match["mark"] == "+++")
    if not fields:
        # Dashes at the top of a text need not be front matter: then nothing is lost.
        return FrontMatter()
    stated = fields.get("as_of", "")
    valid = valid_as_of(stated) or next(
        filter(None, (_date_in(fields.get(name, "")) for name in _DATED)), None
    )
    problem = f"as_of is {stated[:40]!r}, but should be YYYY, YYYY-MM or YYYY-MM-DD"
    wrong = bool(stated) and not valid_as_of(stated)
    return FrontMatter(match.end(), fields.get("title") or None, valid, (problem,) if wrong else ())


def _fields(text: str, is_toml: bool) -> Mapping[str, str]:
    """The fields by their names in small letters, all values as text.

    A line that a parser refuses, such as a title with a colon in it, is read by itself.
    """
    try:
        # YAML's base loader takes all values as text: no date is made of a title.
        read = tomllib.loads(text) if is_toml else yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, tomllib.TOMLDecodeError):
        lines = text.splitlines()
        read = dict(_FIELD.findall(text)) if all(map(_IN_FIELDS.match, lines)) else {}
    if not isinstance(read, Mapping):
        return {}
    return {str(name).lower(): str(value).strip() for name, value in read.items() if value}


def stated_date(text: str, start: int, title: str | None) -> str | None:
    """The date that a document states about itself, else a year of its title.

    It does so in its first lines, or anywhere with words such as "Last modified".
    """
    joined = re.sub(r":[ ]*\n\s*", ": ", text[start:])  # "Last modified:" and below it the date
    body = [line.strip() for line in joined.splitlines() if line.strip()]
    for line in [*body[:_HEAD_LINES], *filter(_LAST_CHANGE.match, body[_HEAD_LINES:])]:
        found = _date_in(line) if len(line) <= _BYLINE_LENGTH else None
        if found and (_OWN_DATE.search(line) or len(line) <= len(found) + 12):
            return found
    years = _YEAR.findall(title or "")
    return str(years[-1]) if years else None


def valid_as_of(value: str) -> str | None:
    """The value where it is a year, a month or a day that exists, else None."""
    match = _AS_OF.fullmatch(value.strip())
    if not match:
        return None
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
    return value.strip()


def _date_in(line: str) -> str | None:
    for pattern in _DATES:
        if match := pattern.search(line):
            parts = match.groupdict()
            month = parts.get("number") or _MONTHS.index(parts["month"][:3].lower()) + 1
            day = f"-{int(parts['day']):02}" if parts.get("day") else ""
            return valid_as_of(f"{parts['year']}-{int(month):02}{day}")
    return None
