"""A question's way: understood, searched, read, chosen, composed or refused. The verb file."""

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chatbot.abbreviations import defined
from chatbot.answer import Answer, Turn
from chatbot.calibration import calibration_for, is_calibrated
from chatbot.choose import Group, beside, choose
from chatbot.compose import compose
from chatbot.conversations import Conversations, asked_before, new_id, recalled
from chatbot.evidence import Found, Scope, gather
from chatbot.follow_up import Past, Reading, Subjects, is_small_talk, readings
from chatbot.follow_up import choose as take
from chatbot.follow_up_choice import held
from chatbot.parts import Part, parts_of
from chatbot.question import Question, Vocabulary, content, understand
from chatbot.reader import Reader, load_reader
from chatbot.refusal import greeting, nearest_topics, refusal, without, without_named
from chatbot.suggest import follow_ups, starters
from chatbot.wire import answer_json
from vectorstore import Document, Snapshot, Store

if TYPE_CHECKING:
    from chatbot.writer import Writer  # its prompt takes a second to import

MODEL = "extractive"
_CHECKED = 2  # passages that are read for a question that is to be offered
_WELL = 0.65  # the probability from which on it is offered; of near misses one in 25 reaches it


class Chat:
    """Answers questions from a store."""

    def __init__(
        self,
        store: Store,
        writer: "Writer | None" = None,
        reads: Callable[[], Reader | None] = load_reader,
    ) -> None:
        """Answer from `store`, which stays open as long as questions come; `writer` may write.

        `reads` gives the reader; without one similarity chooses.
        """
        self._store, self.writer = store, writer
        self._corpus: Corpus | None = None
        reader = reads()
        fingerprint = store.embedder.fingerprint
        weights = calibration_for(fingerprint, reader is not None)
        self.scope = Scope(reader, weights, is_calibrated(fingerprint))
        self.conversations = Conversations(store.path / "conversations.sqlite3")

    def stream(self, turn: Turn) -> Iterator[Answer]:
        """The walk: the answer as it grows, from the first word on; the last one is complete.

        Raises `UnknownConversation` where the turn goes on with one that there is not.
        """
        started = time.perf_counter()
        kept = self.conversations.turns(turn.conversation_id, 6) if turn.conversation_id else []
        with self._store.reading() as snapshot:
            look = Look(snapshot, self.known(snapshot), self._scoped(turn))
            past = [*asked_before(turn.earlier, look.corpus.known), *recalled(kept, snapshot)]
            found = look.meant(turn.question, past, self.writer)
            answer = _begin(turn, found, snapshot)
            yield answer
            parts = look.parts(found)
            retrieved = time.perf_counter()
            groups = look.chosen(found, parts)
            say = self.writer.write if self.writer and groups else compose
            for grown in say(answer, groups, snapshot):
                yield (answer := grown)
            answer = _closed(answer, found, parts, look.corpus)
            asked = {turn.question, answer.searched_for, *(before.question for before in past)}
            further = follow_ups(answer, asked, look.answers)
        timings = _timings(started, retrieved)
        answer = replace(answer, complete=True, follow_ups=further, timings_ms=timings)
        self.conversations.keep(answer_json(answer), first=not kept)
        yield answer

    def ask(self, turn: Turn) -> Answer:
        """The whole answer at once: the walk's last item."""
        *_, answer = self.stream(turn)
        return answer

    def starters(self, count: int = 4) -> list[str]:
        """Questions to begin with, about the corpus' own subjects; each one has an answer."""
        with self._store.reading() as snapshot:
            look = Look(snapshot, self.known(snapshot), self.scope)
            return starters(snapshot, count, look.answers)

    def known(self, snapshot: Snapshot) -> "Corpus":
        """What is known of the corpus as a whole, found out once for each version."""
        if self._corpus is None or self._corpus.version != snapshot.corpus_version:
            paths = snapshot.headings()
            titles = {listed.document.title for listed in snapshot.documents()}
            names = {heading for path in paths for heading in path} | titles
            self._corpus = Corpus(
                snapshot.corpus_version,
                Vocabulary(snapshot.words(), self._store.is_word, defined(snapshot.texts())),
                frozenset(frozenset(content(name)) for name in names),
                Subjects(titles, paths),
                tuple(sorted(titles)),
            )
        return self._corpus

    def _scoped(self, turn: Turn) -> Scope:
        return replace(self.scope, sources=turn.sources, top_k=turn.top_k)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The words of one corpus version, and the stems of each of its headings and titles.

    `offered` remembers which questions a document was found to answer.
    """

    version: int
    vocabulary: Vocabulary
    subjects: frozenset[frozenset[str]]
    known: Subjects
    titles: tuple[str, ...]
    offered: dict[tuple[str, str], bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """One look into the corpus: questions understood, searched and read in one snapshot."""

    snapshot: Snapshot
    corpus: Corpus
    scope: Scope

    def at(self, text: str) -> Found:
        """What there is for a question."""
        return gather(understand(text, self.corpus.vocabulary), self.snapshot, self.scope)

    def meant(self, message: str, past: Sequence[Past], writer: "Writer | None" = None) -> Found:
        """What there is for the question that a message stands for after the turns before it."""
        if is_small_talk(message):
            return Found(Question(message, ""))
        made = readings(message, past, self.corpus.known)
        if writer and len(made) > 1:  # a model's rewriting is one reading more
            questions = [turn.question for turn in past]
            said = writer.rewrite(message, questions, take(made).text)
            if said not in [reading.text for reading in made]:
                made.append(Reading(said, "resolved", made[0].traits))
        looked = [self.at(reading.text) for reading in made]
        evidence = [held(found, past) for found in looked]
        return looked[made.index(take(made, evidence))]

    def parts(self, found: Found) -> list[tuple[Part, Found]]:
        """What there is for each thing that a question asks about side by side."""
        parts = parts_of(found.question.text, self.corpus.subjects)
        return [(part, self.at(part.question)) for part in parts]

    def chosen(self, found: Found, parts: Sequence[tuple[Part, Found]]) -> list[Group]:
        """What is said: what answers the whole question, or each of its parts."""
        whole = choose(found, self.scope.calibration) if found.answers else []
        return beside(whole, parts, self.scope.calibration) or whole

    def answers(self, question: str, document: Document) -> bool:
        """Whether a document by itself answers a question well, for one that is to be offered."""
        key = question, document.source
        if key not in self.corpus.offered:
            weights = replace(self.scope.calibration, read=_CHECKED)
            scope = replace(self.scope, sources=(document.source,), calibration=weights)
            asked = understand(question, self.corpus.vocabulary)
            found = gather(asked, self.snapshot, scope)
            self.corpus.offered[key] = found.probability >= _WELL
        return self.corpus.offered[key]


def _closed(
    answer: Answer, found: Found, parts: Sequence[tuple[Part, Found]], corpus: Corpus
) -> Answer:
    """The answer with what the documents do not say: of a part of the question, or at all."""
    if is_small_talk(answer.question):
        return replace(answer, status="unclear", text=greeting(corpus.titles))
    if answer.statements:
        lacking = [part for part, had in parts if not had.answers]
        lacks = [without(part) for part in lacking] if len(lacking) < len(parts) else []
        if found.missing and not lacks:
            lacks = [without_named(found.missing)]
        status = "partial" if lacks else answer.status
        return replace(answer, status=status, text="\n\n".join([answer.text, *lacks]))
    topics = nearest_topics(found)
    return replace(
        answer,
        status="not_found" if found.question.words else "unclear",
        text=refusal(found, topics),
        nearest_topics=topics,
    )


def _begin(turn: Turn, found: Found, snapshot: Snapshot) -> Answer:
    return Answer(
        id=uuid.uuid4().hex,
        conversation_id=turn.conversation_id or new_id(),
        question=turn.question,
        searched_for=found.question.text,
        status="not_found",
        corpus_version=snapshot.corpus_version,
        model=MODEL,
        passages=found.hits,
    )


def _timings(started: float, retrieved: float) -> dict[str, float]:
    done = time.perf_counter()
    return {
        "retrieve": (retrieved - started) * 1000,
        "answer": (done - retrieved) * 1000,
        "total": (done - started) * 1000,
    }
