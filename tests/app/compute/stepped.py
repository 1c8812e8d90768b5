"""Jobs whose steps a test permits, and who listens to them."""

import threading
from contextlib import ExitStack

from vitviz.app.compute import jobs
from vitviz.app.compute.visitors import Visitor, acting_for
from vitviz.errors import ModelError


class Stepped:
    """A work that goes one step for each permit, so that a test sees every state."""

    def __init__(self, total=3):
        self.total, self.permits, self.begun, self.ended = total, threading.Semaphore(0), 0, False

    def __call__(self):
        self.begun += 1
        try:
            for done in range(self.total):
                yield done, self.total
                self.permits.acquire()
            return b"made"
        finally:
            self.ended = True


class Listener:
    """Who listens to a job, and all that it was told."""

    def __init__(self, name, work, visitor=None, *, aside=False):
        self.events = []
        self.stack = ExitStack()
        with acting_for(visitor or Visitor(f"alone {name}")):
            listening = jobs.listening(name, work, self.events.append, aside=aside)
            self.stack.enter_context(listening)

    def leave(self):
        self.stack.close()

    @property
    def last(self):
        return self.events[-1]

    def end(self):
        """The blob or the error that ends it."""
        until(lambda: not isinstance(self.last, jobs.Progress | jobs.Part))
        self.leave()
        return self.last


def until(holds):
    gate = threading.Event()
    for _ in range(2000):
        if holds():
            return
        gate.wait(0.005)
    raise TimeoutError


def broken():
    yield 0, 1
    raise ModelError("no_lens", name="x")


def broken_at_once():
    raise ModelError("no_lens", name="x")


def exits():
    yield 0, 1
    raise SystemExit
