"""A lock of one or several places that go to visitors in turn; long work lets others in between.

A plain lock goes back to the thread that asks again at once, so that work in many short steps
would keep everybody else out; one that is first come first served goes to whoever asks for most.
"""

import threading

from vitviz.app.compute.fair_queue import FairQueue
from vitviz.app.compute.visitors import Visitor, current


class FairLock:
    """At most `places` threads inside at a time; not to be entered twice by one thread."""

    def __init__(self, places: int = 1) -> None:
        self._guard = threading.Lock()
        self._waiting: FairQueue[threading.Lock] = FairQueue()
        self._free = places

    def __enter__(self) -> None:
        """Waits for a turn of the visitor for whom this thread works."""
        visitor, ticket = current(), threading.Lock()
        ticket.acquire()
        with self._guard:
            self._waiting.put(visitor, ticket)
            self._let_in()
        try:
            ticket.acquire()
        except BaseException:  # interrupted: a ticket left behind would be handed the place
            self._give_up(visitor, ticket)
            raise

    def __exit__(self, *error: object) -> None:
        """Hands the place to whoever is next."""
        with self._guard:
            self._free += 1
            self._let_in()

    @property
    def waiting(self) -> int:
        """How many wait now."""
        with self._guard:
            return len(self._waiting)

    @property
    def free(self) -> int:
        """How many places nobody has."""
        with self._guard:
            return self._free

    def let_others(self) -> None:
        """For who is inside: if somebody waits, step out and come in again in turn."""
        if not self.waiting:
            return
        self.__exit__()
        try:
            self.__enter__()
        except BaseException:  # interrupted: the block around this gives the place back once more
            with self._guard:
                self._free -= 1
            raise

    def _let_in(self) -> None:
        while self._free > 0 and (ticket := self._waiting.take()) is not None:
            self._free -= 1
            ticket.release()

    def _give_up(self, visitor: Visitor, ticket: threading.Lock) -> None:
        with self._guard:
            if not self._waiting.remove(visitor, ticket):
                self._free += 1
                self._let_in()
