"""What a page says of itself for programs (JSON-LD of schema.org), as text that can be quoted."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from bs4 import BeautifulSoup

Thing = Mapping[str, Any]

_TYPES = {"Occupation", "JobPosting"}
_DATED = ("dateModified", "lastReviewed", "datePosted", "datePublished")
_INNER = ("@graph", "mainEntity", "mainEntityOfPage", "about", "itemListElement", "item")
_BESIDE = frozenset("name title url sameAs image logo identifier mainEntityOfPage".split())
_EVERY = {"P1Y": "year", "P1M": "month", "P1W": "week", "P1D": "day", "PT1H": "hour"}
_AMOUNT = re.compile(r"percentile\d+|median|value|minValue|maxValue")


def described(soup: BeautifulSoup) -> tuple[str, str | None]:
    """Occupations and jobs that the page describes, as Markdown, and the date that it states."""
    texts, dates = [], []
    for script in soup.select('script[type="application/ld+json" i]'):
        with suppress(ValueError, RecursionError):
            for thing in _things(json.loads(script.get_text())):
                dates += [str(thing[name])[:10] for name in _DATED if thing.get(name)]
                if _TYPES & set(map(str, _listed(thing.get("@type")))):
                    texts.append("\n".join(_lines(thing)))
    return "\n\n".join(dict.fromkeys(texts)), next(iter(dates), None)


def _things(value: object) -> Iterator[Thing]:
    """The objects of a page: one, a list, or a graph of them."""
    for one in _listed(value):
        if isinstance(one, Mapping):
            yield one
            for name in _INNER:
                yield from _things(one.get(name))


def _lines(thing: Thing) -> Iterator[str]:
    """A heading, and an item for each thing that is said."""
    name = thing.get("name") or thing.get("title") or _listed(thing["@type"])[0]
    yield f"## {_said(name)}\n"
    for key, value in thing.items():
        if key not in _BESIDE and not key.startswith("@"):
            texts = (_said(one) for one in _listed(value))
            yield from (f"- {_words(key).capitalize()}: {text}" for text in texts if text)


def _said(value: object) -> str:
    """A value in words: money with its currency and time, a thing by its name or its parts."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_said, value)))
    if not isinstance(value, Mapping):
        text = "" if value is None else str(value)
        text = BeautifulSoup(text, "lxml").get_text(" ") if "<" in text else text
        return " ".join(re.sub(r"^https?://schema\.org/", "", text).split())
    inner = value.get("value")
    if isinstance(inner, Mapping):
        return _said({**{key: one for key, one in value.items() if key != "value"}, **inner})
    if amounts := [name for name in value if _AMOUNT.fullmatch(name)]:
        return _amount(value, amounts)
    if name := value.get("name") or value.get("address"):
        return _said(name)
    parts = (_said(one) for key, one in value.items() if not key.startswith("@"))
    return ", ".join(filter(None, parts))


def _amount(fields: Thing, names: list[str]) -> str:
    """An amount, a range or percentiles, such as "median 48000 USD per year"."""
    every = str(fields.get("duration") or fields.get("unitText") or "")
    unit = _said(fields.get("currency") or fields.get("unitCode"))
    measure = f" {unit}" * bool(unit) + f" per {_EVERY.get(every, every.lower())}" * bool(every)
    labels = {"minValue": "from ", "maxValue": "up to ", "median": "median ", "value": ""}
    amounts = (
        (labels.get(name, f"{name.removeprefix('percentile')}th percentile "), fields[name])
        for name in names
    )
    return ", ".join(f"{label}{figure}{measure}" for label, figure in amounts)


def _words(name: str) -> str:
    """A name of schema.org as words: "estimatedSalary" is "estimated salary"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
