"""The language model that CHATBOT_MODEL names, made by LangChain."""

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_TOKENS = 700  # an answer is at most a dozen sentences
_SECONDS = 60.0  # for one call, so that a hung provider does not keep a thread for ever
_EXTRAS = ("openai", "anthropic", "ollama", "google_genai")


class ModelError(Exception):
    """Why the model cannot be used, and what to do."""


def load_model(name: str, url: str = "") -> "BaseChatModel":
    """The chat model `provider:model`; `url` is the address of an OpenAI-compatible server.

    Keys come from the provider's own variables, such as OPENAI_API_KEY. Raises `ModelError` where
    the provider's package or key is missing.
    """
    from langchain.chat_models import init_chat_model  # takes a second that only this needs

    provider = name.partition(":")[0]
    options: dict[str, Any] = {"base_url": url} if url else {}
    if url and provider == "openai" and "OPENAI_API_KEY" not in os.environ:
        options["api_key"] = "none"  # a server of one's own asks for no key
    try:
        model: BaseChatModel = init_chat_model(
            name, temperature=0, max_tokens=_TOKENS, timeout=_SECONDS, max_retries=0, **options
        )
        return model
    except ImportError as error:
        extra = provider.replace("_", "-") if provider in _EXTRAS else None
        how = f"pip install '.[{extra}]'" if extra else f"install {error.name}"
        raise ModelError(f"CHATBOT_MODEL is {name}, which needs a package: {how}.") from error
    except ValueError as error:
        raise ModelError(
            f"CHATBOT_MODEL is {name}, which names no provider that LangChain knows. Write it as "
            f"provider:model, such as {', '.join(f'{extra}:…' for extra in _EXTRAS)}."
        ) from error
    except Exception as error:  # a provider's own type: nearly always the missing key
        raise ModelError(
            f"CHATBOT_MODEL is {name}, and the provider does not take its settings "
            f"({type(error).__name__}). Is its key set, such as {provider.upper()}_API_KEY?"
        ) from error
