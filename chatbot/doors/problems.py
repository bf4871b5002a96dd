"""Every error that leaves the server: `application/problem+json` with a sentence that helps."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from chatbot.conversations import UnknownConversation
from chatbot.doors.document_page import DocumentPage, refusal
from chatbot.doors.jobs import JobRunning
from vectorstore import StoreError

# For what the framework itself refuses: its own details are words like "Not Found".
_NO_OBJECT = "send a JSON object, with the header Content-Type: application/json"
_NOT_OURS = ("Content Too Large", "There was an error parsing the body")
_ADVICE = {
    400: "The body is not JSON in UTF-8. What is expected is listed at /docs.",
    404: "There is nothing at {path}. The paths of the API are listed at /docs.",
    405: "{path} does not take {method}. What it takes is listed at /docs.",
    413: "The request is longer than {path} takes. Send a shorter one.",
}
UNEXPECTED = (
    "Something went wrong in the server; its log says what. Ask again, and if it stays, "
    "report it with that part of the log."
)


_log = logging.getLogger("uvicorn.error")


class ProblemResponse(JSONResponse):
    """A problem object of RFC 9457."""

    media_type = "application/problem+json"


def problem(status: int, detail: str, **members: object) -> dict[str, Any]:
    """The problem object; `members` are what a client may use beside the sentence."""
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}


def problem_of(error: Exception) -> dict[str, Any]:
    """The problem that an error is; of what nobody foresaw, no more than that."""
    if isinstance(error, JobRunning):
        return problem(409, str(error), job_id=error.job.id)
    if isinstance(error, UnknownConversation):
        return problem(404, str(error))
    return problem(503, str(error)) if isinstance(error, StoreError) else problem(500, UNEXPECTED)


def logged_problem(error: Exception) -> dict[str, Any]:
    """The problem that an error is, where nothing else would log what nobody foresaw."""
    told = problem_of(error)
    if told["status"] == 500:
        _log.exception("A question could not be answered")
    return told


def problem_response(status: int, detail: str, **members: object) -> ProblemResponse:
    """The problem as a response."""
    return ProblemResponse(problem(status, detail, **members), status)


async def _refused(request: Request, error: HTTPException) -> Response:
    detail = error.detail
    if detail in _NOT_OURS or detail == HTTPStatus(error.status_code).phrase:
        advice = _ADVICE.get(error.status_code, "{path} cannot be served.")
        detail = advice.format(path=request.url.path, method=request.method)
    response = _for_reader(request, problem(error.status_code, detail))
    response.headers.update(error.headers or {})
    return response


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    if any(e["type"] == "json_invalid" for e in error.errors()):
        return problem_response(400, _ADVICE[400])
    wrong = {".".join(map(str, e["loc"][1:])): e["msg"] for e in error.errors()}
    if wrong.pop("", None):
        wrong["body"] = _NO_OBJECT
    errors = [{"field": field, "message": message} for field, message in wrong.items()]
    said = "; ".join(f"{field}: {message}" for field, message in wrong.items())
    detail = f"The request is not as it should be: {said}. What is expected is listed at /docs."
    return _for_reader(request, problem(422, detail, errors=errors))


async def _failed(request: Request, error: Exception) -> Response:
    return _for_reader(request, problem_of(error))


def _for_reader(request: Request, told: dict[str, Any]) -> Response:
    """The problem object, or for a browser on a document's page a page that says the same."""
    accepted = request.headers.get("accept", "")
    if request.url.path.startswith("/documents/") and "text/html" in accepted:
        return DocumentPage(refusal(told["title"], told["detail"]), told["status"])
    return ProblemResponse(told, told["status"])


# What makes every error of a FastAPI app a problem: its `exception_handlers`.
HANDLERS: dict[Any, Any] = {
    HTTPException: _refused,
    RequestValidationError: _invalid,
    # The framework raises what nobody foresaw again behind the response, and so the server logs it.
    **dict.fromkeys((StoreError, UnknownConversation, Exception), _failed),
}
