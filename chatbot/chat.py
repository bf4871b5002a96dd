"""A question's way: understood, searched, judged, answered or refused. The verb file."""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

from chatbot.answer import Answer, Turn
from chatbot.compose import compose
from chatbot.evidence import gather, weigh
from chatbot.extract import extract
from chatbot.question import Query, Vocabulary, understand
from chatbot.refuse import judge, nearest_topics, refusal
from chatbot.starters import heading_questions
from chatbot.subject import Subjects, fitting
from vectorstore import Reader, Store

MODEL = "extractive"

_READ = 8  # passages that are read for evidence


class Chat:
    """Answers questions from a store."""

    def __init__(self, store: Store) -> None:
        """Answer from `store`, which stays open as long as questions come."""
        self._store = store
        self._corpus: _Corpus | None = None

    def stream(self, turn: Turn) -> Iterator[Answer]:
        """The walk: the answer as it grows, from the first word on; the last one is complete."""
        started = time.perf_counter()
        with self._store.reading() as reader:
            corpus = self._known(reader)
            query = understand(turn.question, corpus.vocabulary)
            answer = _begin(turn, query, reader)
            yield answer
            hits = reader.search(query.text, max(turn.top_k, _READ), turn.sources, query.words)
            retrieved = time.perf_counter()
            answer = replace(answer, passages=tuple(hits[: turn.top_k]))
            weights = weigh(query.concepts, reader)
            evidence = gather(query, hits[:_READ], weights)
            fitted = fitting(query, evidence, corpus.subjects)
            verdict = judge(query, evidence, weights, fits=fitted is not None)
            if verdict.supported:
                for grown in compose(answer, extract(query, fitted or evidence), reader):
                    yield (answer := grown)
            if not answer.statements:
                topics = nearest_topics(evidence) if query.concepts else ()
                answer = replace(
                    answer,
                    status="not_found" if query.concepts else "unclear",
                    text=refusal(verdict, query, topics),
                    nearest_topics=topics,
                )
        yield replace(answer, complete=True, timings_ms=_timings(started, retrieved))

    def ask(self, turn: Turn) -> Answer:
        """The whole answer at once: the walk's last item."""
        *_, answer = self.stream(turn)
        return answer

    def starters(self, count: int = 4) -> list[str]:
        """Questions to begin with, made of the corpus' own headings; each one has an answer."""
        with self._store.reading() as reader:
            candidates = heading_questions(reader.headings())
        answered = (q for q in candidates if self.ask(Turn(q)).status == "answered")
        return [question for question, _ in zip(answered, range(count), strict=False)]

    def _known(self, reader: Reader) -> "_Corpus":
        """What is known of the corpus as a whole, found out once for each version."""
        if self._corpus is None or self._corpus.version != reader.corpus_version:
            headings = {heading for path in reader.headings() for heading in path}
            titles = {listed.document.title for listed in reader.documents()}
            vocabulary = Vocabulary(reader.words(), self._store.is_word)
            self._corpus = _Corpus(reader.corpus_version, vocabulary, Subjects(headings | titles))
        return self._corpus


@dataclass(frozen=True, slots=True)
class _Corpus:
    """The words and the subjects of one corpus version."""

    version: int
    vocabulary: Vocabulary
    subjects: Subjects


def _begin(turn: Turn, query: Query, reader: Reader) -> Answer:
    return Answer(
        id=uuid.uuid4().hex,
        conversation_id=turn.conversation_id or uuid.uuid4().hex,
        question=turn.question,
        searched_for=query.text,
        status="not_found",
        corpus_version=reader.corpus_version,
        model=MODEL,
    )


def _timings(started: float, retrieved: float) -> dict[str, float]:
    done = time.perf_counter()
    return {
        "retrieve": (retrieved - started) * 1000,
        "answer": (done - retrieved) * 1000,
        "total": (done - started) * 1000,
    }
