"""What the person who runs the server may set, by environment variables named VITVIZ_*."""

from functools import cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Limits and places; sizes in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix="VITVIZ_", frozen=True)

    device: str = Field(default="auto", pattern="^(auto|cpu|cuda|mps)$")
    # None: a fraction of the machine's memory (compute/budget.py)
    memory_bytes: int | None = Field(default=None, gt=0)  # of the whole process
    model_bytes: int | None = Field(default=None, gt=0)
    trace_bytes: int | None = Field(default=None, gt=0)  # of analyses
    blob_bytes: int | None = Field(default=None, gt=0)
    photo_bytes: int | None = Field(default=None, gt=0)  # and half as much for decoded ones
    upload_bytes: int = Field(default=25_000_000, gt=0)


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
