import threading

from tests.app.compute.stepped import Listener, Stepped, until
from vitviz.app.compute import jobs


def test_what_is_made_so_far_is_told_and_kept_for_who_comes_later():
    go_on = threading.Semaphore(0)

    def work():
        yield 0, 2
        yield b"half"
        go_on.acquire()
        yield 1, 2
        return b"whole"

    first = Listener("parts", work)
    until(lambda: jobs.Part(b"half") in first.events)
    second = Listener("parts", work)
    assert second.events == [jobs.Progress(0, 2, 0), jobs.Part(b"half")]
    go_on.release()
    assert first.end() == second.end() == b"whole"


def test_a_job_that_waits_for_a_process_holds_up_no_other():
    process, ours = Stepped(), Stepped(0)
    measuring = Listener("process", process, aside=True)
    until(lambda: process.begun)
    other = Listener("ours", ours)
    assert other.events[0] == jobs.Progress(0, 0, 0)
    assert other.end() == b"made"
    process.permits.release(3)
    assert measuring.end() == b"made"


def test_of_those_that_wait_for_a_process_one_is_begun_and_has_no_turns(monkeypatch):
    monkeypatch.setattr(jobs, "TURN", 0.0)
    first, second = Stepped(), Stepped(0)
    one = Listener("first process", first, aside=True)
    until(lambda: first.begun)
    two = Listener("second process", second, aside=True)
    assert two.last == jobs.Progress(0, 0, 1)
    first.permits.release(2)
    until(lambda: one.last == jobs.Progress(2, 3, 0))
    assert second.begun == 0
    first.permits.release(1)
    assert (one.end(), two.end()) == (b"made", b"made")
