import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from vitviz.app.compute import inference_lock
from vitviz.app.compute.inference_lock import TicketLock, locked


def until(holds):
    """Wait for what another thread is about to do."""
    gate = threading.Event()
    for _ in range(2000):
        if holds():
            return
        gate.wait(0.005)
    raise TimeoutError


def test_who_has_waited_longest_comes_next():
    lock, order = TicketLock(), []

    def take(name):
        with lock:
            order.append(name)

    with ThreadPoolExecutor(4) as pool, lock:
        for number in range(4):
            pool.submit(take, number)
            until(lambda wanted=number + 1: lock.waiting == wanted)
    assert order == [0, 1, 2, 3]


def test_a_visitor_comes_between_two_steps_of_another_who_asks_again_at_once():
    lock, order = TicketLock(), []

    def visit():
        with lock:
            order.append("visitor")

    with ThreadPoolExecutor(1) as pool:
        for number in range(3):
            with lock:
                order.append(number)
                if number == 0:
                    pool.submit(visit)
                    until(lambda: lock.waiting == 1)
    assert order == [0, "visitor", 1, 2]


def test_an_error_hands_the_lock_on():
    lock = TicketLock()
    with pytest.raises(ZeroDivisionError), lock:
        _ = 1 / 0
    with lock:
        pass


def test_who_is_interrupted_while_waiting_keeps_nobody_else_out(monkeypatch):
    lock, entered = TicketLock(), []

    class Interrupted:
        """A ticket whose owner is interrupted when it waits for it."""

        def __init__(self):
            self.times = 0

        def acquire(self):
            self.times += 1
            if self.times == 2:
                raise KeyboardInterrupt

        def release(self):
            pytest.fail("the lock was handed to one who has gone")

    with lock:
        monkeypatch.setattr(inference_lock.threading, "Lock", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            lock.__enter__()
        monkeypatch.undo()
    with lock:
        entered.append(1)
    assert entered == [1]


@pytest.fixture
def own(monkeypatch):
    lock = TicketLock()
    monkeypatch.setattr(inference_lock, "inference_lock", lock)
    return lock


def test_the_lock_is_held_while_a_step_is_made_and_free_between_two(own):
    seen = []

    def steps():
        for number in range(3):
            seen.append(own._held)
            yield number
        return "made"

    def all_of():
        return (yield from locked(steps()))

    result, between = [], []

    def keep():
        result.append((yield from all_of()))

    for _ in keep():
        between.append(own._held)
    assert result == ["made"]
    assert seen == [True] * 3
    assert between == [False] * 3
    assert not own._held


def test_steps_that_nobody_wants_any_more_are_closed(own):
    closed = []

    def steps():
        try:
            yield 1
        finally:
            closed.append(True)

    run = locked(steps())
    next(run)
    run.close()
    assert closed == [True]
