"""A queue whose work goes on when a test lets it, and the threads that wait in it."""

import threading
from itertools import count

from tests.app.compute.stepped import until
from vitviz.app.compute.photo_queue import PhotoQueue
from vitviz.app.compute.visitors import Visitor, acting_for, current


class Work:
    """Makes of each word its capitals, a batch for each permit; those with an "x" fail."""

    def __init__(self):
        self.permits, self.batches, self.visitors = threading.Semaphore(0), [], []

    def __call__(self, words):
        self.batches.append(list(words))
        self.visitors.append(current())
        self.permits.acquire()
        return [ValueError(word) if "x" in word else word.upper() for word in words]


class Waiter:
    """Who waits for a word, what it heard, and what came of it."""

    def __init__(self, queue, word, visitor=None, tell=lambda _: None):
        self.word, self.places, self.outcome, self.visitor = word, [], None, visitor
        self.queue, self.tell = queue, tell
        self.thread = threading.Thread(target=self._wait, daemon=True)
        self.thread.start()
        until(lambda: self.places or self.outcome)

    def _wait(self):
        def told(place):
            self.places.append(place)
            self.tell(place)

        with acting_for(Visitor(self.visitor or self.word)):
            try:
                self.outcome = self.queue.get(self.word, self.word, tell=told)
            except BaseException as error:  # noqa: BLE001 - what it is, the test asks
                self.outcome = error

    @property
    def numbers(self):
        return [place.number for place in self.places]

    def end(self):
        self.thread.join(10)
        assert not self.thread.is_alive()
        return self.outcome


def queue_of(work, most=1):
    """A queue of words; those of one first letter are of one kind. A second ends at each look."""
    ticks = count()
    return PhotoQueue(work, lambda word: word[0], lambda _: most, lambda: float(next(ticks)))
