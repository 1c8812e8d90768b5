"""What a page's browser half may ask of a look, and how the answer is made.

An Answer names the fields of the Choice that it depends on: they are read from the request as
they are from the address, they name the answer in the store, and they go into an archive that
somebody takes away. What takes longer than a moment is a generator and becomes a job.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

from vitviz.explorer.bundle import npz
from vitviz.ui import jobs, store
from vitviz.ui.choice import Choice
from vitviz.ui.store import Look

Steps = Generator[jobs.Step, None, bytes]


@dataclass(frozen=True)
class Answer:
    """A blob of `explorer/bundle.py` that `make` makes of a look and the choice's `fields`.

    A `make` that yields (done, total) and returns the blob is run as a job.
    """

    fields: tuple[str, ...]
    make: Callable[[Look, Choice], bytes | Steps]
    long: bool = False

    def settings(self, choice: Choice) -> dict[str, object]:
        """The fields that this answer depends on, by name."""
        return choice.some(self.fields)

    def get(self, key: str, what: str, choice: Choice) -> bytes | jobs.Waiting:
        """The blob, or how far it is. Raises NoLook for a look that is not here."""
        look = store.look_of(key)
        name = self.name(key, what, choice)
        if self.long:
            return jobs.ask(name, lambda: self._steps(look, choice))
        return store.blob(name, lambda: self._made(look, choice))

    def kept(self, key: str, what: str, choice: Choice) -> bool:
        """Whether the blob is here, so that `get` makes nothing."""
        return store.kept_blob(self.name(key, what, choice)) is not None

    def name(self, key: str, what: str, choice: Choice) -> str:
        """What the blob is called in the store."""
        values = "/".join(f"{value}" for value in self.settings(choice).values())
        return f"{key}/{what}/{values}"

    def _made(self, look: Look, choice: Choice) -> bytes:
        made = self.make(look, choice)
        if not isinstance(made, bytes):
            raise TypeError("only a long answer is made in steps")
        return made

    def _steps(self, look: Look, choice: Choice) -> Steps:
        made = self.make(look, choice)
        return (yield from made) if not isinstance(made, bytes) else made


def archive(answer: Answer, blob: bytes, look: Look, choice: Choice) -> bytes:
    """The blob as a NumPy archive with all that led to it."""
    recipe = look.recipe
    # The request names no photo, only the look's recipe does; an upload's name is a secret.
    photo = "own photo" if Choice(photo=recipe.photo).uploaded else recipe.photo
    about: Mapping[str, object] = {
        "photo": photo,
        "model": recipe.model,
        "weights": recipe.weights,
        "size": list(look.trace.size),
        **answer.settings(choice),
    }
    return npz(blob, about)
