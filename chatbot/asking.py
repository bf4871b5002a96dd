"""One call of a language model, within bounds of time and length."""

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

_CHARACTERS = 8_000  # of a stream: a model that goes on is not answering any more

Pieces = queue.Queue[str | Exception | None]


class ModelFailed(Exception):
    """The model did not give an answer; the message says what it did, without secrets."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: for the first word, for the last, and until a busy model takes it again."""

    first_word: float = 30.0
    whole: float = 90.0
    busy: float = 5.0


PATIENCE = Patience()


def spoken(
    model: "BaseChatModel", messages: "Sequence[BaseMessage]", patience: Patience
) -> Iterator[str]:
    """What the model streams; it is asked at once. Raises `ModelFailed` where it does not end."""
    pieces: Pieces = queue.Queue()
    stopped = threading.Event()

    def run() -> None:
        try:
            for piece in _stream(model, messages, patience.busy, stopped):
                if stopped.is_set():
                    return
                pieces.put(piece)
            pieces.put(None)
        except Exception as error:  # whatever a provider's library raises
            pieces.put(error)

    threading.Thread(target=run, daemon=True).start()
    return _taken(pieces, patience, stopped)


def _stream(
    model: "BaseChatModel",
    messages: "Sequence[BaseMessage]",
    busy: float,
    stopped: threading.Event,
) -> Iterator[str]:
    """The pieces; where the model names a time after which it takes questions, once more then."""
    try:
        for chunk in model.stream([*messages]):
            yield str(chunk.text)
    except Exception as error:
        wait = _retry_after(error)
        if wait is None or wait > busy or stopped.wait(wait):
            raise
        for chunk in model.stream([*messages]):
            yield str(chunk.text)


def _retry_after(error: Exception) -> float | None:
    """The seconds after which a provider that has too much to do wants to be asked again."""
    response = getattr(error, "response", None)
    if _status(error) != 429 or response is None:
        return None
    try:
        return float(response.headers.get("retry-after", ""))
    except ValueError:
        return None


def _taken(pieces: Pieces, patience: Patience, stopped: threading.Event) -> Iterator[str]:
    started, length, wait = time.monotonic(), 0, patience.first_word
    try:
        while length < _CHARACTERS:
            left = started + wait - time.monotonic()
            try:
                piece = pieces.get(timeout=max(left, 0.001))
            except queue.Empty:
                left, piece = 0.0, ""
            if left <= 0:
                raise ModelFailed("took too long")
            if piece is None:
                return
            if isinstance(piece, Exception):
                raise ModelFailed(reason(piece)) from piece
            wait = patience.whole if piece else wait
            length += len(piece)
            yield piece
    finally:
        stopped.set()


def reason(error: Exception) -> str:
    """What a model did, in words of ours: a provider's may hold the key or the text."""
    status = _status(error)
    if status in (401, 403):
        return "refuses the key"
    if status == 404:
        return "is not known at that address"
    if status == 429:
        return "takes no more questions for now"
    if isinstance(status, int) and status >= 500:
        return f"has an error ({status})"
    kind = type(error).__name__.lower()
    if "timeout" in kind:
        return "took too long"
    if "connect" in kind or "protocol" in kind:
        return "cannot be reached"
    return f"failed ({type(error).__name__})"


def _status(error: Exception) -> object:
    return getattr(error, "status_code", None) or getattr(error, "code", None)
