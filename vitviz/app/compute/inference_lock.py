"""One pass of a model at a time, first come first served: the median visitor waits least so.

Held around nothing but the model's own work: whoever decodes a photo, frames it or packs an
answer does so before or after.
"""

import threading
from collections import deque
from collections.abc import Generator
from types import TracebackType
from typing import TypeVar

Y = TypeVar("Y")
R = TypeVar("R")


class TicketLock:
    """A lock that goes to whoever has waited longest; not to be taken twice by one thread.

    A plain lock goes back to the thread that asks again at once, so that work in many short
    steps would keep everybody else out.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def __enter__(self) -> None:
        """Waits until all who came before have had the lock."""
        ticket = threading.Lock()
        ticket.acquire()
        with self._guard:
            if not self._held:
                self._held = True
                return
            self._waiting.append(ticket)
        try:
            ticket.acquire()
        except BaseException:  # interrupted: a ticket left behind would be handed the lock
            self._give_up(ticket)
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Hands the lock to the next who waits."""
        self._hand_on()

    @property
    def waiting(self) -> int:
        """How many wait for the lock now."""
        with self._guard:
            return len(self._waiting)

    def _hand_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False

    def _give_up(self, ticket: threading.Lock) -> None:
        with self._guard:
            still_waiting = ticket in self._waiting
            if still_waiting:
                self._waiting.remove(ticket)
        if not still_waiting:
            self._hand_on()


inference_lock = TicketLock()


def locked(steps: Generator[Y, None, R]) -> Generator[Y, None, R]:
    """The same steps and result, each step made while holding the inference lock."""
    try:
        while True:
            with inference_lock:
                try:
                    step = next(steps)
                except StopIteration as end:
                    return end.value
            yield step
    finally:
        steps.close()
