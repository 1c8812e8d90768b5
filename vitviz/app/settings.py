"""What the person who runs the server may set, by environment variables named VITVIZ_*.

A value that makes no sense ends the process with one sentence, in the language of the terminal;
a name that nobody knows is only told (`unknown`), for it may be meant for another version.
"""

import difflib
import ipaddress
import os
import re
import sys
from functools import cache
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    DirectoryPath,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from vitviz.text import N_, Words, negotiate, words

PREFIX = "VITVIZ_"
_PORT = re.compile(r":[0-9]{1,5}$")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _listed(text: object) -> object:
    """The words of "one, two"; pydantic itself would read JSON."""
    return tuple(filter(None, map(str.strip, text.split(",")))) if isinstance(text, str) else text


def _lower(names: tuple[str, ...]) -> tuple[str, ...]:
    """As names are compared; without a port, which is part of an address and not of a name."""
    return tuple(_PORT.sub("", name.lower()).rstrip(".") for name in names)


_Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_listed)]
_Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_lower)]


class Settings(BaseSettings):
    """Limits and places; sizes in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

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
    lecture: bool = False  # the machine is there for a class: budgets, models, a teacher's page
    # What shows a teacher who sits elsewhere; at the machine itself none is needed
    teacher_key: SecretStr | None = Field(default=None, min_length=16, max_length=200)
    metrics: bool = False  # whether /_stcore/metrics of Streamlit answers
    # What a visitor may open. None: any where only this machine reaches the server, else bundled
    models: Literal["bundled", "cached", "any"] | None = None
    models_dir: DirectoryPath | None = None  # of the operator's own models, which all may open


_NUMBER = N_("{name} must be a whole number of bytes above 0, such as 2000000000; it is “{value}”.")
_REFUSALS = {
    "device": N_("{name} must be auto, cpu, cuda or mps; it is “{value}”."),
    "metrics": N_("{name} must be 1 or 0; it is “{value}”."),
    "lecture": N_("{name} must be 1 or 0; it is “{value}”."),
    "models": N_("{name} must be bundled, cached or any; it is “{value}”."),
    "teacher_key": N_("{name} must have 16 characters or more."),
    "models_dir": N_("{name} must be a folder that is there; it is “{value}”."),
    "hosts": N_("{name} must be names with commas between them; it is “{value}”."),
    "trusted_proxies": N_(
        "{name} must be addresses or networks with commas between them; it is “{value}”."
    ),
}
_UNKNOWN = N_("{name} is no setting and is ignored. Is {known} meant?")
_UNLIKE = N_("{name} is no setting and is ignored. There are: {known}.")


@cache
def settings() -> Settings:
    """The settings of this process, read once. Ends the process where they make no sense."""
    try:
        return Settings()
    except ValidationError as error:
        sys.exit("\n".join(refusals(error, operators_words())))


def refusals(error: ValidationError, _: Words) -> list[str]:
    """A sentence for each value that was refused."""
    given = {one["loc"][0]: one["input"] for one in error.errors()}
    said = []
    for field, value in given.items():
        name = f"{PREFIX}{field}".upper()
        sentence = _(_REFUSALS.get(str(field), _NUMBER))
        said.append(sentence.format(name=name, value=os.environ.get(name, value)))
    return said


def unknown(_: Words) -> list[str]:
    """A sentence for each VITVIZ_* variable that is no setting, with the nearest that is one."""
    given = {name for name in os.environ if name.upper().startswith(PREFIX)}
    said = []
    for name in sorted(given):
        field = name[len(PREFIX) :].lower()
        if field not in Settings.model_fields:
            near = difflib.get_close_matches(field, Settings.model_fields, n=1)
            meant = ", ".join(f"{PREFIX}{one}".upper() for one in near or Settings.model_fields)
            said.append(_(_UNKNOWN if near else _UNLIKE).format(name=name, known=meant))
    return said


def operators_words() -> Words:
    """The words of the terminal's language."""
    found = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return words(negotiate(next(filter(None, found), None)))
