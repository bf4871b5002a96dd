"""Where the store is and which embedder it uses."""

from collections.abc import Iterable
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of the store, from the environment (prefix `VECTORSTORE_`)."""

    model_config = SettingsConfigDict(env_prefix="VECTORSTORE_", env_ignore_empty=True, frozen=True)

    path: Path = Field(
        default_factory=lambda: user_data_path("career-chatbot", appauthor=False),
        description="folder of the store: the catalog and the embedded Chroma",
    )
    url: str = Field(
        default="", description="address of a Chroma server; empty: the embedded Chroma"
    )
    model: str = Field(
        default="bundled",
        description="embedding model: `bundled`, a folder, or a hub id that is in the local cache",
    )
    keep: int = Field(
        default=20,
        ge=2,
        description="corpus versions that are kept, for undo and for citations of older ones",
    )


def setting_names(*classes: type[BaseSettings]) -> list[str]:
    """The environment variables of settings, in capitals; any case of them counts."""
    return [
        f"{settings.model_config.get('env_prefix', '')}{name}".upper()
        for settings in classes
        for name in settings.model_fields
    ]


def unknown_variables(names: Iterable[str], environment: Iterable[str]) -> list[str]:
    """The variables that look like these settings but are none, and would be ignored silently."""
    known = set(names)
    prefixes = tuple({f"{name.partition('_')[0]}_" for name in known})
    return sorted(
        variable
        for variable in environment
        if variable.upper().startswith(prefixes) and variable.upper() not in known
    )
