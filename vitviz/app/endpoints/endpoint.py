"""What the browser may ask of an analysis, and how the answer is made: always a bundle.

An endpoint names the fields of the view state that it depends on: they are read from the request
as they are from the address, they name the bundle in the cache, and they go into an archive that
somebody exports. A field that is no part of the view state is an endpoint's own.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from vitviz.app.compute import analyses, jobs
from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.arrays import Array
from vitviz.app.state.view_state import ViewState
from vitviz.errors import ArgumentError

# First paint, a moment, a job with progress, one that waits for a process of its own.
Priority = Literal["first", "normal", "long", "aside"]
Steps = jobs.Steps
Own = Mapping[str, object]
R = TypeVar("R")


@dataclass(frozen=True)
class Endpoint:
    """A bundle (web/bundle.py) that `make` makes of an analysis and the state's `fields`.

    `own` reads further fields from a request's text, by name; `make` gets them by keyword. A
    `make` of priority "long" or "aside" yields (done, total) and bundles of what it has so far,
    holds the inference lock by itself where it needs it, and is run as a job. `arrays` says of each
    array what it is (arrays.py). `code` writes the Python that makes the same, for the whole view
    state: it may show one thing of the bundle, which depends on further fields. `subject` is what
    the numbers are of, as an archive says it: a photo in both models, the models, or neither.
    """

    fields: tuple[str, ...]
    make: Callable[..., bytes | Steps]
    priority: Priority = "normal"
    own: Mapping[str, Callable[[str, str], object]] = field(default_factory=dict)
    arrays: Mapping[str, Array] = field(default_factory=dict)
    code: Callable[[Analysis, ViewState], str] | None = None
    subject: Literal["photo", "models", "none"] = "photo"

    @property
    def long(self) -> bool:
        """Whether it is run as a job."""
        return self.priority in ("long", "aside")

    def read(self, parameters: Mapping[str, str]) -> tuple[ViewState, Own]:
        """What a request asks for. Raises ArgumentError for an own field that is not well-formed.

        What is missing or malformed of the view state is its default, as in the address.
        """
        own = {name: read(name, parameters.get(name, "")) for name, read in self.own.items()}
        return ViewState.parse(parameters), own

    def settings(self, state: ViewState, **own: object) -> dict[str, object]:
        """The fields that this bundle depends on, by name."""
        return {**state.some(*self.fields), **own}

    def name(self, key: str, what: str, state: ViewState, **own: object) -> str:
        """What the bundle is called in the cache."""
        values = "/".join(f"{value}" for value in self.settings(state, **own).values())
        return f"{key}/{what}/{values}"

    def found(self, key: str, what: str, state: ViewState, **own: object) -> bytes | None:
        """The bundle if it is in the cache; nothing is made."""
        return analyses.cached_blob(self.name(key, what, state, **own))

    def cached(self, key: str, what: str, state: ViewState) -> bool:
        """Whether the bundle is in the cache."""
        return self.found(key, what, state) is not None

    def get(self, key: str, what: str, state: ViewState, **own: object) -> bytes:
        """The bundle, from the cache or made now. Raises UnknownAnalysis, VitvizError."""

        def make() -> bytes:
            made = self.make(analyses.analysis_of(key), state, **own)
            if not isinstance(made, bytes):
                raise TypeError("only a long bundle is made in steps")
            return made

        return analyses.blob(self.name(key, what, state, **own), make)

    def steps(self, key: str, state: ViewState, **own: object) -> Steps:
        """The steps in which a long bundle is made; until the first one no analysis is held."""
        made = self.make(analyses.analysis_of(key), state, **own)
        return (yield from made) if not isinstance(made, bytes) else made


def showing(
    steps: Generator[jobs.Step, None, R], so_far: Callable[[], bytes | None]
) -> Generator[jobs.Step | bytes, None, R]:
    """The same steps and result, before and after each what there is so far, if it is new."""
    try:
        while True:
            if (part := so_far()) is not None:
                yield part
            try:
                yield next(steps)
            except StopIteration as end:
                return end.value
    finally:
        steps.close()


def counted(steps: Generator[object, None, R], total: int) -> Generator[jobs.Step, None, R]:
    """The same steps and result, before each how many of the `total` are done."""
    done = 0
    while True:
        yield done, total
        try:
            next(steps)
        except StopIteration as end:
            return end.value
        done += 1


def count(name: str, text: str) -> int:
    """A number from 0. Raises ArgumentError."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise _malformed(name, "a number from 0", text)
    return int(text)


def one_of(*known: str) -> Callable[[str, str], str]:
    """A function that reads one of these words, the first where none is given."""

    def read(name: str, text: str) -> str:
        if text and text not in known:
            raise _malformed(name, " | ".join(known), text)
        return text or known[0]

    return read


def _malformed(name: str, rule: str, got: object) -> ArgumentError:
    return ArgumentError("out_of_range", argument=name, rule=rule, got=got)
