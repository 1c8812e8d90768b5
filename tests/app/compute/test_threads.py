import threading

import pytest
import torch

from vitviz.app.compute import threads
from vitviz.app.compute.threads import cores, side_by_side, use_all


@pytest.fixture(autouse=True)
def four_cores(monkeypatch):
    before = torch.get_num_threads()
    monkeypatch.setattr(threads, "cores", lambda: 4)
    threads._threads.cache_clear()
    yield
    torch.set_num_threads(before)
    threads._threads.cache_clear()


def counted():
    return threading.get_ident(), torch.get_num_threads()


def test_works_run_at_once_each_on_its_part_of_the_cores_and_answer_in_their_order():
    gate = threading.Barrier(2)

    def work(name):
        gate.wait(30)  # which one alone would never pass
        return name, *counted()

    (first, one, few), (second, other, as_few) = side_by_side(
        [lambda: work("first"), lambda: work("second")]
    )
    assert (first, second) == ("first", "second")
    assert len({one, other, threading.get_ident()}) == 3
    assert few == as_few == 2


def test_one_work_alone_stays_in_its_thread_and_is_given_nothing():
    use_all()
    assert side_by_side([counted]) == [(threading.get_ident(), 4)]
    assert side_by_side([]) == []


def test_afterwards_this_thread_and_new_ones_have_all_cores():
    side_by_side([counted, counted, counted, counted])
    found = []
    new = threading.Thread(target=lambda: found.append(torch.get_num_threads()))
    new.start()
    new.join()
    assert found == [torch.get_num_threads()] == [4]


def test_an_error_of_one_comes_once_the_others_have_ended():
    ended = []
    raised = threading.Event()

    def fails():
        raised.set()
        raise ValueError("one")

    def goes_on():
        raised.wait(30)
        ended.append(True)

    with pytest.raises(ValueError, match="one"):
        side_by_side([fails, goes_on])
    assert ended == [True]
    assert torch.get_num_threads() == 4


def test_a_pass_has_all_cores_whatever_its_thread_had(four_cores):
    from vitviz.app.compute.inference_lock import InferenceLock

    torch.set_num_threads(1)
    with InferenceLock():
        assert torch.get_num_threads() == 4


def test_the_cores_are_those_that_torch_takes_by_itself():
    assert cores() >= 1
