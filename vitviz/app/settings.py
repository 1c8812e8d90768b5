"""What the person who runs the server may set, by environment variables named VITVIZ_*."""

from functools import cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Limits and places; sizes in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix="VITVIZ_", frozen=True)

    device: str = Field(default="auto", pattern="^(auto|cpu|cuda|mps)$")
    trace_bytes: int = Field(default=1 << 30, gt=0)
    blob_bytes: int = Field(default=1 << 29, gt=0)
    photo_bytes: int = Field(default=1 << 29, gt=0)
    upload_bytes: int = Field(default=25_000_000, gt=0)


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
