"""The language model that CHATBOT_MODEL names: made by LangChain, asked within bounds."""

import logging
import os
import queue
import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

_TOKENS = 700  # an answer is at most a dozen sentences
_SECONDS = 60.0  # for one call, so that a hung provider does not keep a thread for ever
_CHARACTERS = 8_000  # of a stream: a model that goes on is not answering any more
_STATUSES = {401: "refuses the key", 403: "refuses the key", 404: "is not known at that address",
             429: "takes no more questions for now"}  # fmt: skip
_EXTRAS = ("openai", "anthropic", "ollama", "google-genai")

Pieces = queue.Queue[str | Exception | None]

_log = logging.getLogger(__name__)


class ModelError(Exception):
    """Why the model cannot be used, and what to do."""


class ModelFailed(Exception):
    """The model did not give an answer; the message says what it did, without secrets."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: for the first word, and for the last."""

    first_word: float = 30.0
    whole: float = 90.0


PATIENCE = Patience()


def load_model(name: str, url: str = "") -> "BaseChatModel":
    """The chat model `provider:model`; `url` is the address of an OpenAI-compatible server.

    Keys come from the provider's own variables, such as OPENAI_API_KEY. Raises `ModelError` where
    the provider's package or key is missing.
    """
    from langchain.chat_models import init_chat_model  # takes a second that only this needs

    provider = name.partition(":")[0] if ":" in name else "openai"
    options: dict[str, Any] = {"base_url": url} if url else {}
    if url and provider == "openai" and "OPENAI_API_KEY" not in os.environ:
        options["api_key"] = "none"  # a server of one's own asks for no key
    try:
        model: BaseChatModel = init_chat_model(
            name, temperature=0, max_tokens=_TOKENS, timeout=_SECONDS, max_retries=0, **options
        )
        return model
    except ImportError as error:
        # LangChain raises one of its own from that which names the package.
        missing = getattr(error.__cause__, "name", None) or error.name or f"langchain_{provider}"
        package = missing.partition(".")[0].replace("_", "-")
        extra = package.removeprefix("langchain-")
        how = f"'.[{extra}]'" if extra in _EXTRAS else package
        raise ModelError(
            f"CHATBOT_MODEL is {name}, which needs a package: pip install {how}."
        ) from error
    except Exception as error:  # no such provider, or a type of its own: mostly the missing key
        raise ModelError(
            f"CHATBOT_MODEL is {name}, which cannot be used as it is set ({type(error).__name__}). "
            "Write it as provider:model, such as openai:… or google_genai:…, and set the "
            "provider's key, such as OPENAI_API_KEY."
        ) from error


def spoken(
    model: "BaseChatModel", messages: "Sequence[BaseMessage]", patience: Patience
) -> Iterator[str]:
    """What the model streams; it is asked at once. Raises `ModelFailed` where it does not end."""
    pieces: Pieces = queue.Queue()
    stopped = threading.Event()

    def run() -> None:
        try:
            for chunk in model.stream([*messages]):
                if stopped.is_set():
                    return
                pieces.put(str(chunk.text))
            pieces.put(None)
        except Exception as error:  # whatever a provider's library raises
            pieces.put(error)

    threading.Thread(target=run, daemon=True).start()
    return _taken(pieces, patience, stopped)


def _taken(pieces: Pieces, patience: Patience, stopped: threading.Event) -> Iterator[str]:
    started, length, wait = time.monotonic(), 0, patience.first_word
    try:
        while length < _CHARACTERS:
            left = started + wait - time.monotonic()
            try:
                piece = pieces.get(timeout=left) if left > 0 else TimeoutError()
            except queue.Empty:
                piece = TimeoutError()
            if piece is None:
                return
            if isinstance(piece, Exception):
                failed = ModelFailed(_reason(piece))
                # The provider's own message may hold the key or the text: it is not logged.
                kind, seconds = type(piece).__name__, time.monotonic() - started
                _log.warning("The language model %s (%s after %.1f s)", failed, kind, seconds)
                raise failed from piece
            wait = patience.whole if piece else wait
            length += len(piece)
            yield piece
    finally:
        stopped.set()


def _reason(error: Exception) -> str:
    """What a model did, in words of ours."""
    kind = type(error).__name__
    status = getattr(error, "status_code", None) or getattr(error, "code", None)
    if isinstance(status, int) and (status in _STATUSES or status >= 500):
        return _STATUSES.get(status, f"has an error ({status})")
    if "timeout" in kind.lower():
        return "took too long"
    if re.search("connect|protocol", kind, re.IGNORECASE):
        return "cannot be reached"
    return f"failed ({kind})"
