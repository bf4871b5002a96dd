"""An answer written by a language model: every sentence held until the passages back it."""

import queue
import re
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chatbot.answer import Answer, Statement
from chatbot.claims import Backing, back
from chatbot.compose import cite, compose
from chatbot.evidence import is_quotable, names
from chatbot.extract import Group
from chatbot.prompt import CANNOT_ANSWER, presentable, prompt
from chatbot.question import concepts_of
from chatbot.quoting import stems
from chatbot.render import as_text, escaped, marked
from chatbot.sentences import Written, sentences
from chatbot.verify import plain
from vectorstore import Hit, Reader

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

FROM_THE_DOCUMENTS = "From the documents:"

_PASSAGES = 8  # that the model is given: more cost time and tokens and seldom help
_STATEMENTS, _CITATIONS = 12, 12  # beyond which an answer is a document
_FIRST_WORD, _WHOLE = 30.0, 90.0  # seconds a person waits for the first word, and for the last
_CHARACTERS = 8_000  # of a stream: a model that goes on is not answering any more
_REFERS = re.compile(r"(?:they|them|their|these|those|this|it|its|he|she|such|both)\b", re.I)


class Writer:
    """Writes answers with one chat model."""

    def __init__(self, model: "BaseChatModel", name: str) -> None:
        """Write with `model`, which answers call `name`."""
        self._model, self.name = model, name

    def write(self, answer: Answer, groups: Sequence[Group], reader: Reader) -> Iterator[Answer]:
        """The answer as it grows, by one backed sentence at a time.

        Where more was left out than is there, or the model failed, the extractive answer of
        `groups` stands below.
        """
        hits = [hit for hit in answer.passages if presentable(hit)][:_PASSAGES]
        draft = _Draft(answer)
        for grown in self._drafts(draft, hits, reader):
            draft = grown
            yield draft.answer
        answer = draft.answer
        if notice := draft.notice():
            answer = replace(answer, text=_below(answer.text, notice))
            yield answer
        if draft.poor:
            headed = replace(answer, text=_below(answer.text, FROM_THE_DOCUMENTS))
            yield from compose(headed, groups, reader, len(notice) + len(FROM_THE_DOCUMENTS))

    def _drafts(self, draft: "_Draft", hits: Sequence[Hit], reader: Reader) -> Iterator["_Draft"]:
        """The draft after each sentence that is backed, and at the end."""
        try:
            for written in sentences(self._tokens(draft.answer.searched_for, hits)):
                said = plain(written.text)
                # Neither "cannot answer" nor the line before a list says anything.
                if said == plain(CANNOT_ANSWER) or (said.endswith(":") and not written.marks):
                    continue
                grown = _with(draft, written, hits, reader)
                if grown is None:
                    draft = replace(draft, left_out=draft.left_out + 1, last=())
                else:
                    yield (draft := replace(grown, answer=replace(grown.answer, model=self.name)))
                if len(draft.answer.statements) == _STATEMENTS:
                    break
        except ModelFailed as error:
            draft = replace(draft, failure=str(error))
        yield draft

    def _tokens(self, question: str, hits: Sequence[Hit]) -> Iterator[str]:
        """What the model streams, within bounds of time and length."""
        pieces: queue.Queue[str | Exception | None] = queue.Queue()
        messages = prompt(question, hits, secrets.token_hex(8))
        stopped = threading.Event()

        def run() -> None:
            try:
                for chunk in self._model.stream(messages):
                    if stopped.is_set():
                        return
                    pieces.put(str(chunk.text))
                pieces.put(None)
            except Exception as error:  # whatever a provider's library raises
                pieces.put(error)

        threading.Thread(target=run, daemon=True).start()
        try:
            yield from _taken(pieces)
        finally:
            stopped.set()


class ModelFailed(Exception):
    """The model did not give an answer; the message says why, without secrets."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the model has given so far; `last` are the hits that the last sentence rests on."""

    answer: Answer
    last: tuple[Hit, ...] = ()
    left_out: int = 0
    failure: str = ""

    @property
    def poor(self) -> bool:
        """Whether too little is left to stand alone."""
        return bool(self.failure) or self.left_out >= len(self.answer.statements)

    def notice(self) -> str:
        """What went wrong, in a sentence or two; empty where nothing did."""
        said = []
        if self.failure:
            said.append(f"The language model did not finish: {self.failure}.")
        if self.left_out:
            number, be = ("1 sentence", "was") if self.left_out == 1 else (
                f"{self.left_out} sentences", "were")  # fmt: skip
            said.append(f"{number} of the language model {be} left out: not in the documents.")
        return " ".join(said)


