"""The REST door: ask, list and read documents, and say whether all is well."""

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request
from fastapi import Path as PathParameter
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response, StreamingResponse

from chatbot import source_page
from chatbot.answer import Turn
from chatbot.problems import (
    UNEXPECTED,
    answer_with_problems,
    problem,
    problem_response,
)
from chatbot.startup import Ready, Startup
from chatbot.streaming import walk
from chatbot.wire import answer_json, document_json, listed_json
from vectorstore import Kept, StoreError

PATHS = ("/api", "/documents", "/healthz", "/readyz", "/openapi.json", "/docs", "/_static")
STATIC = Path(__file__).parent / "static"

_log = logging.getLogger("uvicorn.error")
_routes = APIRouter()


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


def create_api(startup: Startup) -> FastAPI:
    """The API, which says that it is not ready until `startup` is."""
    api = FastAPIOffline(
        title="Career chatbot",
        description="Answers from your documents, every statement with its source.",
        docs_url="/docs",
        redoc_url=None,
        static_url="/docs/files",
    )
    api.state.startup = startup
    api.mount("/_static", StaticFiles(directory=STATIC))
    api.include_router(_routes)
    answer_with_problems(api)
    return api


def _ready(request: Request) -> Ready:
    startup: Startup = request.app.state.startup
    if startup.ready is None:
        raise HTTPException(503, f"{startup.message} Ask again in a moment.", {"Retry-After": "2"})
    return startup.ready


AReady = Annotated[Ready, Depends(_ready)]


def _document(
    ready: AReady,
    document_id: Annotated[str, PathParameter(alias="id")],
    version: str | None = None,
) -> Kept:
    """The document that the path names; a link that has outlived its document says so."""
    with ready.store.reading() as reader:
        kept = reader.document(document_id, version)
        if kept is not None:
            return kept
        if reader.document(document_id) is None:
            raise HTTPException(404, "There is no such document. GET /api/documents lists them.")
    raise HTTPException(
        410,
        "The source has changed since, and the version that was cited is no longer kept. "
        f"Its text of now is at /documents/{document_id}.",
    )


ADocument = Annotated[Kept, Depends(_document)]


@_routes.post(
    "/api/ask",
    response_class=JSONResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "The answer, cited"}},
)
async def ask(question: Question, request: Request, ready: AReady) -> Response:
    """Answer a question; with `Accept: text/event-stream` as it grows: searching, delta, done."""
    if "text/event-stream" in request.headers.get("accept", ""):
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        events = _events(ready, question.turn())
        return StreamingResponse(events, media_type="text/event-stream", headers=headers)
    answer = None
    async for grown in walk(ready.chat, question.turn()):
        answer = grown or answer
        if grown is None and await request.is_disconnected():
            break
    assert answer is not None
    return JSONResponse(answer_json(answer))


@_routes.get("/api/documents")
def documents(ready: AReady) -> dict[str, Any]:
    """The documents that answers come from."""
    with ready.store.reading() as reader:
        listed = [listed_json(document) for document in reader.documents()]
        return {"corpus_version": reader.corpus_version, "documents": listed}


@_routes.get("/api/documents/{id}")
def document(kept: ADocument) -> dict[str, Any]:
    """A document with its whole text."""
    return document_json(kept)


@_routes.get("/documents/{id}", response_class=source_page.SourcePage)
def document_page(
    kept: ADocument,
    start: Annotated[int | None, Query()] = None,
    end: Annotated[int | None, Query()] = None,
) -> Response:
    """A document for people, with the span highlighted and scrolled to."""
    if start is None and end is None:
        return source_page.SourcePage(source_page.rendered(kept, 0, 0))
    if start is None or end is None or not 0 <= start < end <= len(kept.text):
        raise HTTPException(
            422,
            f"`start` and `end` do not name a span of this document, which has {len(kept.text)} "
            "characters. Give both, with 0 <= start < end, or neither.",
        )
    return source_page.SourcePage(source_page.rendered(kept, start, end))


@_routes.get("/healthz")
def healthz() -> dict[str, str]:
    """The process is up."""
    return {"status": "ok"}


@_routes.get("/readyz", responses={503: {"description": "Not yet; `detail` says why"}})
def readyz(request: Request) -> Response:
    """Whether a question would be answered now."""
    startup: Startup = request.app.state.startup
    if startup.ready is not None:
        return JSONResponse({"status": "ready"})
    return problem_response(503, startup.message, state=startup.state, page=startup.page_is_open)


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
                yield _event("searching", {"searched_for": answer.searched_for})
            if answer.text != sent:
                yield _event("delta", {"text": answer.text[len(sent) :]})
                sent = answer.text
            if answer.complete:
                yield _event("done", answer_json(answer))
    except StoreError as error:
        yield _event("error", problem(503, str(error)))
    except Exception:
        _log.exception("A question could not be answered")
        yield _event("error", problem(500, UNEXPECTED))


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
