"""One walk in a thread of its own, its answers awaited by the server's loop, and sent as events."""

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse

from chatbot.answer import Answer, Turn
from chatbot.chat import Chat

PULSE = 10.0  # seconds without news after which a client hears that the stream is alive

_EVENTS = "text/event-stream"


class EventStream(StreamingResponse):
    """Server-sent events that nobody on the way keeps back."""

    def __init__(self, events: AsyncIterator[str]) -> None:
        """Send what `events` gives."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(events, media_type=_EVENTS, headers=headers)


def wants_events(request: Request) -> bool:
    """Whether the client asked for a stream."""
    return _EVENTS in request.headers.get("accept", "")


def event(name: str, data: dict[str, Any]) -> str:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def walk(chat: Chat, turn: Turn, pulse: float = PULSE) -> AsyncGenerator[Answer | None, None]:
    """The growing answers, and None whenever there was none for a while.

    Whoever stops asking for the next one stops the walk; what it raises is raised here.
    """
    loop, gone = asyncio.get_running_loop(), threading.Event()
    news: asyncio.Queue[Answer | Exception | None] = asyncio.Queue()

    def tell(item: Answer | Exception | None) -> None:
        loop.call_soon_threadsafe(news.put_nowait, item)

    def go() -> None:
        try:
            for answer in chat.stream(turn):
                if gone.is_set():
                    return
                tell(answer)
            tell(None)
        except Exception as error:
            tell(error)

    loop.run_in_executor(None, go)
    try:
        async for item in _with_pulse(news, pulse):
            yield item
    finally:
        gone.set()


async def _with_pulse(
    news: asyncio.Queue[Answer | Exception | None], pulse: float
) -> AsyncIterator[Answer | None]:
    while True:
        try:
            item = await asyncio.wait_for(news.get(), pulse)
        except TimeoutError:
            yield None
            continue
        if item is None:
            return
        if isinstance(item, Exception):
            raise item
        yield item
