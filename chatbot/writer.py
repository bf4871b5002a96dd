"""An answer written by a language model: every sentence held until the passages back it."""

import re
import secrets
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chatbot.answer import Answer
from chatbot.choose import Group
from chatbot.compose import compose, with_statement
from chatbot.escape import as_text, escaped
from chatbot.evidence import is_quotable
from chatbot.model import PATIENCE, ModelFailed, Patience, spoken
from chatbot.prompt import CANNOT_ANSWER, follow_up_prompt, presentable, prompt
from chatbot.question import content, stems_of
from chatbot.quotes import Backing, back, best_quotes
from chatbot.sentences import Written, sentences
from chatbot.verify import plain
from vectorstore import Hit, Snapshot

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

FROM_THE_DOCUMENTS = "From the documents:"

_PASSAGES = 8  # that the model is given: more cost time and tokens and seldom help
_STATEMENTS = _CITATIONS = 12  # beyond which an answer is a document
_REMEMBERED = 6  # turns before a follow-up that its model is told of
_QUICK = Patience(first_word=4.0, whole=6.0)  # for a question: there is one already
_QUESTION = 300  # characters
_ENDS = re.compile(r"[.!?](?=\s|$)")
_WITH_FIGURES = "1% in 2000"
_REFERS = re.compile(r"(?:they|them|their|these|those|this|it|its|he|she|such|both)\b", re.I)


