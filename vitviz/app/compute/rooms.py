"""A lecture's rooms: what a class answers, in memory alone, without names, gone with the server.

A room has a short code that nobody guesses. In it each visitor counts once a step, under a keyed
hash of where the answer comes from, and a later answer takes the place of the earlier one. Whoever
has the code can send anything, so all that a room holds is bounded, and one address can take a part
of the places only.
For the one event loop of a server, so nothing here needs a lock.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from vitviz.app.compute.cache import unguessable
from vitviz.app.compute.visitors import Visitor

MOST = 16  # rooms; one more takes the place of the one that fewest listen to, of the oldest such
STEPS = 64  # of a room
PEOPLE = 1000  # who may answer in a room
OF_AN_ADDRESS = 400  # of these: a hall may share one, and others must find room
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none of them is taken for another
_LENGTH = 8  # 31 ** 8 codes: a guess a millisecond meets one of 16 rooms in a year or so
CODE = rf"^([{_LETTERS}]{{{_LENGTH}}})?$"  # "": none
Tell = Callable[[], None]  # must neither wait nor raise


@dataclass
class _Step:
    """Answers to one step's question: by visitor, and counted by choice."""

    choices: dict[str, str] = field(default_factory=dict)
    bars: Counter[str] = field(default_factory=Counter)
    revealed: bool = False

    def take(self, person: str, choice: str) -> None:
        before = self.choices.get(person)
        if before is not None:
            self.bars[before] -= 1
            if not self.bars[before]:
                del self.bars[before]
        self.choices[person] = choice
        self.bars[choice] += 1


class Room:
    """One class: its answers, who listens, the step it is at, and what its teacher revealed."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.closed = False
        self.at = ""  # the step that the teacher leads to; "": none yet
        self.departures = 0  # how often its last teacher went away
        self._steps: dict[str, _Step] = {}
        self._people: dict[
            str, str
        ] = {}  # who has answered: a name by hash, and that of the address
        self._addresses: Counter[str] = Counter()
        self._present: Counter[str] = Counter()  # who listens, with how many pages
        self._listeners: dict[Tell, bool] = {}  # and whether it hears of each answer

    def answer(self, visitor: Visitor, step: str, choice: str) -> bool:
        """Count the visitor's answer to the step; False, uncounted, where the room is full."""
        person = unguessable(repr(visitor).encode())
        if not (self._admits(person, visitor.address) and self._opens(step)):
            return False
        self._steps[step].take(person, choice)
        self._tell(all_of_them=False)
        return True

    def reveal(self, step: str, revealed: bool = True) -> bool:
        """Show the class its answers to the step, or hide them again; False where it is full."""
        if not self._opens(step):
            return False
        self._steps[step].revealed = revealed
        self._tell(all_of_them=True)
        return True

    def lead_to(self, step: str) -> None:
        """Ask the class to come to the step."""
        self.at = step
        self._tell(all_of_them=True)

    def close(self) -> None:
        """Tell all who listen that this room is no more."""
        self.closed = True
        self._tell(all_of_them=True)

    def bars(self, step: str) -> dict[str, int]:
        """How often each choice was taken, the most frequent first."""
        found = self._steps.get(step)
        return dict(found.bars.most_common()) if found else {}

    def is_revealed(self, step: str) -> bool:
        """Whether the teacher has shown the class its answers to the step."""
        return step in self._steps and self._steps[step].revealed

    @property
    def here(self) -> int:
        """How many visitors have a page of this room open."""
        return len(self._present)

    @property
    def listeners(self) -> int:
        """How many pages listen, a teacher's among them."""
        return len(self._listeners)

    def of_class(self) -> dict[str, object]:
        """What everybody here may know: where the class is, and what was revealed."""
        shown = [name for name, step in self._steps.items() if step.revealed]
        return {"at": self.at, "revealed": {name: self.bars(name) for name in shown}}

    def of_teacher(self) -> dict[str, object]:
        """What the teacher is told."""
        steps = {
            name: {"bars": self.bars(name), "revealed": step.revealed}
            for name, step in self._steps.items()
        }
        return {"room": self.code, "here": self.here, "at": self.at, "steps": steps}

    @contextmanager
    def listening(self, tell: Tell, visitor: Visitor | None = None) -> Iterator[None]:
        """Be told of changes until the block is left: a `visitor`, who is here meanwhile, of what
        is for the class; without one, as the teacher is, of everything.

        The class is told too when the last teacher goes: behind a proxy the room may be at another
        replica by now, where whoever asks anew finds it.
        """
        self._listeners[tell] = visitor is None
        person = unguessable(repr(visitor).encode()) if visitor else ""
        self._come(person, 1)
        try:
            yield
        finally:
            del self._listeners[tell]
            self._come(person, -1)
            if not person and not any(self._listeners.values()):
                self.departures += 1
                self._tell(all_of_them=True)

    def _come(self, person: str, pages: int) -> None:
        if person:
            self._present[person] += pages
            if not self._present[person]:
                del self._present[person]
            self._tell(all_of_them=False)

    def _admits(self, person: str, address: str) -> bool:
        if person in self._people:
            return True
        of = unguessable(address.encode())
        if len(self._people) >= PEOPLE or self._addresses[of] >= OF_AN_ADDRESS:
            return False
        self._people[person] = of
        self._addresses[of] += 1
        return True

    def _opens(self, step: str) -> bool:
        if step not in self._steps and len(self._steps) >= STEPS:
            return False
        self._steps.setdefault(step, _Step())
        return True

    def _tell(self, *, all_of_them: bool) -> None:
        for tell, hears_everything in list(self._listeners.items()):
            if all_of_them or hears_everything:
                tell()


_rooms: dict[str, Room] = {}


def opened(code: str = "") -> Room:
    """A room for a teacher: that of this code, made where it is not here, or a new one.

    A teacher whose server was started anew opens the room again that the class's links name.
    """
    if code not in _rooms:
        code = code or "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        while len(_rooms) >= MOST:
            _rooms.pop(min(_rooms, key=lambda code: _rooms[code].listeners)).close()
        _rooms[code] = Room(code)
    return _rooms[code]


def room(code: str) -> Room | None:
    """The room of this code, if it is here."""
    return _rooms.get(code)


def close() -> None:
    """Forget all rooms: the server ends."""
    while _rooms:
        _rooms.popitem()[1].close()
