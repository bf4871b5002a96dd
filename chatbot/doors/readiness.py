"""Whether a question would be answered now: for routes that need it, and for whoever asks."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request
from starlette.responses import JSONResponse, Response

from chatbot.doors.problems import problem_response
from chatbot.doors.startup import Ready, Startup
from chatbot.doors.streaming import api_routes

routes = api_routes()


def _startup(request: Request) -> Startup:
    startup: Startup = request.app.state.startup
    return startup


TheStartup = Annotated[Startup, Depends(_startup)]


def _ready(startup: TheStartup) -> Ready:
    if startup.ready is None:
        soon = "" if startup.state == "waiting" else " Ask again in a moment."
        raise HTTPException(503, f"{startup.message}{soon}", {"Retry-After": "2"})
    return startup.ready


AReady = Annotated[Ready, Depends(_ready)]


@routes.get("/healthz")
def healthz() -> dict[str, str]:
    """The process is up."""
    return {"status": "ok"}


@routes.get("/readyz")
def readyz(startup: TheStartup) -> Response:
    """Whether a question would be answered now."""
    if startup.ready is not None:
        return JSONResponse({"status": "ready"})
    return problem_response(503, startup.message, state=startup.state, page=startup.page_is_open)
