"""The question that a heading answers, as people would type it."""

import re
from collections.abc import Sequence

from chatbot.follow_up import resolve
from chatbot.grammar import as_written, keys_of, lists, singular, with_article, words_that
from chatbot.phrases import Names, Phrase, phrases_of
from chatbot.talk import Past

_LONGEST = 7  # words: what is longer is no heading but a sentence
_HOW_TO = re.compile(r"how to (.+)", re.I)
_WHAT_THEY = re.compile(r"what (.+) (do|use|need|earn)", re.I)
_REMARK = re.compile(r" ?\([^)]*\)")


def heading_question(path: Sequence[str], names: Names) -> str:
    """The question that the last heading of a path answers; "" where it makes none.

    Whom it is about is said by the nearest heading that names a subject, the title at last.
    """
    last = _REMARK.sub("", path[-1]).rstrip(": ")
    people = [p for h in reversed(path) for p in phrases_of(h, names) if p.kind == "subject"]
    words = last.lower().split()
    empty = words_that("about_elsewhere") & {*" ".join(path[1:]).lower().split()}
    if empty or not 0 < len(words) <= _LONGEST or last.lower() in lists()["says_nothing"]:
        return ""
    if not people:
        topical = len(path) > 1 and not last.endswith("?")
        return f"Tell me about {as_written(last)} ({path[-2]})." if topical else ""
    whom = people[0]
    if last.endswith("?"):
        return resolve(last, [Past(f"Who are {names.many(as_written(whom.core))}?")], names)
    if found := _HOW_TO.fullmatch(last):
        return f"How do you {as_written(found[1])}?"
    if found := _WHAT_THEY.fullmatch(last):
        return f"What do {as_written(found[1])} {found[2].lower()}?"
    # "Key trends include" is no topic.
    if words[-1] in words_that("verbs", "auxiliaries") or keys_of(whom.core) & keys_of(last):
        return ""
    return _about(as_written(last), whom, names)


def _about(topic: str, whom: Phrase, names: Names) -> str:
    """What a topic is for somebody."""
    name = as_written(whom.core if whom.plural else with_article(names.one(whom.core)))
    if re.search(r",|&|/| (?:and|or) ", topic):
        return f"Tell me about {topic} for {name}."
    nouns = re.split(r" (?:of|for|in|to|with|by|on|\w+ing) ", topic)[0].split()
    many = singular(nouns[-1]) != nouns[-1].lower()
    return f"What {'are' if many else 'is'} the {topic} for {name}?"
