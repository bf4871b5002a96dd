"""What stands before every door, Gradio's too: known names, own origin, limits."""

from collections.abc import Iterable
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatbot.problems import problem_response

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SAFE = ("GET", "HEAD", "OPTIONS")

_API = ("/api/", "/v1/", "/mcp")  # programs use these; whatever else takes changes is the page's
_QUESTION_BYTES = 64 * 1024
_UPLOAD_BYTES = 21 * 1024 * 1024  # a file of 20 MB in a multipart body

# Gradio's page is made of inline scripts and styles; nothing may come from elsewhere.
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": _PAGE_POLICY,
}


class Guard:
    """ASGI middleware that lets through what the server is for."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        """Guard `app`, reached by the loopback names and by `hosts`."""
        self._app = app
        self._hosts = {*_LOOPBACK, *(host.lower() for host in hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, or refuse with a problem."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":  # there is no door for websockets
            await send({"type": "websocket.close", "code": 1008})
        elif (refusal := self._refusal(scope)) is not None:
            await problem_response(*refusal)(scope, receive, _with_headers(send))
        else:
            limited = _Limited(self._app, _limit(scope["path"]))
            await limited(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        named = headers.getlist("host")
        if len(named) != 1 or not named[0]:
            return 400, "The request names no host, or several. Send one Host header."
        if _host_name(named[0]) not in self._hosts:
            return 403, (
                f"This server does not answer to the name {_host_name(named[0])!r}. If it is "
                "yours, start the server with CHATBOT_ALLOWED_HOSTS set to it."
            )
        if scope["method"] not in _SAFE and not _is_own(scope, headers):
            return 403, (
                "Changes are taken from the chatbot's own page only, and this request comes "
                "from elsewhere. Open the page itself, or use the API from a program."
            )
        length = headers.get("content-length", "0")
        if not length.isdecimal():
            return 400, "The Content-Length header is no number. Send the body's length in bytes."
        if int(length) > _limit(scope["path"]):
            return _too_long(_limit(scope["path"]))
        return None


class _Limited:
    """Cuts a body off that turns out to be longer than it may be, whatever its headers said."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken, started = 0, False

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return message if taken <= self._limit else {"type": "http.disconnect"}

        async def watched(message: Message) -> None:
            nonlocal started
            if taken <= self._limit or started:
                started = True
                await send(message)

        try:
            await self._app(scope, limited, watched)
        except Exception:
            if taken <= self._limit:
                raise
        if taken > self._limit and not started:
            await problem_response(*_too_long(self._limit))(scope, receive, send)


def _host_name(host: str) -> str:
    """The name in a Host header, without its port and an IPv6 address' brackets."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    return (name or host).strip("[]").lower()


def _is_own(scope: Scope, headers: Headers) -> bool:
    origins = headers.getlist("origin")
    if not origins:  # no browser sent it: fine for the API, not for the page's own routes
        return str(scope["path"]).startswith(_API)
    own = f"{scope['scheme']}://{headers['host']}"
    return [origin.lower() for origin in origins] == [own.lower()]


def _limit(path: str) -> int:
    return _QUESTION_BYTES if path == "/api/ask" else _UPLOAD_BYTES


def _too_long(limit: int) -> tuple[int, str]:
    size = f"{limit // 1024} kB" if limit < 1024 * 1024 else f"{limit // 1024 // 1024} MB"
    return 413, f"The request is longer than {size}. Send a shorter one."


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers: Any = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
