"""Where the store is and which embedder it uses."""

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
