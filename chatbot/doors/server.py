"""One process, one port: a light door at once, the page and the chat behind it as they come up."""

import asyncio
import contextlib
import gc
import logging
import os
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline
from starlette.responses import HTMLResponse
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from chatbot.doors import ask_api, documents_api, readiness, updates_api
from chatbot.doors.guard import Guard
from chatbot.doors.problems import HANDLERS, UNEXPECTED, problem_response
from chatbot.doors.startup import Startup
from chatbot.settings import Reading, Settings, separated
from vectorstore import StoreError

_PATHS = ("/api", "/documents", "/healthz", "/readyz", "/openapi.json", "/docs", "/_static")
_STATIC = Path(__file__).parent / "static"

_log = logging.getLogger("uvicorn.error")


def serve(settings: Settings, reading: Reading, startup: Startup) -> None:
    """Serve until stopped; ends the program with the reason where it cannot, or no longer."""
    with _listening(settings) as listener:
        host, port = listener.getsockname()[:2]
        name = f"[{host}]" if ":" in host else host
        print(f"Open http://{name}:{port} in a browser.", file=sys.stderr, flush=True)
        doors = Doors(startup, reading.max_bytes)
        names = (settings.host, *separated(settings.allowed_hosts))
        keys = separated(settings.api_keys.get_secret_value())
        router = Router(redirect_slashes=False, default=doors, lifespan=doors.opening)
        app = Guard(router, names, keys, reading.max_bytes)
        # What is still open after a moment are the page's own streams, which never end.
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        doors.on_failure = lambda: setattr(server, "should_exit", True)
        server.run(sockets=[listener])
    if startup.state == "failed":
        raise SystemExit(startup.message)


def create_api(startup: Startup, max_bytes: int = 20_000_000) -> FastAPI:
    """All that programs ask for; not ready until `startup` is; a file has at most `max_bytes`."""
    api = FastAPIOffline(
        title="Career chatbot",
        description="Answers from your documents, every statement with its source.",
        redoc_url=None,
        static_url="/docs/files",
        exception_handlers=HANDLERS,
        responses={"4XX": {"description": "A problem object: `detail` says what to do"}},
    )
    api.state.startup, api.state.max_bytes = startup, max_bytes
    api.mount("/_static", StaticFiles(directory=_STATIC))
    for door in (ask_api, documents_api, updates_api, readiness):
        api.include_router(door.routes)
    return api


class Doors:
    """The API by its paths, and the page for the rest: a static one until Gradio's is built."""

    def __init__(self, startup: Startup, max_bytes: int) -> None:
        """Doors that open as `startup` gets on, for files of at most `max_bytes`."""
        self._startup = startup
        self._api = create_api(startup, max_bytes)
        self._page: ASGIApp = _waiting_page
        self._page_runs: Future[None] | None = None
        self._stopping = asyncio.Event()
        self.on_failure: Callable[[], None] = lambda: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to its door."""
        path: str = scope["path"]
        for_api = any(path == prefix or path.startswith(f"{prefix}/") for prefix in _PATHS)
        await (self._api if for_api else self._page)(scope, receive, send)

    @contextlib.asynccontextmanager
    async def opening(self, _: object) -> AsyncIterator[None]:
        """The server's life: everything heavy comes up beside it, and goes down with it."""
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._come_up, args=(loop,), daemon=True).start()
        yield
        self._stopping.set()
        self._startup.stop()
        if self._page_runs is not None:
            await asyncio.wrap_future(self._page_runs)

    def _come_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Bring all up in one thread, the page first: two that import at once gain nothing."""
        gc.disable()  # modules leave no garbage: to look for it would take a quarter of the time
        try:
            self._startup.begin()
            from chatbot.doors.page import mounted  # Gradio takes seconds to import

            page = mounted(self._startup)
            self._page_runs = asyncio.run_coroutine_threadsafe(self._run_page(page), loop)
            self._startup.finish()
        except Exception as error:
            if not isinstance(error, StoreError):
                _log.exception("The chatbot could not start")
            self._startup.fail(str(error) if isinstance(error, StoreError) else UNEXPECTED)
            self.on_failure()
        if self._startup.ready is not None:
            self._startup.check_age()

    async def _run_page(self, page: FastAPI) -> None:
        # Its lifespan by hand: the server's own has begun long before there was a page.
        async with page.router.lifespan_context(page):
            self._page = page
            self._startup.page_is_open = True
            await self._stopping.wait()


async def _waiting_page(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == "/":
        html = (_STATIC / "waiting.html").read_text("utf-8")
        await HTMLResponse(html, headers={"Cache-Control": "no-store"})(scope, receive, send)
    else:
        starting = problem_response(503, "The page is starting. Try again in a moment.")
        await starting(scope, receive, send)


def _listening(settings: Settings) -> socket.socket:
    """The socket, taken before anything else is begun."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        # `socket.create_server` adds the address to what the system says; the sentence has that.
        why = os.strerror(error.errno) if error.errno else str(error)
        raise SystemExit(
            f"Port {settings.port} on {settings.host} cannot be used ({why}). "
            "Stop what uses it, or choose another with CHATBOT_PORT."
        ) from error
