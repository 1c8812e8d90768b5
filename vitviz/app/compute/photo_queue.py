"""What waits for the models: taken in turn between visitors, each told where it stands.

A thing that waits is named by all that its result depends on, so that those who ask for the same
wait for the same; it is dropped when the last of them has left. Those that come next are taken in
batches of one kind (one pair of models at one size) where the work may take several at a time. Two
batches of a kind are under way at most: one is made ready while the other is in the models.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from vitviz.app.compute.fair_queue import FairQueue
from vitviz.app.compute.rates import Rates
from vitviz.app.compute.visitors import Visitor, acting_for, current

BATCHES = 4  # under way at a time: what they hold may be large
OF_A_KIND = 2  # of these
T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True)
class Place:
    """Where something stands: its `number` in line, 0 once it has begun.

    `seconds` until its result, as such things took of late; None where that is not known.
    """

    number: int
    seconds: float | None


Tell = Callable[[Place], None]  # called by the thread that waits; what it raises ends the waiting
Work = Callable[[Sequence[T]], Sequence[V | Exception]]  # a result or an error for each


Moved = Callable[[], object]  # called in any thread, and while the queue is held: it asks nothing


@dataclass(eq=False)
class Entry(Generic[T, V]):
    """Something that waits: its `place` now, and its `outcome`, None until there is one."""

    name: str
    thing: T
    kind: Hashable
    visitor: Visitor  # who asked first; whoever joins brings it no other turn
    since: float
    place: Place = field(default_factory=lambda: Place(0, None))
    outcome: V | Exception | None = None
    listeners: list[Moved] = field(default_factory=list)

    def wake(self) -> None:
        """Tell all who listen."""
        for moved in self.listeners:
            moved()


class PhotoQueue(Generic[T, V]):
    """Makes things by `work`, which is given those of one `kind`, at most `most` of such a thing.

    `work` is called in threads of the queue, for the visitor of the first thing.
    """

    def __init__(
        self,
        work: Work[T, V],
        kind: Callable[[T], Hashable],
        most: Callable[[T], int] = lambda _: 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._work, self._kind, self._most, self._clock = work, kind, most, clock
        self._lock = threading.Lock()
        self._entries: dict[str, Entry[T, V]] = {}  # all that have no outcome yet
        self._waiting: FairQueue[Entry[T, V]] = FairQueue()
        self._begun: list[list[Entry[T, V]]] = []
        self._ended: dict[Hashable, float] = {}  # when the last batch of a kind did
        self._rates = Rates()
        self._threads = ThreadPoolExecutor(BATCHES, thread_name_prefix="photos")

    @property
    def waiting(self) -> int:
        """How many have not begun."""
        with self._lock:
            return len(self._waiting)

    def get(
        self,
        name: str,
        thing: T,
        made: Callable[[], V | None] = lambda: None,
        tell: Tell = lambda _: None,
    ) -> V:
        """The result called `name`, made of `thing` unless it is `made` or others wait for it.

        `tell` hears the place now and whenever it changes, until the result is there. Raises the
        error that the work gave, and what `tell` raises: then this one waits no longer.
        """
        moved = threading.Event()
        with self.listening(name, thing, moved.set, made) as entry:
            told = None
            while entry.outcome is None:
                if (place := entry.place) != told:
                    tell(place)
                    told = place
                moved.wait()
                moved.clear()
        if isinstance(entry.outcome, Exception):
            raise entry.outcome
        return entry.outcome

    @contextmanager
    def listening(
        self, name: str, thing: T, moved: Moved, made: Callable[[], V | None] = lambda: None
    ) -> Iterator[Entry[T, V]]:
        """What is called `name`, as `get` has it, while the block waits for it.

        `moved` is called whenever its place is another, and once its outcome is there.
        """
        with self._lock:
            entry = self._entries.get(name) or self._enter(name, thing, made())
            entry.listeners.append(moved)
        try:
            yield entry
        finally:
            self._leave(entry, moved)

    def _enter(self, name: str, thing: T, made: V | None) -> Entry[T, V]:
        visitor = current()
        entry = Entry[T, V](name, thing, self._kind(thing), visitor, self._clock(), outcome=made)
        if made is not None:
            return entry
        self._entries[name] = entry
        self._waiting.put(visitor, entry)
        self._go_on()
        return entry

    def _leave(self, entry: Entry[T, V], moved: Moved) -> None:
        with self._lock:
            entry.listeners.remove(moved)
            if not entry.listeners and self._waiting.remove(entry.visitor, entry):
                del self._entries[entry.name]
                self._place_all()

    def _go_on(self) -> None:
        """Begins what may begin, and tells the others where they stand; the lock is held."""
        while len(self._begun) < BATCHES and (batch := self._next()):
            self._begun.append(batch)
            self._threads.submit(self._serve, batch)
        self._place_all()

    def _next(self) -> list[Entry[T, V]]:
        kinds = [batch[0].kind for batch in self._begun]
        first = self._waiting.take(lambda _, entry: kinds.count(entry.kind) < OF_A_KIND)
        batch = [] if first is None else [first]
        while first is not None and len(batch) < self._most(first.thing):
            more = self._waiting.take(lambda _, entry: entry.kind == first.kind)
            if more is None:
                break
            batch.append(more)
        return batch

    def _serve(self, batch: list[Entry[T, V]]) -> None:
        with acting_for(batch[0].visitor):
            outcomes = self._outcomes([entry.thing for entry in batch])
        with self._lock:
            self._begun.remove(batch)
            self._note(batch)
            for entry, outcome in zip(batch, outcomes, strict=True):
                entry.outcome = outcome
                del self._entries[entry.name]
                entry.wake()
            self._go_on()

    def _outcomes(self, things: list[T]) -> Sequence[V | Exception]:
        try:
            return self._work(things)
        except Exception as error:  # noqa: BLE001 - it goes to those who wait
            return [error] * len(things)
        except BaseException as error:  # noqa: BLE001 - or they would wait for ever
            return [RuntimeError(repr(error))] * len(things)

    def _note(self, batch: list[Entry[T, V]]) -> None:
        """The time since it could begin: since the batch before it, or since somebody asked."""
        now, kind = self._clock(), batch[0].kind
        begun = max(self._ended.get(kind, 0.0), min(entry.since for entry in batch))
        self._rates.note(kind, len(batch), now - begun)
        if kind not in self._ended and len(self._ended) >= BATCHES:
            del self._ended[min(self._ended, key=lambda one: self._ended[one])]
        self._ended[kind] = now

    def _place_all(self) -> None:
        """Says to all where they stand; the lock is held."""
        seconds: float | None = 0.0
        for number, entry in self._numbered():
            rate = self._rates.of(entry.kind)
            seconds = None if seconds is None or rate is None else seconds + rate
            place = Place(number, seconds)
            if place != entry.place:
                entry.place = place
                entry.wake()

    def _numbered(self) -> Iterator[tuple[int, Entry[T, V]]]:
        yield from ((0, entry) for batch in self._begun for entry in batch)
        yield from enumerate(self._waiting, 1)
