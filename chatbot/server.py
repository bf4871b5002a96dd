"""One process, one port: a light door at once, the page and the chat behind it as they come up."""

import asyncio
import contextlib
import logging
import os
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future

import uvicorn
from fastapi import FastAPI
from starlette.responses import HTMLResponse
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from chatbot.api import PATHS, STATIC, create_api
from chatbot.guard import Guard
from chatbot.problems import UNEXPECTED, problem_response
from chatbot.settings import Settings, Uploads
from chatbot.startup import Startup, without_collecting
from vectorstore import StoreError

_log = logging.getLogger("uvicorn.error")


class ServerError(Exception):
    """Why the server cannot run, and what to do."""


def serve(settings: Settings, uploads: Uploads, startup: Startup) -> None:
    """Serve until stopped; raises `ServerError` where that cannot be, or can be no longer."""
    with _listening(settings) as listener:
        host, port = listener.getsockname()[:2]
        name = f"[{host}]" if ":" in host else host
        print(f"Open http://{name}:{port} in a browser.", file=sys.stderr, flush=True)
        doors = Doors(startup, uploads.max_bytes)
        app = guarded(doors, settings, uploads.max_bytes)
        # What is still open after a moment are the page's own streams, which never end.
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        doors.on_failure = lambda: setattr(server, "should_exit", True)
        server.run(sockets=[listener])
    if startup.state == "failed":
        raise ServerError(startup.message)


def guarded(doors: "Doors", settings: Settings, max_bytes: int) -> ASGIApp:
    """The whole server as one ASGI app."""
    router = Router(redirect_slashes=False, default=doors, lifespan=doors.opening)
    keys = [key.get_secret_value() for key in settings.api_keys]
    return Guard(router, (settings.host, *settings.allowed_hosts), keys, max_bytes)


class Doors:
    """The API by its paths, and the page for the rest: a static one until Gradio's is built."""

    def __init__(self, startup: Startup, max_bytes: int) -> None:
        """Doors that open as `startup` gets on, for files of at most `max_bytes`."""
        self._startup = startup
        self._api = create_api(startup, max_bytes)
        self._page: ASGIApp | None = None
        self._page_runs: Future[None] | None = None
        self._stopping = asyncio.Event()
        self.on_failure: Callable[[], None] = lambda: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to its door."""
        path: str = scope["path"]
        door: ASGIApp = self._page or _waiting_page
        if any(path == prefix or path.startswith(f"{prefix}/") for prefix in PATHS):
            door = self._api
        await door(scope, receive, send)

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
        try:
            self._startup.begin()
            with without_collecting():
                from chatbot.page import mounted  # Gradio takes seconds to import

                page = mounted(self._startup)
            self._page_runs = asyncio.run_coroutine_threadsafe(self._run_page(page), loop)
            self._startup.finish()
        except StoreError as error:
            self._startup.fail(str(error))
            self.on_failure()
        except Exception:
            _log.exception("The chatbot could not start")
            self._startup.fail(UNEXPECTED)
            self.on_failure()

        if self._startup.ready is not None:
            try:
                self._startup.check_age()
            except StoreError as error:  # the documents answer all the same
                _log.warning("%s", error)

    async def _run_page(self, page: FastAPI) -> None:
        # Its lifespan by hand: the server's own has begun long before there was a page.
        async with page.router.lifespan_context(page):
            self._page = page
            self._startup.page_is_open = True
            await self._stopping.wait()


async def _waiting_page(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == "/":
        html = (STATIC / "waiting.html").read_text("utf-8")
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
        raise ServerError(
            f"Port {settings.port} on {settings.host} cannot be used ({_why(error)}). "
            "Stop what uses it, or choose another with CHATBOT_PORT."
        ) from error


def _why(error: OSError) -> str:
    # `socket.create_server` adds the address to what the system says, and the sentence has that.
    return os.strerror(error.errno) if error.errno else str(error)
