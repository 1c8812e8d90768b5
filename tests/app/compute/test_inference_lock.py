import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention as own_attention

from tests.app.compute.stepped import until
from vitviz.app.compute import inference_lock
from vitviz.app.compute.inference_lock import AT_A_TIME, InferenceLock, locked
from vitviz.app.compute.visitors import Visitor, acting_for


@pytest.fixture
def own(monkeypatch):
    lock = InferenceLock()
    monkeypatch.setattr(inference_lock, "inference_lock", lock)
    return lock


def test_the_lock_is_held_while_a_step_is_made_and_free_between_two(own):
    seen = []

    def steps():
        for number in range(3):
            seen.append(own.places.free)
            yield number
        return "made"

    def all_of():
        return (yield from locked(steps()))

    result, between = [], []

    def keep():
        result.append((yield from all_of()))

    for _ in keep():
        between.append(own.places.free)
    assert result == ["made"]
    assert seen == [0] * 3
    assert between == [1] * 3
    assert own.places.free == 1


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


class Clock:
    """A clock that stands until a test moves it."""

    now = 0.0

    def __call__(self):
        return self.now


def attended(tokens):
    """One attention call, as a model makes it."""
    return torch.nn.functional.scaled_dot_product_attention(tokens, tokens, tokens)


class Beside:
    """Another visitor who waits for the lock while the first one is inside."""

    def __init__(self, lock, order):
        self.lock, self.order, self.pool = lock, order, ThreadPoolExecutor(1)

    def wait(self):
        before = self.lock.places.waiting
        self.pool.submit(self._take)
        until(lambda: self.lock.places.waiting == before + 1)

    def _take(self):
        with acting_for(Visitor("10.0.0.3")), self.lock:
            self.order.append("other")

    def end(self):
        self.pool.shutdown()


@pytest.fixture
def scene():
    clock, order = Clock(), []
    lock = InferenceLock(clock)
    beside = Beside(lock, order)
    yield clock, order, lock, beside
    beside.end()


def test_a_pass_that_takes_long_lets_another_in_between_two_layers(scene):
    clock, order, lock, beside = scene
    with lock:
        beside.wait()
        clock.now += AT_A_TIME
        attended(torch.ones(1, 1, 2, 2))
        order.append("next layer")
    assert order == ["other", "next layer"]


def test_a_pass_of_the_usual_length_is_not_cut(scene):
    clock, order, lock, beside = scene
    with lock:
        beside.wait()
        clock.now += AT_A_TIME / 2
        attended(torch.ones(1, 1, 2, 2))
        order.append("next layer")
    beside.end()
    assert order == ["next layer", "other"]


def test_on_the_way_back_others_come_between_two_layers_too(scene):
    clock, order, lock, beside = scene
    tokens = torch.ones(1, 1, 2, 2, requires_grad=True)
    with lock:
        output = attended(tokens)
        beside.wait()
        clock.now += AT_A_TIME
        (slopes,) = torch.autograd.grad(output.sum(), tokens)
        order.append("back")
    assert order == ["other", "back"]
    assert torch.equal(
        slopes, torch.autograd.grad(own_attention(tokens, tokens, tokens).sum(), tokens)[0]
    )


def test_a_graph_that_outlives_the_lock_gives_nothing_away(scene):
    clock, _, lock, _ = scene
    tokens = torch.ones(1, 1, 2, 2, requires_grad=True)
    with lock:
        output = attended(tokens)
    clock.now += AT_A_TIME
    output.sum().backward()
    assert lock.places.free == 1


def test_a_pass_that_was_let_wait_finds_the_attention_as_it_was_and_leaves_it(scene):
    clock, _, lock, beside = scene
    tokens = torch.randn(1, 2, 3, 4)
    with lock:
        beside.wait()
        clock.now += AT_A_TIME
        found = attended(tokens)
    assert torch.equal(found, own_attention(tokens, tokens, tokens))
    assert torch.nn.functional.scaled_dot_product_attention is own_attention


def test_a_broken_pass_gives_the_lock_and_the_attention_back():
    lock = InferenceLock()
    with pytest.raises(ZeroDivisionError), lock:
        _ = 1 / 0
    assert lock.places.free == 1
    assert torch.nn.functional.scaled_dot_product_attention is own_attention


def beside(work):
    """A thread of another visitor's."""

    def visit():
        with acting_for(Visitor(f"alone {work}")):
            work()

    thread = threading.Thread(target=visit, daemon=True)
    thread.start()
    return thread


def test_of_two_passes_with_gradients_one_waits_while_a_plain_one_is_let_in():
    clock, order = Clock(), []
    lock = InferenceLock(clock)

    def plain():
        with lock:
            order.append("plain")

    def other():
        with lock.with_gradients():
            order.append("other graph")

    with lock.with_gradients():
        threads = [beside(other)]
        until(lambda: lock.graphs.waiting == 1)
        threads.append(beside(plain))
        until(lambda: lock.places.waiting == 1)
        assert lock.waiting == 2
        clock.now += AT_A_TIME
        attended(torch.ones(1, 1, 2, 2))
        order.append("graph")
    until(lambda: not any(thread.is_alive() for thread in threads))
    assert order == ["plain", "graph", "other graph"]
    assert (lock.graphs.free, lock.places.free) == (1, 1)


def test_passes_that_let_each_other_in_all_come_to_an_end():
    lock = InferenceLock(itertools.count().__next__)  # each look at the clock is a second later
    most, here = [], []

    def work(holding, is_open):
        with holding():
            here.append(is_open)
            most.append(sum(here))
            for _ in range(20):
                attended(torch.ones(1, 1, 2, 2))
            here.remove(is_open)

    kinds = [(lock.with_gradients, 1), (lambda: lock, 0)] * 4
    threads = [beside(partial(work, *kind)) for kind in kinds]
    until(lambda: not any(thread.is_alive() for thread in threads))
    assert max(most) == 1
    assert (lock.graphs.free, lock.places.free) == (1, 1)
