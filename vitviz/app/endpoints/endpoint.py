"""What a page's browser half may ask of a look, and how the answer is made.

An Answer names the fields of the Choice that it depends on: they are read from the request as
they are from the address, they name the answer in the store, and they go into an archive that
somebody takes away. What takes longer than a moment is a generator and becomes a job.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

from vitviz.app.compute import analyses, jobs
from vitviz.app.compute.analyses import Analysis
from vitviz.app.state.view_state import ViewState
from vitviz.web.bundle import npz

Steps = Generator[jobs.Step, None, bytes]


@dataclass(frozen=True)
class Endpoint:
    """A blob of `explorer/bundle.py` that `make` makes of a look and the choice's `fields`.

    A `make` that yields (done, total) and returns the blob is run as a job.
    """

    fields: tuple[str, ...]
    make: Callable[[Analysis, ViewState], bytes | Steps]
    long: bool = False

    def settings(self, state: ViewState) -> dict[str, object]:
        """The fields that this answer depends on, by name."""
        return state.some(self.fields)

    def get(self, key: str, what: str, state: ViewState) -> bytes | jobs.Waiting:
        """The blob, or how far it is. Raises NoLook for a look that is not here."""
        analysis = analyses.analysis_of(key)
        name = self.name(key, what, state)
        if self.long:
            return jobs.ask(name, lambda: self._steps(analysis, state))
        return analyses.blob(name, lambda: self._made(analysis, state))

    def kept(self, key: str, what: str, state: ViewState) -> bool:
        """Whether the blob is here, so that `get` makes nothing."""
        return analyses.kept_blob(self.name(key, what, state)) is not None

    def name(self, key: str, what: str, state: ViewState) -> str:
        """What the blob is called in the store."""
        values = "/".join(f"{value}" for value in self.settings(state).values())
        return f"{key}/{what}/{values}"

    def _made(self, analysis: Analysis, state: ViewState) -> bytes:
        made = self.make(analysis, state)
        if not isinstance(made, bytes):
            raise TypeError("only a long answer is made in steps")
        return made

    def _steps(self, analysis: Analysis, state: ViewState) -> Steps:
        made = self.make(analysis, state)
        return (yield from made) if not isinstance(made, bytes) else made


def archive(answer: Endpoint, blob: bytes, analysis: Analysis, state: ViewState) -> bytes:
    """The blob as a NumPy archive with all that led to it."""
    spec = analysis.spec
    # The request names no photo, only the look's recipe does; an upload's name is a secret.
    photo = "own photo" if ViewState(photo=spec.photo).uploaded else spec.photo
    about: Mapping[str, object] = {
        "photo": photo,
        "model": spec.model,
        "weights": spec.weights,
        "size": list(analysis.trace.size),
        **answer.settings(state),
    }
    return npz(blob, about)
