"""The REST door to the chat: a question in, the cited answer out, at once or as it grows."""

import logging
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from chatbot.answer import Turn
from chatbot.conversations import UnknownConversation
from chatbot.problems import UNEXPECTED, problem
from chatbot.readiness import AReady
from chatbot.startup import Ready
from chatbot.streaming import EventStream, event, walk, wants_events
from chatbot.wire import answer_json
from vectorstore import StoreError

_log = logging.getLogger("uvicorn.error")
routes = APIRouter()


class Question(BaseModel):
    """What `POST /api/ask` takes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: str = Field(
        min_length=1, max_length=4_000, examples=["What does a senior ML engineer earn?"]
    )
    conversation_id: str | None = Field(default=None, min_length=1, max_length=200)
    sources: list[str] = Field(
        default=[], max_length=100, description="globs that limit the search; `*` crosses `/`"
    )
    top_k: int = Field(default=8, ge=1, le=50, description="passages listed, at most")

    def turn(self) -> Turn:
        """The question as the chat takes it."""
        return Turn(self.question, self.conversation_id, tuple(self.sources), self.top_k)


@routes.post(
    "/api/ask",
    response_class=JSONResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "The answer, cited"}},
)
async def ask(question: Question, request: Request, ready: AReady) -> Response:
    """Answer a question; with `Accept: text/event-stream` as it grows: searching, delta, done."""
    known = question.conversation_id
    if known and not ready.chat.conversations.has(known):
        raise UnknownConversation  # now: a stream that has begun cannot become a 404
    if wants_events(request):
        return EventStream(_events(ready, question.turn()))
    answer = None
    async for grown in walk(ready.chat, question.turn()):
        answer = grown or answer
        if grown is None and await request.is_disconnected():
            break
    assert answer is not None
    return JSONResponse(answer_json(answer))


@routes.get("/api/conversations/{conversation_id}")
def conversation(conversation_id: str, ready: AReady) -> dict[str, Any]:
    """A conversation, to show it again: its answers, in order."""
    turns = ready.chat.conversations.turns(conversation_id)
    return {"conversation_id": conversation_id, "turns": turns}


@routes.delete("/api/conversations/{conversation_id}", status_code=204)
def delete_conversation(conversation_id: str, ready: AReady) -> None:
    """Forget a conversation for good."""
    ready.chat.conversations.delete(conversation_id)


async def _events(ready: Ready, turn: Turn) -> AsyncIterator[str]:
    """The walk as server-sent events; all deltas joined are the answer."""
    sent: str | None = None
    answer = None
    try:
        async for answer in walk(ready.chat, turn):
            if answer is None:
                yield ": still searching\n\n"
                continue
            if sent is None:
                sent = ""
                yield event("searching", {"searched_for": answer.searched_for})
            if answer.text != sent:
                yield event("delta", {"text": answer.text[len(sent) :]})
                sent = answer.text
            if answer.complete:
                yield event("done", answer_json(answer))
    except StoreError as error:
        yield event("error", problem(503, str(error)))
    except Exception:
        _log.exception("A question could not be answered")
        yield event("error", problem(500, UNEXPECTED))
