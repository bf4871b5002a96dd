"""The REST door to the chat: a question in, the cited answer out, at once or as it grows."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, HTTPException
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field

from chatbot.answer import Turn
from chatbot.conversations import UnknownConversation
from chatbot.doors.problems import logged_problem
from chatbot.doors.readiness import AReady
from chatbot.doors.sources import unknown_sources
from chatbot.doors.streaming import api_routes
from chatbot.wire import answer_json

routes = api_routes()


class Question(BaseModel, extra="forbid", strict=True):
    """What `POST /api/ask` takes."""

    question: str = Field(
        min_length=1, max_length=4_000, examples=["What does a senior ML engineer earn?"]
    )
    conversation_id: str | None = Field(default=None, min_length=1, max_length=200)
    sources: list[str] = Field(
        default=[], max_length=100, description="globs that limit the search; `*` crosses `/`"
    )
    top_k: int = Field(default=8, ge=1, le=50, description="passages listed, at most")


def _turn(asked: Question, ready: AReady) -> Turn:
    """The question as the chat takes it; a stream that has begun could not be refused any more."""
    if asked.conversation_id and not ready.chat.conversations.has(asked.conversation_id):
        raise UnknownConversation
    if wrong := unknown_sources(ready.store, asked.sources):
        raise HTTPException(422, wrong)
    return Turn(asked.question, asked.conversation_id, tuple(asked.sources), asked.top_k)


ATurn = Annotated[Turn, Depends(_turn)]


@routes.post("/api/ask", response_class=EventSourceResponse, include_in_schema=False)
def ask_for_events(turn: ATurn, ready: AReady) -> Iterator[ServerSentEvent]:
    """The walk as server-sent events; all deltas joined are the answer."""
    sent = None
    try:
        for answer in ready.chat.stream(turn):
            if sent is None:
                sent = ""
                yield ServerSentEvent(event="searching", data={"searched_for": answer.searched_for})
            if answer.text != sent:
                yield ServerSentEvent(event="delta", data={"text": answer.text[len(sent) :]})
                sent = answer.text
            if answer.complete:
                yield ServerSentEvent(event="done", data=answer_json(answer))
    except Exception as error:
        yield ServerSentEvent(event="error", data=logged_problem(error))


@routes.post("/api/ask")
def ask(turn: ATurn, ready: AReady) -> dict[str, Any]:
    """Answer a question; with `Accept: text/event-stream` as it grows: searching, delta, done."""
    return answer_json(ready.chat.ask(turn))


@routes.get("/api/conversations/{conversation_id}")
def conversation(conversation_id: str, ready: AReady) -> dict[str, Any]:
    """A conversation, to show it again: its answers, in order."""
    turns = ready.chat.conversations.turns(conversation_id)
    return {"conversation_id": conversation_id, "turns": turns}


@routes.delete("/api/conversations/{conversation_id}", status_code=204)
def delete_conversation(conversation_id: str, ready: AReady) -> None:
    """Forget a conversation for good."""
    ready.chat.conversations.delete(conversation_id)
