"""The answer as events: it can be left, and what goes wrong on its way is told in it."""

import asyncio
import gc
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from chatbot.answer import Answer, Turn
from chatbot.chat import Chat
from chatbot.doors.server import create_api
from chatbot.doors.startup import Ready
from tests.served import ready
from vectorstore import Store, StoreError

ANSWER = Answer("1", "1", "q", "q", "answered", 1, "scripted", text="a")
BODY = json.dumps({"question": "q"}).encode()


class Scripted(Chat):
    """Says what the test wants, at the pace it wants."""

    def __init__(self, store: Store, pause: float, error: Exception | None = None) -> None:
        super().__init__(store)
        self.pause, self.error, self.left = pause, error, threading.Event()

    def stream(self, turn: Turn) -> Iterator[Answer]:
        try:
            for _ in range(1_000):
                yield ANSWER
                if self.error:
                    raise self.error
                time.sleep(self.pause)
        finally:
            self.left.set()


def api(store: Store, chat: Chat) -> Any:  # noqa: ANN401
    """The API over a scripted chat."""
    startup = ready(store)
    startup.ready = Ready(store, chat)
    return create_api(startup)


def test_who_goes_away_stops_the_walk(store: Store) -> None:
    chat = Scripted(store, pause=0.01)
    coming, sent = [BODY], list[Message]()

    async def receive() -> Message:
        if coming:
            return {"type": "http.request", "body": coming.pop(), "more_body": False}
        while len(sent) < 2:
            await asyncio.sleep(0.01)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"accept", b"text/event-stream"), (b"content-type", b"application/json")]
    scope = {
        "type": "http", "method": "POST", "path": "/api/ask", "raw_path": b"/api/ask",
        "query_string": b"", "headers": headers, "scheme": "http", "server": ("localhost", 80),
    }  # fmt: skip
    asyncio.run(asyncio.wait_for(api(store, chat)(scope, receive, send), 30))
    assert b"event: searching" in sent[1]["body"]
    gc.collect()
    assert chat.left.wait(2)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (StoreError("The disk is full."), 503, "The disk is full."),
        (ValueError("a secret"), 500, "Something went wrong in the server; its log says what."),
    ],
)
def test_what_goes_wrong_after_the_start_is_the_last_event(
    store: Store, error: Exception, status: int, said: str
) -> None:
    client = TestClient(api(store, Scripted(store, 0, error)))
    headers = {"Accept": "text/event-stream"}
    text = client.post("/api/ask", content=BODY, headers=headers | JSON).text
    assert [line for line in text.split("\n") if line.startswith("event: ")] == [
        "event: searching", "event: delta", "event: error",
    ]  # fmt: skip
    told = json.loads(text.rsplit("data: ", 1)[1])
    assert (told["status"], told["detail"][: len(said)]) == (status, said)


JSON = {"Content-Type": "application/json"}
