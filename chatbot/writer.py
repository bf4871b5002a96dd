"""An answer written by a language model: every sentence held until the passages back it."""

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chatbot.answer import Answer, Statement
from chatbot.asking import PATIENCE, ModelFailed, Patience, spoken
from chatbot.claims import Backing, back
from chatbot.compose import cite, compose
from chatbot.evidence import is_quotable, names
from chatbot.extract import Group, Said
from chatbot.prompt import CANNOT_ANSWER, follow_up_prompt, presentable, prompt
from chatbot.question import concepts_of
from chatbot.quoting import Quoted, best_quotes, stems
from chatbot.render import as_text, escaped, marked
from chatbot.sentences import Written, sentences
from chatbot.talk import Past
from chatbot.verify import plain
from vectorstore import Hit, Snapshot

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

FROM_THE_DOCUMENTS = "From the documents:"

_PASSAGES = 8  # that the model is given: more cost time and tokens and seldom help
_STATEMENTS, _CITATIONS = 12, 12  # beyond which an answer is a document
_SPARE = 40  # characters that the contract allows beside those of the quoted answer's frames
_REMEMBERED = 6  # turns before a follow-up that its model is told of
_QUICK = Patience(first_word=4.0, whole=6.0, busy=0.0)  # for a question; the rules have it at once
_QUESTION = 300  # characters
_ENDS = re.compile(r"[.!?](?=\s|$)")
_WITH_FIGURES = "1% in 2000"
_REFERS = re.compile(r"(?:they|them|their|these|those|this|it|its|he|she|such|both)\b", re.I)


class Writer:
    """Writes answers with one chat model."""

    def __init__(self, model: "BaseChatModel", name: str, patience: Patience = PATIENCE) -> None:
        """Write with `model`, which answers call `name`."""
        self._model, self.name, self._patience = model, name, patience

    def rewrite(self, message: str, past: Sequence[Past], resolved: str) -> str:
        """The self-contained question that a follow-up stands for.

        It is `resolved`, as the rules have it, unless the model says as much in time and adds
        nothing that was not said before.
        """
        asked = [turn.searched_for for turn in past[-_REMEMBERED:]]
        try:
            pieces = spoken(self._model, follow_up_prompt(message, asked), _QUICK)
            said = " ".join("".join(pieces).split())
        except ModelFailed:
            return resolved
        return said if _is_faithful(said, [*asked, message], resolved) else resolved

    def write(self, answer: Answer, groups: Sequence[Group], snapshot: Snapshot) -> Iterator[Answer]:
        """The answer as it grows, by one backed sentence at a time.

        Where more was left out than is there, or the model failed, the extractive answer of
        `groups` stands below.
        """
        hits = [hit for hit in answer.passages if presentable(hit)][:_PASSAGES]
        draft = _Draft(answer)
        for draft in self._drafts(_Draft(answer), hits, snapshot):
            yield draft.answer
        answer, notice = draft.answer, draft.notice()
        if draft.poor:
            headed = replace(answer, text=_below(answer.text, FROM_THE_DOCUMENTS))
            beside = max(len(notice) + len(FROM_THE_DOCUMENTS) - _SPARE, 0)
            for grown in compose(headed, groups, snapshot, beside):
                yield (answer := grown)
        if notice:
            yield replace(answer, text=_below(answer.text, notice))

    def _drafts(self, draft: "_Draft", hits: Sequence[Hit], snapshot: Snapshot) -> Iterator["_Draft"]:
        """The draft after each sentence that is backed, and at the end."""
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
                if len(draft.answer.statements) == _STATEMENTS:
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
        said = [f"The language model {self.failure}."] if self.failure else []
        if self.left_out:
            number = self.left_out
            said.append(f"Left out: {number} unbacked sentence{'s' if number > 1 else ''}.")
        return " ".join(said)


def _is_faithful(said: str, conversation: Sequence[str], resolved: str) -> bool:
    """Whether this is one question that asks what the rules ask, in words of the conversation."""
    known = stems(" ".join(conversation))
    return (
        said.endswith("?")
        and len(_ENDS.findall(said)) == 1
        and len(said) <= _QUESTION
        and all(names(concept, known) for concept in concepts_of(said))
        and all(names(concept, stems(said)) for concept in concepts_of(resolved))
    )


def _below(text: str, block: str) -> str:
    return f"{text}\n\n{block}" if text else block


def _with(draft: _Draft, written: Written, hits: Sequence[Hit], snapshot: Snapshot) -> _Draft | None:
    """The draft with one more sentence; None where that is not backed, or was said already."""
    answer = draft.answer
    backing = _backing(written, hits, answer)
    # "They earn …" is about whom the sentence before is about, if that rests on the same passage.
    if backing is None or (
        _REFERS.match(written.text)
        and not any(quoted.hit in draft.last for quoted in backing.quotes)
    ):
        return None
    last = tuple(quoted.hit for quoted in backing.quotes)
    if backing.text.startswith("|"):
        tabled = _with_rows(answer, backing.quotes[0], snapshot)
        return replace(draft, answer=tabled, last=last) if tabled else None
    text = escaped(as_text(backing.text))
    if plain(text) in (plain(statement.text) for statement in answer.statements):
        return None
    cited = set()
    for quoted in backing.quotes:
        answer, number = cite(answer, quoted.hit, quoted.units, snapshot)
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
    return replace(draft, answer=answer, last=last)


def _with_rows(answer: Answer, quoted: Quoted, snapshot: Snapshot) -> Answer | None:
    """The answer with rows of a table under its head, without which cells say nothing."""
    rows = tuple(Said(quoted.hit, (unit,)) for unit in quoted.units)
    beside = len(answer.text) - sum(len(statement.text) for statement in answer.statements)
    *_, grown = [None, *compose(answer, [Group("table", rows, 0.0)], snapshot, beside)]
    return grown


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
    ended = answer.text.rsplit("\n", 1)[-1].startswith(("- ", "| "))
    return "\n\n" if written.opens == "paragraph" or ended else " "
