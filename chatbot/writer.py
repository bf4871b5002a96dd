"""An answer written by a language model: every sentence held until the passages back it."""

import re
import secrets
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from chatbot.answer import Answer
from chatbot.choose import Group
from chatbot.compose import compose, with_statement
from chatbot.escape import as_text, escaped
from chatbot.evidence import is_quotable
from chatbot.model import PATIENCE, ModelFailed, Patience, spoken
from chatbot.prompt import CANNOT_ANSWER, follow_up_prompt, presentable, prompt
from chatbot.question import content, stems_of
from chatbot.quotes import Backing, back
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
        answering = {place for group in groups for place in group.places}
        hits = [hit for hit in answer.passages if presentable(hit)][:_PASSAGES]
        asked = prompt(answer.searched_for, hits, secrets.token_hex(8))
        last: Sequence[Hit] = ()  # what the sentence before rests on
        left_out, notice = 0, ""
        try:
            for written in sentences(spoken(self._model, asked, self._patience)):
                said = plain(written.text)
                # Neither "cannot answer" nor the line before a list says anything.
                if said == plain(CANNOT_ANSWER) or (said.endswith(":") and not written.marks):
                    continue
                backing = _backing(written, hits, answer.searched_for, answering, last)
                grown = backing and _with(answer, written, backing, snapshot)
                last = [quoted.hit for quoted in backing.quotes] if grown and backing else []
                if grown:
                    yield (answer := replace(grown, model=self.name))
                else:
                    left_out += 1
                if len(answer.statements) >= _STATEMENTS:
                    break
        except ModelFailed as error:
            notice = f"The language model {error}."
        if notice or left_out >= len(answer.statements):
            headed = _below(answer, FROM_THE_DOCUMENTS)
            for answer in compose(headed, groups, snapshot):
                yield answer
        if left_out:
            notice += f" Left out: {left_out} unbacked sentence{'s' if left_out > 1 else ''}."
        if notice:
            yield _below(answer, notice.strip())


def _is_faithful(said: str, conversation: Sequence[str], resolved: str) -> bool:
    """Whether this is one question that asks what is asked, in words of the conversation."""
    known = set(stems_of(" ".join(conversation)))
    one_question = said.endswith("?") and len(_ENDS.findall(said)) == 1 and len(said) <= _QUESTION
    return one_question and content(said) <= known and content(resolved) <= set(stems_of(said))


def _below(answer: Answer, block: str) -> Answer:
    return replace(answer, text=f"{answer.text}\n\n{block}" if answer.text else block)


def _with(answer: Answer, written: Written, backing: Backing, snapshot: Snapshot) -> Answer | None:
    """The answer with one more sentence; None where that does not verify, or was said already."""
    grown: Answer | None = None
    if backing.text.startswith("|"):  # cells say nothing without the head of their table
        rows = tuple((unit,) for unit in backing.quotes[0].units)
        *_, grown = None, *compose(answer, [Group("table", backing.quotes[0].hit, rows)], snapshot)
    else:
        cited = [(quoted.hit, quoted.units) for quoted in backing.quotes]
        text, before = escaped(as_text(backing.text)), _before(answer.text, written)
        grown = with_statement(answer, text, cited, before, snapshot)
    return grown if grown and len(grown.citations) <= _CITATIONS else None


def _backing(
    written: Written,
    hits: Sequence[Hit],
    asked: str,
    answering: Set[tuple[str, int]],
    last: Sequence[Hit],
) -> Backing | None:
    """What backs the sentence in the passages that it names, else in all."""
    named = [hits[mark - 1] for mark in written.marks if 0 < mark <= len(hits)]
    # A mark that names nothing takes its sentence with it, and so does what could not be quoted.
    if len(named) < len(written.marks) or not named or not is_quotable(written.text):
        return None
    backing = back(written.text, named, asked) or back(written.text, hits, asked)
    if backing is None or not _speaks_to(asked, backing, answering):
        return None
    # "They earn …" is about whom the sentence before is about, if that rests on the same passage.
    alone = _REFERS.match(written.text) and not any(q.hit in last for q in backing.quotes)
    return None if alone else backing


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