def _below(text: str, block: str) -> str:
    return f"{text}\n\n{block}" if text else block


def _taken(pieces: "queue.Queue[str | Exception | None]") -> Iterator[str]:
    started, length, wait = time.monotonic(), 0, _FIRST_WORD
    while length < _CHARACTERS:
        left = started + wait - time.monotonic()
        try:
            piece = pieces.get(timeout=max(left, 0.001))
        except queue.Empty:
            left, piece = 0.0, ""
        if left <= 0:
            raise ModelFailed("it took too long")
        if piece is None:
            return
        if isinstance(piece, Exception):
            raise ModelFailed(reason(piece)) from piece
        wait = _WHOLE if piece else wait
        length += len(piece)
        yield piece


def reason(error: Exception) -> str:
    """Why a call of a model failed, in words of ours: a provider's may hold the key or the text."""
    status = getattr(error, "status_code", None) or getattr(error, "code", None)
    if status in (401, 403):
        return "it refuses the key"
    if status == 404:
        return "it is not known there"
    if status == 429:
        return "it takes no more questions for now"
    if isinstance(status, int) and status >= 500:
        return f"its server has an error ({status})"
    kind = type(error).__name__.lower()
    if "timeout" in kind:
        return "it took too long"
    if "connect" in kind or "protocol" in kind:
        return "the connection failed"
    return f"unexpected {type(error).__name__}"


def _with(draft: _Draft, written: Written, hits: Sequence[Hit], reader: Reader) -> _Draft | None:
    """The draft with one more sentence; None where that is not backed, or was said already."""
    answer = draft.answer
    backing = _backing(written, hits, answer)
    # "They earn …" is about whom the sentence before is about, if that rests on the same passage.
    if backing is None or (
        _REFERS.match(written.text)
        and not any(quoted.hit in draft.last for quoted in backing.quotes)
    ):
        return None
    text = escaped(as_text(backing.text))
    if plain(text) in (plain(statement.text) for statement in answer.statements):
        return None
    cited = set()
    for quoted in backing.quotes:
        answer, number = cite(answer, quoted.hit, quoted.units, reader)
        cited.add(number)
    numbers = sorted(cited)
    if len(answer.citations) > _CITATIONS:
        return None
    answer = replace(
        answer,
        status="answered",
        text=answer.text + _before(answer, written) + marked(text, numbers),
        statements=(
            *answer.statements,
            Statement(text, tuple(numbers), backing.support),
        ),
    )
    return replace(draft, answer=answer, last=tuple(quoted.hit for quoted in backing.quotes))


def _backing(written: Written, hits: Sequence[Hit], answer: Answer) -> Backing | None:
    """What backs the sentence in the passages that it names, else in all."""
    named = [hits[mark - 1] for mark in written.marks if 0 < mark <= len(hits)]
    # A mark that names nothing takes its sentence with it, and so does what could not be quoted.
    if len(named) < len(written.marks) or not named or not is_quotable(written.text):
        return None
    asked = f"{answer.question} {answer.searched_for}"
    backing = back(written.text, named, asked) or back(written.text, hits, asked)
    return backing if backing and _speaks_to(answer.searched_for, backing) else None


def _speaks_to(question: str, backing: Backing) -> bool:
    """Whether what is said has to do with the question: what a document orders seldom does.

    A list item or a table row may do so by what it stands under.
    """
    rows = (quoted for quoted in backing.quotes if quoted.units[0].form != "sentence")
    said = stems(f"{backing.text} {' '.join(quoted.context for quoted in rows)}")
    asked = concepts_of(question)
    return not asked or any(names(concept, said) for concept in asked)


def _before(answer: Answer, written: Written) -> str:
    if written.opens == "item":
        starts = answer.text.rsplit("\n", 1)[-1].startswith("- ")
        return ("\n- " if starts else "\n\n- ") if answer.text else "- "
    if not answer.text:
        return ""
    return "\n\n" if written.opens == "paragraph" else " "
