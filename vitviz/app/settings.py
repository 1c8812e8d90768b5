"""What the person who runs the server may set, by environment variables named VITVIZ_*."""

import ipaddress
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _listed(text: object) -> object:
    """The words of "one, two"; pydantic itself would read JSON."""
    return tuple(filter(None, map(str.strip, text.split(",")))) if isinstance(text, str) else text


def _lower(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.lower().rstrip(".") for name in names)


_Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_listed)]
_Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_lower)]


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
    # Names that the server answers to besides localhost, its own and any numeric address
    hosts: _Names = ()  # "vit.example.edu, *.example.org"; "*" for every name
    # Addresses or networks whose word is taken for who their visitor is
    trusted_proxies: _Networks = ()  # "10.0.0.2, 192.168.4.0/24"
    metrics: bool = False  # whether /_stcore/metrics of Streamlit answers


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
