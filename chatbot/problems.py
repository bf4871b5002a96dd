"""Every error that leaves the server: `application/problem+json` with a sentence that helps."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from chatbot.conversations import UnknownConversation
from chatbot.jobs import JobRunning
from chatbot.source_page import SourcePage, refusal
from vectorstore import StoreError

# For what the framework itself refuses: its own details are words like "Not Found".
_ADVICE = {
    404: "There is nothing at {path}. The paths of the API are listed at /docs.",
    405: "{path} does not take {method}. What it takes is listed at /docs.",
}
UNEXPECTED = (
    "Something went wrong in the server; its log says what. Ask again, and if it stays, "
    "report it with that part of the log."
)


class ProblemResponse(JSONResponse):
    """A problem object of RFC 9457."""

    media_type = "application/problem+json"


def problem(status: int, detail: str, **members: object) -> dict[str, Any]:
    """The problem object; `members` are what a client may use beside the sentence."""
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}


def problem_response(status: int, detail: str, **members: object) -> ProblemResponse:
    """The problem as a response."""
    return ProblemResponse(problem(status, detail, **members), status)


def answer_with_problems(app: FastAPI) -> None:
    """Make every error of `app` a problem."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(JobRunning, _job_running)
    app.add_exception_handler(StoreError, _store_failed)
    app.add_exception_handler(UnknownConversation, _unknown_conversation)
    app.add_exception_handler(Exception, _unexpected)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    own = error.detail != HTTPStatus(error.status_code).phrase
    advice = _ADVICE.get(error.status_code, "{path} cannot be served.")
    detail = error.detail if own else advice.format(path=request.url.path, method=request.method)
    response = _for_reader(request, error.status_code, detail)
    response.headers.update(error.headers or {})
    return response


def _for_reader(request: Request, status: int, detail: str) -> Response:
    """The problem object, or for a browser on a document's page a page that says the same."""
    accepted = request.headers.get("accept", "")
    if request.url.path.startswith("/documents/") and "text/html" in accepted:
        return SourcePage(refusal(HTTPStatus(status).phrase, detail), status)
    return problem_response(status, detail)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if any(e["type"] == "json_invalid" for e in error.errors()):
        return problem_response(
            400, "The body is not JSON in UTF-8. What is expected is listed at /docs."
        )
    errors = [
        {"field": ".".join(str(part) for part in e["loc"][1:]) or "body", "message": e["msg"]}
        for e in error.errors()
    ]
    said = "; ".join(f"{e['field']}: {e['message']}" for e in errors)
    detail = f"The request is not as it should be: {said}. What is expected is listed at /docs."
    if request.url.path.startswith("/documents/"):
        return _for_reader(request, 422, detail)
    return problem_response(422, detail, errors=errors)


async def _job_running(request: Request, error: Exception) -> Response:
    assert isinstance(error, JobRunning)
    return problem_response(409, str(error), job_id=error.job.id)


async def _store_failed(request: Request, error: Exception) -> Response:
    return problem_response(503, str(error))


async def _unknown_conversation(request: Request, error: Exception) -> Response:
    return problem_response(404, str(error))


async def _unexpected(request: Request, error: Exception) -> Response:
    # The framework raises it again behind this response, and so the server logs it.
    return problem_response(500, UNEXPECTED)
