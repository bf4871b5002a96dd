"""What stands before every door, Gradio's too: known names, own origin, keys, limits."""

import secrets
from collections.abc import Collection, Iterable
from typing import Any, Literal

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatbot.doors.problems import problem_response

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SAFE = ("GET", "HEAD", "OPTIONS")

_API = ("/api/", "/v1/", "/mcp")  # programs use these; whatever else takes changes is the page's
_REQUEST_BYTES = 64 * 1024  # a question, or what stands around the file of an upload
_LONG = ("/api/documents", "/gradio_api/")  # a file; a conversation as it is shown

Refusal = tuple[int, str]

_ELSEWHERE: Refusal = (
    403,
    "Changes are taken from the chatbot's own page only, and this request comes from elsewhere. "
    "Open the page itself, or use the API from a program.",
)
_NO_KEY: Refusal = (
    401,
    "This needs a key: one of CHATBOT_API_KEYS, sent as the header Authorization: Bearer KEY.",
)

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
    """ASGI middleware that lets through what the server is for.

    Any web page can make a browser send requests to this machine, so changes are taken from the
    own page alone: browsers say where a request comes from (`Origin`, `Sec-Fetch-Site`), and a
    page cannot change what they say. Programs send neither; the API takes them at their word, or
    where there are keys, by their key. A name that is not ours means that somebody else's name
    was made to lead here (DNS rebinding).
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Iterable[str] = (),
        keys: Collection[str] = (),
        max_bytes: int = 20_000_000,
    ) -> None:
        """Guard `app`, reached by the loopback names and by `hosts`; a file has `max_bytes`."""
        self._app, self._max_bytes = app, max_bytes
        self._hosts = {*_LOOPBACK, *(host.lower() for host in hosts)}
        self._keys = [key.encode() for key in keys]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, or refuse with a problem."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":  # there is no door for websockets
            await send({"type": "websocket.close", "code": 1008})
        elif (refusal := self._refusal(scope)) is not None:
            response = problem_response(*refusal)
            if refusal is _NO_KEY:
                response.headers["WWW-Authenticate"] = "Bearer"
            await response(scope, receive, _with_headers(send))
        else:
            # Whatever a body's announced length: what is longer is cut off while it is read.
            limited = RequestBodyLimitMiddleware(self._app, self._limit(scope["path"])[0])
            await limited(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        named = headers.getlist("host")
        if len(named) != 1 or not named[0]:
            return 400, "The request names no host, or several. Send one Host header."
        if _host_name(named[0]) not in self._hosts:
            return 403, (
                f"This server does not answer to the name {_host_name(named[0])!r}. If it is "
                "yours, start the server with CHATBOT_ALLOWED_HOSTS set to it."
            )
        return self._stranger(scope, headers) or self._too_long(scope, headers)

    def _stranger(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Why the request may not change anything; None where it may, or only reads."""
        if scope["method"] in _SAFE:
            return None
        api = scope["path"].startswith(_API)
        if api and self._keys and "authorization" in headers:
            return None if self._has_key(headers) else _NO_KEY
        sender = _sender(scope, headers)
        if sender == "page":
            return None
        if sender == "elsewhere" or not api:
            return _ELSEWHERE
        return _NO_KEY if self._keys else None

    def _has_key(self, headers: Headers) -> bool:
        scheme, _, key = headers["authorization"].partition(" ")
        sent = key.strip().encode("latin-1")  # the very bytes of the header
        known = [secrets.compare_digest(sent, key) for key in self._keys]
        return scheme.lower() == "bearer" and any(known)

    def _too_long(self, scope: Scope, headers: Headers) -> Refusal | None:
        limit, refusal = self._limit(scope["path"])
        # uvicorn has refused a length that is no number.
        return refusal if int(headers.get("content-length", 0)) > limit else None

    def _limit(self, path: str) -> tuple[int, Refusal]:
        """How many bytes a request may have, and what is said of a longer one."""
        if path.startswith(_LONG):
            return self._max_bytes + _REQUEST_BYTES, too_large(self._max_bytes)
        return _REQUEST_BYTES, (413, "The request is longer than 64 kB. Send a shorter one.")


def too_large(max_bytes: int) -> Refusal:
    """The refusal of a file."""
    return 413, (
        f"The file has more than {max_bytes:,} bytes. Send a smaller one, or start the server "
        "with a larger INGEST_MAX_BYTES."
    )


def _host_name(host: str) -> str:
    """The name in a Host header, without its port and an IPv6 address' brackets."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    return (name or host).strip("[]").lower()


def _sender(scope: Scope, headers: Headers) -> Literal["page", "program", "elsewhere"]:
    origins = [origin.lower() for origin in headers.getlist("origin")]
    if origins:
        own = f"{scope['scheme']}://{headers['host']}"
        return "page" if origins == [own.lower()] else "elsewhere"
    site = headers.get("sec-fetch-site")
    if site is None:  # no browser sent it
        return "program"
    return "page" if site in ("same-origin", "none") else "elsewhere"


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers: Any = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
