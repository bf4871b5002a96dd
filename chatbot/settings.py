"""Where the chatbot listens and whom it answers."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

# The ingest process reads its own settings; these names are here to tell a misspelt one.
_INGEST = ("INGEST_FOLDER", "INGEST_MAX_BYTES")
_PREFIXES = ("CHATBOT_", "VECTORSTORE_", "INGEST_")


class Settings(BaseSettings):
    """Settings of the chatbot, from the environment (prefix `CHATBOT_`)."""

    model_config = SettingsConfigDict(env_prefix="CHATBOT_", env_ignore_empty=True, frozen=True)

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=7860, ge=0, le=65535, description="port to listen on; 0: a free one")
    model: str = Field(default="", description="language model; has to be empty in this version")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="names that the server is reached by, beside the loopback ones; with commas",
    )

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, names: object) -> object:
        if not isinstance(names, str):
            return names
        return tuple(name.strip().lower() for name in names.split(",") if name.strip())

    @field_validator("model")
    @classmethod
    def _no_model_yet(cls, model: str) -> str:
        if model:
            raise ValueError(
                f"{model!r} is set, but language models come with a later version of the chatbot. "
                "Unset it: answers are taken from the documents word for word"
            )
        return model


def described(*all_settings: BaseSettings) -> list[str]:
    """One line for each setting as it counts now."""
    return [
        f"{settings.model_config.get('env_prefix', '')}{name.upper()}={_shown(value)}"
        for settings in all_settings
        for name, value in settings
    ]


def unknown_variables(environment: Mapping[str, str], *classes: type[BaseSettings]) -> list[str]:
    """The variables that look like settings but are none, which would be ignored silently."""
    known = {*_INGEST, *(name for settings in classes for name in _names(settings))}
    return sorted(n for n in environment if n.startswith(_PREFIXES) and n not in known)


def sentence(error: ValidationError, *classes: type[BaseSettings]) -> str:
    """What is wrong with the settings, for the person at the screen."""
    variables = {name.lower(): name for settings in classes for name in _names(settings)}
    problems = []
    for found in error.errors():
        field = str(found["loc"][0])
        variable = next((v for n, v in variables.items() if n.endswith(f"_{field}")), field)
        problems.append(f"{variable}: {found['msg'].removeprefix('Value error, ')}.")
    return " ".join(problems)


def _names(settings: type[BaseSettings]) -> Iterable[str]:
    prefix = settings.model_config.get("env_prefix", "")
    return (f"{prefix}{name.upper()}" for name in settings.model_fields)


def _shown(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
