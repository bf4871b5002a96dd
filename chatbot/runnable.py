"""The chatbot as a LangChain `Runnable`: `stream` is the walk, `invoke` its last item."""

from collections.abc import Iterator
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from chatbot.answer import Answer, Turn
from chatbot.chat import Chat


class ChatRunnable(Runnable[str | Turn, Answer]):
    """Takes a question, or a `Turn`; gives an `Answer`."""

    def __init__(self, chat: Chat) -> None:
        """Answer through `chat`."""
        self._chat = chat

    def stream(  # the arguments are LangChain's
        self,
        input: str | Turn,  # noqa: A002
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> Iterator[Answer]:
        """The answer as it grows."""
        yield from self._chat.stream(Turn(input) if isinstance(input, str) else input)

    def invoke(
        self,
        input: str | Turn,  # noqa: A002
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> Answer:
        """The whole answer."""
        *_, answer = self.stream(input)
        return answer
