"""The REST door to the corpus as a whole: read the folder again, follow a run, go back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from chatbot.jobs import Job, JobRunning
from chatbot.readiness import AReady, TheJobs
from chatbot.streaming import PULSE, EventStream, event, wants_events
from vectorstore import StoreError

routes = APIRouter()

_LOOK = 0.2  # seconds between two looks at a run


class Wishes(BaseModel):
    """What `POST /api/ingest` takes; the folder is the store's own."""

    model_config = ConfigDict(extra="forbid", strict=True)

    dry_run: bool = Field(default=False, description="only say what would be done")
    yes: bool = Field(default=False, description="go on though most documents would go")
    again: bool = Field(default=False, description="take in what an undo took back, too")

    def arguments(self) -> list[str]:
        """The wishes as the command takes them."""
        return [f"--{name.replace('_', '-')}" for name, wished in self if wished]


class Undo(BaseModel):
    """What `POST /api/versions/undo` takes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    to: int | None = Field(
        default=None, ge=1, description="the version to bring back; default: one step further back"
    )


@routes.post(
    "/api/ingest",
    status_code=202,
    responses={409: {"description": "A run is at work; `job_id` says which"}},
)
def read_again(jobs: TheJobs, wishes: Wishes | None = None) -> dict[str, str]:
    """Bring the documents in line with the folder, or with `dry_run` say what that would do."""
    return {"job_id": jobs.start(*(wishes or Wishes()).arguments()).id}


@routes.get(
    "/api/ingest/{job_id}",
    response_class=JSONResponse,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "The run as it is now"},
        404: {"description": "There is no such run since the start of the server"},
    },
)
async def job(job_id: str, request: Request, jobs: TheJobs) -> Response:
    """How far a run is; with `Accept: text/event-stream` until it ends: progress, done."""
    known = jobs.get(job_id)
    if known is None:
        raise HTTPException(
            404, "There is no such job. Jobs are kept until the next restart of the server."
        )
    return EventStream(_events(known)) if wants_events(request) else JSONResponse(known.told)


@routes.get("/api/versions")
def versions(ready: AReady) -> dict[str, Any]:
    """The kept corpus versions, newest first, and what an undo keeps out of the next reading."""
    skipped = sorted(ready.store.skipped())
    return {
        "corpus_version": ready.store.corpus_version,
        "versions": [asdict(version) for version in ready.store.versions()],
        "skipped": [{"source": source, "version": version} for source, version in skipped],
    }


@routes.post(
    "/api/versions/undo",
    responses={409: {"description": "There is nothing to go back to, or a run is at work"}},
)
def undo(ready: AReady, jobs: TheJobs, wish: Undo | None = None) -> dict[str, int]:
    """Publish what was, as a new version."""
    if (running := jobs.running) is not None:
        raise JobRunning(running)
    try:
        return {"corpus_version": ready.store.undo(wish.to if wish else None)}
    except StoreError as error:
        raise HTTPException(409, str(error)) from error


async def _events(job: Job) -> AsyncIterator[str]:
    told, quiet = None, 0.0
    while job.running:
        if job.told != told:
            told, quiet = job.told, 0.0
            yield event("progress", told)
        elif quiet >= PULSE:
            quiet = 0.0
            yield ": still at work\n\n"
        await asyncio.sleep(_LOOK)
        quiet += _LOOK
    yield event("done", job.told)
