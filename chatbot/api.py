"""The REST door: all that programs ask for over HTTP, in one app."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline

from chatbot import ask_api, documents_api, readiness, updates_api
from chatbot.problems import answer_with_problems
from chatbot.startup import Startup

PATHS = ("/api", "/documents", "/healthz", "/readyz", "/openapi.json", "/docs", "/_static")
STATIC = Path(__file__).parent / "static"


def create_api(startup: Startup, max_bytes: int = 20_000_000) -> FastAPI:
    """The API, which says that it is not ready until `startup` is; a file has `max_bytes`."""
    api = FastAPIOffline(
        title="Career chatbot",
        description="Answers from your documents, every statement with its source.",
        docs_url="/docs",
        redoc_url=None,
        static_url="/docs/files",
    )
    api.state.startup, api.state.max_bytes = startup, max_bytes
    api.mount("/_static", StaticFiles(directory=STATIC))
    for part in (ask_api, documents_api, updates_api, readiness):
        api.include_router(part.routes)
    answer_with_problems(api)
    return api
