"""Answers and documents as the contract's JSON objects: the one place where our types leave us."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from chatbot.answer import Answer, Citation, Statement, Topic
from vectorstore import Document, Hit, Kept, Listed

Json = dict[str, Any]


def answer_json(answer: Answer) -> Json:
    """The answer object, the same at every door."""
    return {
        "id": answer.id,
        "conversation_id": answer.conversation_id,
        "question": answer.question,
        "searched_for": answer.searched_for,
        "status": answer.status,
        "answer": answer.text,
        "statements": [_statement(statement) for statement in answer.statements],
        "citations": [_citation(citation) for citation in answer.citations],
        "passages": [_passage(rank, hit) for rank, hit in enumerate(answer.passages, 1)],
        "nearest_topics": [_topic(topic) for topic in answer.nearest_topics],
        "follow_ups": list(answer.follow_ups),
        "corpus_version": answer.corpus_version,
        "model": answer.model,
        "timings_ms": {name: round(took, 1) for name, took in answer.timings_ms.items()},
    }


def listed_json(listed: Listed) -> Json:
    """A document as the list of documents shows it."""
    document = listed.document
    added = {"passages": listed.passages, "added_at": listed.added_at}
    return {"id": document.id, **asdict(document), **added}


def document_json(kept: Kept) -> Json:
    """A document with its whole text."""
    return {**listed_json(kept), "text": kept.text}


def span_url(document: Document, start: int, end: int) -> str:
    """The page of a document, relative, with a span highlighted."""
    query = urlencode({"start": start, "end": end, "version": document.version})
    return f"/documents/{document.id}?{query}"


def _statement(statement: Statement) -> Json:
    operands = {"operands": list(statement.operands)} if statement.operands else {}
    return {
        "text": statement.text,
        "citations": list(statement.citations),
        "support": statement.support,
        **operands,
    }


def _citation(citation: Citation) -> Json:
    passage = citation.hit.passage
    document = passage.document
    return {
        "number": citation.number,
        "document_id": document.id,
        "source": document.source,
        "title": document.title,
        "heading": list(passage.heading),
        "page": passage.page,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "document_version": document.version,
        "as_of": document.as_of,
        "also_in": list(citation.also_in),
        "kind": passage.kind,
        "url": span_url(document, citation.start, citation.end),
    }


def _passage(rank: int, hit: Hit) -> Json:
    passage = hit.passage
    return {
        "rank": rank,
        "document_id": passage.document.id,
        "source": passage.document.source,
        "also_in": list(hit.also_in),
        "heading": list(passage.heading),
        "page": passage.page,
        "as_of": passage.document.as_of,
        "kind": passage.kind,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 4),
    }


def _topic(topic: Topic) -> Json:
    passage, unit = topic.hit.passage, topic.unit
    return {
        "topic": topic.topic,
        "heading": list(passage.heading),
        "quote": passage.quote(unit),
        "source": passage.document.source,
        "document_id": passage.document.id,
        "start": unit.start,
        "end": unit.end,
        "url": span_url(passage.document, unit.start, unit.end),
    }
