import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.app.compute.stepped import until
from vitviz.app.compute import fair_lock
from vitviz.app.compute.fair_lock import FairLock
from vitviz.app.compute.visitors import Visitor, acting_for


def test_of_one_visitors_threads_the_one_that_has_waited_longest_comes_next():
    lock, order = FairLock(), []

    def take(name):
        with lock:
            order.append(name)

    with ThreadPoolExecutor(4) as pool, lock:
        for number in range(4):
            pool.submit(take, number)
            until(lambda wanted=number + 1: lock.waiting == wanted)
    assert order == [0, 1, 2, 3]


def test_a_visitor_comes_between_two_steps_of_another_who_asks_again_at_once():
    lock, order = FairLock(), []

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
    lock = FairLock()
    with pytest.raises(ZeroDivisionError), lock:
        _ = 1 / 0
    with lock:
        pass


def test_who_is_interrupted_while_waiting_keeps_nobody_else_out(monkeypatch):
    lock, entered = FairLock(), []

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
        monkeypatch.setattr(fair_lock.threading, "Lock", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            lock.__enter__()
        monkeypatch.undo()
    with lock:
        entered.append(1)
    assert entered == [1]


def queueing(lock, pool, order, visitor, name):
    """Let a thread that works for `visitor` wait for the lock, and write its name down inside."""

    def take():
        with acting_for(visitor), lock:
            order.append(name)

    before = lock.waiting
    pool.submit(take)
    until(lambda: lock.waiting == before + 1)


def test_another_visitor_waits_for_one_thread_of_many():
    lock, order = FairLock(), []
    with ThreadPoolExecutor(6) as pool, lock:
        for number in range(5):
            queueing(lock, pool, order, Visitor("10.0.0.2"), number)
        queueing(lock, pool, order, Visitor("10.0.0.3"), "other")
    assert order == [0, "other", 1, 2, 3, 4]


def test_as_many_are_inside_as_there_are_places():
    lock, inside, goes_on = FairLock(2), threading.Semaphore(0), threading.Event()

    def stay():
        with lock:
            inside.release()
            goes_on.wait(30)

    with ThreadPoolExecutor(3) as pool:
        for _ in range(3):
            pool.submit(stay)
        assert all(inside.acquire(timeout=30) for _ in range(2))
        until(lambda: lock.waiting == 1)
        third = inside.acquire(blocking=False)
        goes_on.set()
    assert not third
    assert lock.free == 2


def test_who_lets_others_in_goes_on_after_them():
    lock, order = FairLock(), []
    with ThreadPoolExecutor(1) as pool, lock:
        queueing(lock, pool, order, Visitor("10.0.0.3"), "other")
        lock.let_others()
        order.append("goes on")
    assert order == ["other", "goes on"]
    assert lock.free == 1


def test_where_nobody_waits_it_is_kept():
    lock = FairLock()
    with lock:
        lock.let_others()
        assert lock.free == 0


def test_who_is_interrupted_on_the_way_back_in_gives_the_place_up_once(monkeypatch):
    lock, order = FairLock(), []

    def interrupted(_):
        raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as pool:

        def long():
            with lock:
                queueing(lock, pool, order, Visitor("10.0.0.3"), "other")
                monkeypatch.setattr(FairLock, "__enter__", interrupted)
                lock.let_others()

        with pytest.raises(KeyboardInterrupt):
            long()
    assert order == ["other"]
    assert lock.free == 1
