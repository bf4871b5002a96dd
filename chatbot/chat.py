"""A question's way: understood, searched, judged, answered or refused. The verb file."""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from chatbot.answer import Answer, Turn
from chatbot.calibration import calibration_for
from chatbot.compose import compose
from chatbot.conversations import Conversations, asked_before, new_id, recalled
from chatbot.finding import Found, Scope, find, judged
from chatbot.follow_up import is_small_talk, resolve
from chatbot.phrases import Names
from chatbot.question import Query, Vocabulary, understand
from chatbot.refuse import SMALL_TALK, lacking, nearest_topics, refusal
from chatbot.roles import Roles
from chatbot.suggestions import starters, suggested
from chatbot.wire import answer_json
from vectorstore import Hit, Passage, Snapshot, Store

if TYPE_CHECKING:
    from chatbot.writer import Writer  # its prompt takes a second to import

MODEL = "extractive"


class Chat:
    """Answers questions from a store."""

    def __init__(self, store: Store, writer: "Writer | None" = None) -> None:
        """Answer from `store`, which stays open as long as questions come; `writer` may write."""
        self._store, self.writer = store, writer
        self._corpus: Corpus | None = None
        self.conversations = Conversations(store.path / "conversations.sqlite3")

    def stream(self, turn: Turn) -> Iterator[Answer]:
        """The walk: the answer as it grows, from the first word on; the last one is complete.

        Raises `UnknownConversation` where the turn goes on with one that there is not.
        """
        started = time.perf_counter()
        kept = self.conversations.turns(turn.conversation_id, 6) if turn.conversation_id else []
        with self._store.reading() as snapshot:
            corpus = self.known(snapshot)
            past = [*asked_before(turn.earlier, corpus.names), *recalled(kept, snapshot)]
            asked = resolve(turn.question, past, corpus.names)
            if self.writer and asked != turn.question:  # the rules tell what is a follow-up
                asked = self.writer.rewrite(turn.question, past, asked)
            query = understand(asked, corpus.vocabulary)
            answer = _begin(turn, query, snapshot)
            if is_small_talk(turn.question):
                answer = replace(answer, status="unclear", text=SMALL_TALK, complete=True)
                yield self._kept(answer, first=not kept)
                return
            yield answer
            scope = replace(corpus.scope, sources=turn.sources, top_k=turn.top_k)
            found = find(query, snapshot, scope)
            retrieved = time.perf_counter()
            answer = replace(answer, passages=tuple(found.passages))
            say = self.writer.write if self.writer and found.groups else compose
            for grown in say(answer, found.groups, snapshot):
                yield (answer := grown)
            answer = _closed(answer, query, found)
            said = {turn.question, answer.searched_for, *(before.searched_for for before in past)}
            further = suggested(answer, snapshot, corpus.names, said, partial(_says, snapshot, corpus))
        timings = _timings(started, retrieved)
        answer = replace(answer, complete=True, follow_ups=further, timings_ms=timings)
        yield self._kept(answer, first=not kept)

    def ask(self, turn: Turn) -> Answer:
        """The whole answer at once: the walk's last item."""
        *_, answer = self.stream(turn)
        return answer

    def starters(self, count: int = 4) -> list[str]:
        """Questions to begin with, made of the corpus' own headings; each one has an answer."""
        with self._store.reading() as snapshot:
            corpus = self.known(snapshot)
            return [*islice(starters(snapshot, corpus.names, partial(_says, snapshot, corpus)), count)]

    def _kept(self, answer: Answer, first: bool) -> Answer:
        self.conversations.keep(answer_json(answer), first)
        return answer

    def known(self, snapshot: Snapshot) -> "Corpus":
        """What is known of the corpus as a whole, found out once for each version."""
        if self._corpus is None or self._corpus.version != snapshot.corpus_version:
            headings = {heading for path in snapshot.headings() for heading in path}
            titles = {listed.document.title for listed in snapshot.documents()}
            vocabulary = Vocabulary(snapshot.words(), self._store.is_word)
            names = Names(headings, titles, vocabulary.counts)
            limits = calibration_for(self._store.embedder.fingerprint)
            scope = Scope(vocabulary, Roles(names, headings | titles), limits)
            self._corpus = Corpus(snapshot.corpus_version, vocabulary, scope, names)
        return self._corpus


@dataclass(frozen=True, slots=True)
class Corpus:
    """The words and the subjects of one corpus version."""

    version: int
    vocabulary: Vocabulary
    scope: Scope
    names: Names


def _closed(answer: Answer, query: Query, found: Found) -> Answer:
    """The answer with what the documents do not say: of a part of the question, or of all of it."""
    if answer.statements:
        if not found.lacking:
            return answer
        text = f"{answer.text}\n\n{lacking(found.lacking)}"
        return replace(answer, status="partial", text=text)
    topics = nearest_topics(query, found.evidence) if query.concepts else ()
    return replace(
        answer,
        status="not_found" if query.concepts else "unclear",
        text=refusal(found.verdict, query, topics),
        nearest_topics=topics,
    )


def _says(snapshot: Snapshot, corpus: Corpus, question: str, passage: Passage) -> bool:
    """Whether a passage answers the question that was made of its heading; nothing is searched."""
    near = corpus.scope.limits.near  # as its own heading is; that it fits is still to be shown
    hit = Hit(passage, 1.0, near, (near,) * len(passage.units))
    query = understand(question, corpus.vocabulary)
    return judged(query, [hit], snapshot, corpus.scope).verdict.supported


def _begin(turn: Turn, query: Query, snapshot: Snapshot) -> Answer:
    return Answer(
        id=uuid.uuid4().hex,
        conversation_id=turn.conversation_id or new_id(),
        question=turn.question,
        searched_for=query.text,
        status="not_found",
        corpus_version=snapshot.corpus_version,
        model=MODEL,
    )


def _timings(started: float, retrieved: float) -> dict[str, float]:
    done = time.perf_counter()
    return {
        "retrieve": (retrieved - started) * 1000,
        "answer": (done - retrieved) * 1000,
        "total": (done - started) * 1000,
    }
