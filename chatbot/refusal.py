"""When the documents do not answer: what is missing, and what they have nearest to it."""

from collections.abc import Sequence
from textwrap import shorten

from chatbot.answer import Topic
from chatbot.escape import as_text, escaped
from chatbot.evidence import Found
from chatbot.parts import Part
from chatbot.question import content

CANNOT_ANSWER = "The documents do not answer this"
NOT_A_QUESTION = (
    "There is nothing here that could be looked up. Ask a question in a few words, such as what a "
    "job pays or what it asks for."
)
_EMPTY = "Hello. There are no documents yet: add some, and ask me what they say."
_ASKED = 120  # characters of the question that a refusal repeats
_TOPICS = 3
# Log-odds: with these a refused near miss names what tempts, and other subjects name nothing.
_NEAR = -7.0
_BESIDE = 2.0  # … below the nearest
_TITLES = 3  # documents that a greeting names


def refusal(found: Found, topics: Sequence[Topic]) -> str:
    """What is said instead of an answer: what is missing, then what is there."""
    if not found.question.words:
        return NOT_A_QUESTION
    asked = shorten(found.question.text, _ASKED, placeholder=" …")
    of = f" for {', '.join(found.missing)}." if found.missing else f": “{asked}”"
    return f"{CANNOT_ANSWER}{escaped(of)}{nearest(topics)}"


def greeting(titles: Sequence[str]) -> str:
    """What is said to a greeting or thanks: what there is to ask about."""
    named = titles[:: max(len(titles) // _TITLES, 1)][:_TITLES]
    about = ", ".join(f"“{escaped(as_text(title))}”" for title in named)
    return f"Hello. Ask me anything that the documents cover, such as {about}." if about else _EMPTY


def nearest(topics: Sequence[Topic]) -> str:
    """The sentence that names what is there; nothing where nothing is near.

    It states no figure: that of a neighbour stands in its quote, which is shown as one.
    """
    if not topics:
        return ""
    names = [f"“{escaped(as_text(topic.topic))}”" for topic in topics]
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f" The nearest that they have is about {listed}."


def nearest_topics(found: Found) -> tuple[Topic, ...]:
    """What the documents have nearest to the question, each place once; no advertisements.

    A place has to share a word with the question: what is merely least far away is not near.
    """
    asked = content(found.question.text)
    topics: dict[tuple[str, ...], Topic] = {}
    for one in found.evidence:
        passage = one.hit.passage
        if one.score < max(_NEAR, found.evidence[0].score - _BESIDE):
            break
        path = tuple(dict.fromkeys([passage.document.title, *passage.heading]))
        if passage.kind == "text" and asked & content(f"{one.quote} {one.above}"):
            topics.setdefault(path, Topic(_named(path), one.hit, one.unit))
    return tuple(topics.values())[:_TOPICS]


def without_named(missing: Sequence[str]) -> str:
    """What is said where the answer is about some of the places or years that were asked for."""
    return f"{CANNOT_ANSWER} for {escaped(' or '.join(missing))}."


def without(part: Part) -> str:
    """What is said of a part of the question that the documents do not answer."""
    if part.label:
        return f"The documents do not say this of {escaped(part.label)}."
    return f"On “{escaped(part.question)}” the documents say nothing."


def _named(path: Sequence[str]) -> str:
    return " – ".join(part.rstrip(":") for part in path[-2:])
