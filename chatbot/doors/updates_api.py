"""The REST door to the corpus as a whole: read the folder again, follow a run, go back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Depends, HTTPException
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field

from chatbot.doors.jobs import Job, JobRunning
from chatbot.doors.readiness import AReady, TheStartup
from chatbot.doors.streaming import api_routes
from vectorstore import StoreError

routes = api_routes()

_LOOK = 0.2  # seconds between two looks at a run


class Wishes(BaseModel, extra="forbid", strict=True):
    """What `POST /api/ingest` takes; the folder is the store's own."""

    dry_run: bool = Field(default=False, description="only say what would be done")
    yes: bool = Field(default=False, description="go on though most documents would go")
    again: bool = Field(default=False, description="take in what an undo took back, too")


class Undo(BaseModel, extra="forbid", strict=True):
    """What `POST /api/versions/undo` takes."""

    to: int | None = Field(
        default=None, ge=1, description="the version to bring back; default: one step further back"
    )


@routes.post("/api/ingest", status_code=202)
def read_again(startup: TheStartup, wishes: Wishes | None = None) -> dict[str, str]:
    """Bring the documents in line with the folder, or with `dry_run` say what that would do."""
    wished = [f"--{name.replace('_', '-')}" for name, value in wishes or () if value]
    return {"job_id": startup.jobs.start(*wished).id}


def _job(job_id: str, startup: TheStartup) -> Job:
    if (known := startup.jobs.get(job_id)) is None:
        said = "There is no such job. Jobs are kept until the next restart of the server."
        raise HTTPException(404, said)
    return known


AJob = Annotated[Job, Depends(_job)]


@routes.get("/api/ingest/{job_id}", response_class=EventSourceResponse, include_in_schema=False)
async def follow(job: AJob) -> AsyncIterator[ServerSentEvent]:
    """A run until it ends."""
    told = None
    while job.running:
        if job.told is not told:
            told = job.told
            yield ServerSentEvent(event="progress", data=told)
        await asyncio.sleep(_LOOK)
    yield ServerSentEvent(event="done", data=job.told)


@routes.get("/api/ingest/{job_id}")
def job(job: AJob) -> dict[str, Any]:
    """How far a run is; with `Accept: text/event-stream` until it ends: progress, done."""
    return job.told


@routes.get("/api/versions")
def versions(ready: AReady) -> dict[str, Any]:
    """The kept corpus versions, newest first, and what an undo keeps out of the next reading."""
    skipped = sorted(ready.store.skipped())
    return {
        "corpus_version": ready.store.corpus_version,
        "versions": [asdict(version) for version in ready.store.versions()],
        "skipped": [{"source": source, "version": version} for source, version in skipped],
    }


@routes.post("/api/versions/undo")
def undo(ready: AReady, startup: TheStartup, wish: Undo | None = None) -> dict[str, int]:
    """Publish what was, as a new version."""
    if (running := startup.jobs.running) is not None:
        raise JobRunning(running)
    try:
        return {"corpus_version": ready.store.undo(wish.to if wish else None)}
    except StoreError as error:
        raise HTTPException(409, str(error)) from error
