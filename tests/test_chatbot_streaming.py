"""The walk in its thread: its answers arrive, its errors are raised, and it can be left."""

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from chatbot import streaming
from chatbot.answer import Answer, Turn
from chatbot.chat import Chat
from vectorstore import Store, StoreError

ANSWER = Answer("1", "1", "q", "q", "answered", 1, "scripted", text="a")


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


def test_who_goes_away_stops_the_walk(store: Store) -> None:
    chat = Scripted(store, pause=0.01)

    async def leave() -> None:
        answers = streaming.walk(chat, Turn("q"))
        assert await anext(answers) == ANSWER
        await answers.aclose()
        assert await asyncio.to_thread(chat.left.wait, 2)

    asyncio.run(leave())


def test_what_the_walk_raises_is_raised(store: Store) -> None:
    chat = Scripted(store, 0, StoreError("Broken."))

    async def all_of_it() -> list[Answer | None]:
        return [answer async for answer in streaming.walk(chat, Turn("q"))]

    with pytest.raises(StoreError, match=r"Broken\."):
        asyncio.run(all_of_it())


def test_a_slow_walk_gives_signs_of_life(store: Store) -> None:
    chat = Scripted(store, pause=0.3)

    async def second() -> Answer | None:
        answers = streaming.walk(chat, Turn("q"), pulse=0.05)
        await anext(answers)
        said = await anext(answers)
        await answers.aclose()
        return said

    assert asyncio.run(second()) is None
