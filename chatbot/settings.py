"""Where the chatbot listens and whom it answers."""

from pathlib import Path
from typing import TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

_Settings = TypeVar("_Settings", bound=BaseSettings)

# What ingest reads, by the ends of names: an upload of another kind is refused before it is sent
# to the ingest process. Of that package nothing is imported here, so that a test compares them.
FORMATS = (
    ".csv", ".docm", ".docx", ".epub", ".htm", ".html", ".json", ".jsonl", ".markdown", ".md",
    ".pdf", ".pptx", ".tsv", ".txt", ".xlsm", ".xlsx",
)  # fmt: skip


class Settings(BaseSettings):
    """Settings of the chatbot, from the environment (prefix `CHATBOT_`)."""

    model_config = SettingsConfigDict(env_prefix="CHATBOT_", env_ignore_empty=True, frozen=True)

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=7860, ge=0, le=65535, description="port to listen on; 0: a free one")
    model: str = Field(
        default="", description="language model that writes, provider:model; empty: answers quote"
    )
    model_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s@]+)?$",  # a password in it would be printed
        description="address of a server that speaks OpenAI's protocol, up to /v1",
    )
    allowed_hosts: str = Field(
        default="",
        description="names that the server is reached by, beside the loopback ones; with commas",
    )
    api_keys: SecretStr = Field(
        default=SecretStr(""),
        description="keys, one of which programs have to send to the API; with commas",
    )


class Reading(BaseSettings):
    """The settings of ingest, which its own process reads: here they are checked and printed."""

    model_config = SettingsConfigDict(env_prefix="INGEST_", env_ignore_empty=True, frozen=True)

    folder: Path | None = Field(default=None, description="folder for an empty store")
    max_bytes: int = Field(default=20_000_000, gt=0, description="largest file, in bytes")
    seconds: int = Field(default=60, gt=0, description="time for one file, in seconds")
    max_memory: int = Field(default=1_500_000_000, ge=300_000_000, description="bytes for one file")


def load(settings: type[_Settings]) -> _Settings:
    """The settings as the environment has them; ends the program where they are wrong."""
    try:
        return settings()
    except ValidationError as error:
        problems = [
            f"{_variable(settings, str(found['loc'][0]))}: {found['msg']}."
            for found in error.errors()
        ]
        raise SystemExit(" ".join(problems)) from error


def described(*all_settings: BaseSettings) -> list[str]:
    """One line for each setting as it counts now."""
    return [
        f"{_variable(type(settings), name)}={'' if value is None else value}"
        for settings in all_settings
        for name, value in settings
    ]


def separated(values: str) -> list[str]:
    """The values that stand between commas."""
    return [value.strip() for value in values.split(",") if value.strip()]


def _variable(settings: type[BaseSettings], name: str) -> str:
    return f"{settings.model_config.get('env_prefix', '')}{name}".upper()
