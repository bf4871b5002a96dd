"""The REST door to the documents: list and read them, upload one, take one out."""

import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, UploadFile
from fastapi import Path as PathParameter
from starlette.responses import Response

from chatbot import source_page
from chatbot.guard import too_large
from chatbot.jobs import Job
from chatbot.readiness import AReady, TheJobs
from chatbot.startup import OUTDATED
from chatbot.wire import document_json, listed_json
from vectorstore import Kept

routes = APIRouter()

_LONGEST_NAME = 200  # bytes; file systems take 255
AnId = Annotated[str, PathParameter(alias="id")]


def _document(
    request: Request, ready: AReady, document_id: AnId, version: str | None = None
) -> Kept:
    """The document that the path names, or where a moved one is now; a link may outlive it."""
    with ready.store.reading() as snapshot:
        kept = snapshot.document(document_id, version)
        now = snapshot.document(document_id)
    if kept is not None:
        if (new_id := kept.document.id) != document_id:
            # Temporary, because an undo may bring it back.
            place = f"{request.url.path.replace(document_id, new_id)}?{request.url.query}"
            raise HTTPException(
                307, f"The document is now {kept.document.source}.", {"Location": place.rstrip("?")}
            )
        return kept
    if version is None:
        raise HTTPException(404, "There is no such document. GET /api/documents lists them.")
    raise HTTPException(
        410,
        "The source has changed since, and the version that was cited is no longer kept. "
        + (f"Its text of now is at /documents/{now.document.id}." if now else "It is gone."),
    )


ADocument = Annotated[Kept, Depends(_document)]
_GONE: dict[int | str, dict[str, Any]] = {
    307: {"description": "The document was moved; its new place"},
    404: {"description": "There is no such document"},
    410: {"description": "That version is no longer kept"},
}
_STARTED: dict[int | str, dict[str, Any]] = {
    409: {"description": "Not possible now; `detail` says why, `job_id` which run is at work"}
}


@routes.get("/api/documents")
def documents(request: Request, ready: AReady, jobs: TheJobs) -> dict[str, Any]:
    """The documents that answers come from, with what the reading had to say about each."""
    remarks = jobs.remarks()
    with ready.store.reading() as snapshot:
        listed = [
            {**listed_json(one), "warnings": remarks.get(one.document.source, [])}
            for one in snapshot.documents()
        ]
        version = snapshot.corpus_version
    running, startup = jobs.running, request.app.state.startup
    return {
        "corpus_version": version,
        "documents": listed,
        "job_id": running.id if running else None,
        "notice": OUTDATED if startup.outdated == version else None,
    }


@routes.post("/api/documents", status_code=202, responses=_STARTED)
def upload(file: UploadFile, request: Request, jobs: TheJobs) -> dict[str, str]:
    """Add a document, or replace the upload of that name; GET /api/ingest/{job_id} follows it."""
    name, limit = _file_name(file.filename or ""), request.app.state.max_bytes
    source = f"uploads/{name}"
    if not file.size:
        raise HTTPException(422, f"The file {name} is empty. Send one that holds text.")
    if file.size > limit:
        raise HTTPException(*too_large(limit))
    folder = TemporaryDirectory()
    place = Path(folder.name, name)
    try:
        with place.open("wb") as saved:
            shutil.copyfileobj(file.file, saved)
        return _started(jobs.start("--upload", str(place), about=source, then=folder.cleanup))
    except BaseException:
        folder.cleanup()
        raise


@routes.delete("/api/documents/{id}", status_code=202, responses=_GONE | _STARTED)
def remove(ready: AReady, jobs: TheJobs, document_id: AnId) -> dict[str, str]:
    """Take an upload out; a document of the folder goes when its file is removed there."""
    with ready.store.reading() as snapshot:
        kept = snapshot.document(document_id)
    if kept is None:
        raise HTTPException(404, "There is no such document. GET /api/documents lists them.")
    if kept.document.origin != "upload":
        raise HTTPException(
            409,
            f"{kept.document.source} is a file of the folder, not an upload. Remove the file "
            "there, then read the folder again: POST /api/ingest.",
        )
    source = kept.document.source
    return _started(jobs.start("--remove-upload", source, about=source))


@routes.get("/api/documents/{id}", responses=_GONE)
def document(kept: ADocument) -> dict[str, Any]:
    """A document with its whole text."""
    return document_json(kept)


@routes.get("/documents/{id}", response_class=source_page.SourcePage, responses=_GONE)
def document_page(
    kept: ADocument,
    ready: AReady,
    start: Annotated[int | None, Query()] = None,
    end: Annotated[int | None, Query()] = None,
) -> Response:
    """A document for people, with the span highlighted and scrolled to."""
    if start is None and end is None:
        start = end = 0
    elif start is None or end is None or not 0 <= start < end <= len(kept.text):
        raise HTTPException(
            422,
            f"`start` and `end` do not name a span of this document, which has {len(kept.text)} "
            "characters. Give both, with 0 <= start < end, or neither.",
        )
    with ready.store.reading() as snapshot:
        now = snapshot.document(kept.document.id)
    return source_page.SourcePage(source_page.rendered(kept, start, end, now))


def _started(job: Job) -> dict[str, str]:
    return {"job_id": job.id}


def _file_name(sent: str) -> str:
    """The last part of a name, which some clients send with its path."""
    # Browsers send quotes as %22 (https://html.spec.whatwg.org, "multipart form data").
    name = re.split(r"[/\\]", sent)[-1].strip().replace("%22", '"')
    if not name or not name.isprintable() or len(name.encode(errors="replace")) > _LONGEST_NAME:
        raise HTTPException(
            422,
            f"{name[:40]!r} cannot be a document's name. Rename the file: up to {_LONGEST_NAME} "
            "bytes, without control characters.",
        )
    return name
