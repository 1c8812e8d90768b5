"""One pass of a model at a time, and visitors in turn: who asks for little waits for little.

Held around nothing but the model's own work: whoever decodes a photo, frames it or packs an
answer does so before or after. A pass that takes seconds (gradients at 32 x 32 patches) lets
others in between two of its layers, forward and back. What waits there keeps its graph, so that
of the passes with gradients one is open at a time: they wait for each other before they wait for
the lock, never while they hold it, and passes without come in between.
"""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from vitviz.app.compute.fair_lock import FairLock
from vitviz.app.compute.threads import use_all

if TYPE_CHECKING:  # the port must open before torch is imported
    from torch import Tensor

    from vitviz.core.attention.tap import AttentionCall, AttentionTap

AT_A_TIME = 0.15  # seconds that a pass goes on while others wait: the usual ones are not cut
Y = TypeVar("Y")
R = TypeVar("R")


class InferenceLock:
    """Held while a model works; not to be taken twice by one thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.places = FairLock()
        self.graphs = FairLock()
        self._clock = clock
        self._here = threading.local()

    def __enter__(self) -> None:
        """Waits for the visitor's turn, and watches the thread's attention calls."""
        from vitviz.core.attention.tap import AttentionTap

        self.places.__enter__()
        held = self._here.held = _Held(self.places, self._clock)
        held.tap = AttentionTap(held.watch)
        held.tap.__enter__()
        use_all()

    def __exit__(self, *error: object) -> None:
        """Hands the lock to whoever is next."""
        held: _Held = self._here.held
        held.tap.__exit__(*error)
        held.over = True
        self.places.__exit__(*error)

    @property
    def waiting(self) -> int:
        """How many passes wait: for a turn, or for the graph of another to be over."""
        return self.places.waiting + self.graphs.waiting

    @contextmanager
    def with_gradients(self) -> Iterator[None]:
        """Held likewise, by the one pass whose graph is kept. Not to be taken inside the lock."""
        with self.graphs, self:
            yield


class _Held:
    """One holding of the lock."""

    tap: "AttentionTap"

    def __init__(self, places: FairLock, clock: Callable[[], float]) -> None:
        self.over = False
        self._places, self._clock, self._since = places, clock, clock()

    def watch(self, call: "AttentionCall") -> None:
        """Let others in at this call and, if there is a way back, on that too.

        On the CPU only: an accelerator's ways back are all run by one thread of torch's, and one
        that waits there for another would wait for ever.
        """
        if call.output.device.type != "cpu":
            return
        self._pause()
        if call.output.requires_grad:
            call.output.register_hook(self._back)

    def _back(self, _: "Tensor") -> None:
        if not self.over:  # a graph may outlive the lock
            self._pause()

    def _pause(self) -> None:
        if self._clock() - self._since >= AT_A_TIME:
            self._places.let_others()
            self._since = self._clock()


inference_lock = InferenceLock()


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
