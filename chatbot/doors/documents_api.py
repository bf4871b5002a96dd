"""The REST door to the documents: list and read them, upload one, take one out."""

import re
import unicodedata
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request, UploadFile
from fastapi import Path as PathParameter

from chatbot.doors.document_page import DocumentPage, rendered
from chatbot.doors.guard import too_large
from chatbot.doors.readiness import AReady, TheStartup
from chatbot.doors.startup import OUTDATED
from chatbot.doors.streaming import api_routes
from chatbot.settings import FORMATS
from chatbot.wire import document_json, listed_json
from vectorstore import Kept

routes = api_routes()

_LONGEST_NAME = 200  # bytes; file systems take 255

AnId = Annotated[str, PathParameter(alias="id")]


def _document(
    request: Request, ready: AReady, document_id: AnId, version: str | None = None
) -> Kept:
    """The document that the path names, or where a moved one is now; a link may outlive it."""
    with ready.store.reading() as snapshot:
        kept, now = snapshot.document(document_id, version), snapshot.document(document_id)
    if kept is not None:
        if (new_id := kept.document.id) != document_id:
            # Temporary, because an undo may bring it back.
            place = f"{request.url.path.replace(document_id, new_id)}?{request.url.query}"
            said = f"The document is now {kept.document.source}."
            raise HTTPException(307, said, {"Location": place.rstrip("?")})
        return kept
    if version is None:
        raise HTTPException(404, "There is no such document. GET /api/documents lists them.")
    raise HTTPException(
        410,
        "The source has changed since, and the version that was cited is no longer kept. "
        + (f"Its text of now is at /documents/{now.document.id}." if now else "It is gone."),
    )


ADocument = Annotated[Kept, Depends(_document)]


@routes.get("/api/documents")
def documents(startup: TheStartup, ready: AReady) -> dict[str, Any]:
    """The documents that answers come from, with what the reading had to say about each."""
    remarks, running = startup.jobs.remarks(), startup.jobs.running
    with ready.store.reading() as snapshot:
        listed = [
            {**listed_json(one), "warnings": remarks.get(one.document.source, [])}
            for one in snapshot.documents()
        ]
        version = snapshot.corpus_version
    return {
        "corpus_version": version,
        "documents": listed,
        "job_id": running.id if running else None,
        "notice": OUTDATED if startup.outdated == version else None,
    }


@routes.post("/api/documents", status_code=202)
def upload(file: UploadFile, request: Request, startup: TheStartup) -> dict[str, str]:
    """Add a document, or replace the upload of that name; GET /api/ingest/{job_id} follows it."""
    name, limit = _file_name(file.filename or ""), request.app.state.max_bytes
    if not file.size:
        raise HTTPException(422, f"The file {name} is empty. Send one that holds text.")
    if file.size > limit:
        raise HTTPException(*too_large(limit))
    folder = TemporaryDirectory(ignore_cleanup_errors=True)
    try:
        place = Path(folder.name, name)
        place.write_bytes(file.file.read())
        arguments, about = ("--upload", str(place)), f"uploads/{name}"
        return {"job_id": startup.jobs.queue(*arguments, about=about, then=folder.cleanup).id}
    except BaseException:
        folder.cleanup()
        raise


@routes.delete("/api/documents/{id}", status_code=202)
def remove(kept: ADocument, startup: TheStartup) -> dict[str, str]:
    """Take an upload out; a document of the folder goes when its file is removed there."""
    source = kept.document.source
    if kept.document.origin != "upload":
        raise HTTPException(
            409,
            f"{source} is a file of the folder, not an upload. Remove the file "
            "there, then read the folder again: POST /api/ingest.",
        )
    return {"job_id": startup.jobs.queue("--remove-upload", source, about=source).id}


@routes.get("/api/documents/{id}")
def document(kept: ADocument) -> dict[str, Any]:
    """A document with its whole text."""
    return document_json(kept)


@routes.get("/documents/{id}", response_class=DocumentPage)
def document_page(
    kept: ADocument, ready: AReady, start: int | None = None, end: int | None = None
) -> DocumentPage:
    """A document for people, with the span highlighted and scrolled to."""
    span = (0, 0) if start is None or end is None else (start, end)
    if (start, end) != (None, None) and not 0 <= span[0] < span[1] <= len(kept.text):
        raise HTTPException(
            422,
            f"`start` and `end` do not name a span of this document, which has {len(kept.text)} "
            "characters. Give both, with 0 <= start < end, or neither.",
        )
    with ready.store.reading() as snapshot:
        now = snapshot.document(kept.document.id)
        passages = snapshot.passages(kept.document.id)
    return DocumentPage(rendered(kept, span, now, passages))


def _file_name(sent: str) -> str:
    """The last part of a name, which some clients send with its path; refused if none is read."""
    # Browsers send quotes as %22 (https://html.spec.whatwg.org, "multipart form data").
    name = re.split(r"[/\\]", sent)[-1].strip().replace("%22", '"')
    name = unicodedata.normalize("NFC", name)  # macOS sends letters and accents apart
    long = len(name.encode(errors="replace")) > _LONGEST_NAME
    if not name or not name.isprintable() or long or name.startswith((".", "~")):
        raise HTTPException(
            422,
            f"{name[:40]!r} cannot be a document's name. Rename the file: up to {_LONGEST_NAME} "
            "bytes, no dot or tilde at its beginning, no control characters.",
        )
    if PurePath(name).suffix.lower() not in FORMATS:
        formats = ", ".join(FORMATS)
        raise HTTPException(422, f"{name} is in no format that is read. There are: {formats}.")
    return name