class Writer:
    """Writes answers with one chat model."""

    def __init__(self, model: "BaseChatModel", name: str, patience: Patience = PATIENCE) -> None:
        """Write with `model`, which answers call `name`."""
        self._model, self.name, self._patience = model, name, patience

    def rewrite(self, message: str, past: Sequence[str], resolved: str) -> str:
        """The self-contained question that a follow-up to the `past` questions stands for.

        It is `resolved` unless the model says as much in time, and adds nothing that was not said
        before.
        """
        asked = past[-_REMEMBERED:]
        try:
            pieces = spoken(self._model, follow_up_prompt(message, asked), _QUICK)
            said = " ".join("".join(pieces).split())
        except ModelFailed:
            return resolved
        return said if _is_faithful(said, [*asked, message], resolved) else resolved

    def write(
        self, answer: Answer, groups: Sequence[Group], snapshot: Snapshot
    ) -> Iterator[Answer]:
        """The answer as it grows, by one backed sentence at a time.

        Where more was left out than is there, or the model failed, the extractive answer of
        `groups` stands below.
        """
        draft = _Draft(answer, frozenset(place for group in groups for place in group.places))
        for grown in self._drafts(draft, snapshot):
            draft = grown
            yield draft.answer
        answer = draft.answer
        if draft.failure or draft.left_out >= len(answer.statements):
            headed = replace(answer, text=_below(answer.text, FROM_THE_DOCUMENTS))
            for answer in compose(headed, groups, snapshot):
                yield answer
        if notice := draft.notice():
            yield replace(answer, text=_below(answer.text, notice))

    def _drafts(self, draft: "_Draft", snapshot: Snapshot) -> Iterator["_Draft"]:
        """The draft after each sentence that is backed, and at the end."""
        hits = [hit for hit in draft.answer.passages if presentable(hit)][:_PASSAGES]
        try:
            for written in sentences(self._tokens(draft.answer.searched_for, hits)):
                said = plain(written.text)
                # Neither "cannot answer" nor the line before a list says anything.
                if said == plain(CANNOT_ANSWER) or (said.endswith(":") and not written.marks):
                    continue
                grown = _with(draft, written, hits, snapshot)
                if grown is None:
                    draft = replace(draft, left_out=draft.left_out + 1, last=())
                else:
                    yield (draft := replace(grown, answer=replace(grown.answer, model=self.name)))
                if len(draft.answer.statements) >= _STATEMENTS:
                    break
        except ModelFailed as error:
            draft = replace(draft, failure=str(error))
        yield draft

    def _tokens(self, question: str, hits: Sequence[Hit]) -> Iterator[str]:
        pieces = spoken(self._model, prompt(question, hits, secrets.token_hex(8)), self._patience)
        # While it thinks, what every sentence will need of the passages is worked out.
        best_quotes(f"{question} {_WITH_FIGURES}", hits)
        return pieces


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the model has given so far.

    `answering` are the places of the units that answer as they stand; `last` are the hits that the
    last sentence rests on.
    """

    answer: Answer
    answering: frozenset[tuple[str, int]]
    last: tuple[Hit, ...] = ()
    left_out: int = 0
    failure: str = ""

    def notice(self) -> str:
        """What went wrong, in a sentence or two; empty where nothing did."""
        said = [f"The language model {self.failure}."] if self.failure else []
        if number := self.left_out:
            said.append(f"Left out: {number} unbacked sentence{'s' if number > 1 else ''}.")
        return " ".join(said)


def _is_faithful(said: str, conversation: Sequence[str], resolved: str) -> bool:
    """Whether this is one question that asks what is asked, in words of the conversation."""
    known = set(stems_of(" ".join(conversation)))
    one_question = said.endswith("?") and len(_ENDS.findall(said)) == 1 and len(said) <= _QUESTION
    return one_question and content(said) <= known and content(resolved) <= set(stems_of(said))


def _below(text: str, block: str) -> str:
    return f"{text}\n\n{block}" if text else block


def _with(
    draft: _Draft, written: Written, hits: Sequence[Hit], snapshot: Snapshot
) -> _Draft | None:
    """The draft with one more sentence; None where that is not backed, or was said already."""
    answer = draft.answer
    backing = _backing(written, hits, answer.searched_for)
    if backing is None or not _speaks_to(answer.searched_for, backing, draft.answering):
        return None
    last = tuple(quoted.hit for quoted in backing.quotes)
    # "They earn …" is about whom the sentence before is about, if that rests on the same passage.
    if _REFERS.match(written.text) and not any(hit in draft.last for hit in last):
        return None
    if backing.text.startswith("|"):  # cells say nothing without the head of their table
        rows = tuple((unit,) for unit in backing.quotes[0].units)
        grown: list[Answer | None] = [*compose(answer, [Group("table", last[0], rows)], snapshot)]
    else:
        cited = [(quoted.hit, quoted.units) for quoted in backing.quotes]
        text, before = escaped(as_text(backing.text)), _before(answer.text, written)
        grown = [with_statement(answer, text, cited, before, snapshot)]
    whole = grown[-1] if grown else None
    if whole is None or len(whole.citations) > _CITATIONS:
        return None
    return replace(draft, answer=whole, last=last)


def _backing(written: Written, hits: Sequence[Hit], asked: str) -> Backing | None:
    """What backs the sentence in the passages that it names, else in all."""
    named = [hits[mark - 1] for mark in written.marks if 0 < mark <= len(hits)]
    # A mark that names nothing takes its sentence with it, and so does what could not be quoted.
    if len(named) < len(written.marks) or not named or not is_quotable(written.text):
        return None
    return back(written.text, named, asked) or back(written.text, hits, asked)


def _speaks_to(question: str, backing: Backing, answering: Set[tuple[str, int]]) -> bool:
    """Whether what is said has to do with the question: what a document orders seldom does.

    A list item or a table row may do so by what it stands under, and what was found to answer does.
    """
    if any(quoted.places & answering for quoted in backing.quotes):
        return True
    rows = (quoted for quoted in backing.quotes if quoted.units[0].form != "sentence")
    said = set(stems_of(f"{backing.text} {' '.join(quoted.around for quoted in rows)}"))
    return not content(question) or bool(content(question) & said)


def _before(text: str, written: Written) -> str:
    """What stands between the text so far and a sentence."""
    last = text.rpartition("\n")[2]
    if written.opens == "item":
        return "- " if not text else "\n- " if last.startswith("- ") else "\n\n- "
    return "" if not text else "\n\n" if written.opens or last.startswith(("- ", "| ")) else " "
