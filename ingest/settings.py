"""Which folder is read, and how much one file may take."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of reading documents, from the environment (prefix `INGEST_`)."""

    model_config = SettingsConfigDict(env_prefix="INGEST_", env_ignore_empty=True, frozen=True)

    folder: Path | None = Field(
        default=None,
        description="folder of the documents, for an empty store; unset: the bundled documents",
    )
    max_bytes: int = Field(
        default=20_000_000, gt=0, description="largest file that is read, in bytes"
    )
    seconds: int = Field(
        default=60, gt=0, description="time that reading one file may take, in seconds"
    )
    max_memory: int = Field(
        default=1_500_000_000,
        ge=300_000_000,
        description="memory that reading one file may take, in bytes",
    )
