"""Whether a question would be answered now: for routes that need it, and for whoever asks."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import JSONResponse, Response

from chatbot.jobs import Jobs
from chatbot.problems import problem_response
from chatbot.startup import Ready, Startup

routes = APIRouter()


def _ready(request: Request) -> Ready:
    startup: Startup = request.app.state.startup
    if startup.ready is None:
        raise HTTPException(503, f"{startup.message} Ask again in a moment.", {"Retry-After": "2"})
    return startup.ready


def _jobs(request: Request, _: Annotated[Ready, Depends(_ready)]) -> Jobs:
    startup: Startup = request.app.state.startup
    return startup.jobs


AReady = Annotated[Ready, Depends(_ready)]
TheJobs = Annotated[Jobs, Depends(_jobs)]


@routes.get("/healthz")
def healthz() -> dict[str, str]:
    """The process is up."""
    return {"status": "ok"}


@routes.get("/readyz", responses={503: {"description": "Not yet; `detail` says why"}})
def readyz(request: Request) -> Response:
    """Whether a question would be answered now."""
    startup: Startup = request.app.state.startup
    if startup.ready is not None:
        return JSONResponse({"status": "ready"})
    return problem_response(503, startup.message, state=startup.state, page=startup.page_is_open)
