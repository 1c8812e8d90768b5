import threading
from contextlib import ExitStack

import pytest

from vitviz.app.compute import analyses, jobs
from vitviz.app.compute.cache import Cache
from vitviz.errors import ModelError, VitvizError


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))
    yield
    until(lambda: not jobs._jobs)


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

    def __init__(self, name, work):
        self.events = []
        self.stack = ExitStack()
        self.stack.enter_context(jobs.listening(name, work, self.events.append))

    def leave(self):
        self.stack.close()

    @property
    def last(self):
        return self.events[-1]

    def end(self):
        """The blob or the error that ends it."""
        until(lambda: not isinstance(self.last, jobs.Progress))
        self.leave()
        return self.last


def until(holds):
    gate = threading.Event()
    for _ in range(2000):
        if holds():
            return
        gate.wait(0.005)
    raise TimeoutError


def test_who_listens_hears_at_once_how_far_it_is_and_after_each_step_and_gets_the_blob():
    work = Stepped()
    work.permits.release(3)
    listener = Listener("one", work)
    assert listener.events[0] == jobs.Progress(0, 0, 0)
    assert listener.end() == b"made"
    assert listener.events[1:4] == [jobs.Progress(done, 3, 0) for done in range(3)]


def test_what_is_kept_comes_at_once_and_is_not_made_again():
    work, again = Stepped(0), Stepped(0)
    Listener("kept", work).end()
    listener = Listener("kept", again)
    assert listener.events == [b"made"]
    assert again.begun == 0


def test_two_who_ask_for_the_same_share_one_job():
    work = Stepped()
    listeners = [Listener("shared", work) for _ in range(2)]
    work.permits.release(3)
    assert [listener.end() for listener in listeners] == [b"made"] * 2
    assert work.begun == 1


def test_the_blob_reaches_everybody_even_where_the_cache_drops_it(monkeypatch):
    monkeypatch.setattr(analyses, "cached_blob", lambda _: None)
    work = Stepped()
    listeners = [Listener("dropped", work) for _ in range(2)]
    work.permits.release(3)
    assert [listener.end() for listener in listeners] == [b"made"] * 2
    assert work.begun == 1


def test_a_second_job_waits_for_the_first_and_hears_when_it_has_moved_up():
    first, second = Stepped(), Stepped()
    one = Listener("first", first)
    until(lambda: first.begun)
    other = Listener("second", second)
    assert other.last == jobs.Progress(0, 0, 1)
    first.permits.release(3)
    second.permits.release(3)
    one.end()
    assert other.end() == b"made"
    assert jobs.Progress(0, 0, 0) in other.events


def test_a_job_ends_before_its_next_step_when_its_last_listener_has_left():
    work = Stepped()
    listeners = [Listener("left", work) for _ in range(2)]
    until(lambda: listeners[0].last == jobs.Progress(0, 3, 0))
    listeners[0].leave()
    work.permits.release(1)
    until(lambda: listeners[1].last == jobs.Progress(1, 3, 0))
    listeners[1].leave()
    work.permits.release(1)
    until(lambda: work.ended)
    until(lambda: "left" not in jobs._jobs)
    assert analyses.cached_blob("left") is None
    assert isinstance(listeners[1].last, jobs.Progress)


def test_who_has_left_is_told_nothing_more():
    work = Stepped()
    gone, there = Listener("one", work), Listener("one", work)
    gone.leave()
    heard = len(gone.events)
    work.permits.release(3)
    there.end()
    assert len(gone.events) == heard


def test_a_job_that_waits_is_dropped_with_its_last_listener_and_the_others_move_up():
    first, dropped, last = Stepped(), Stepped(), Stepped(0)
    one = Listener("first", first)
    until(lambda: first.begun)
    waiting, behind = Listener("dropped", dropped), Listener("last", last)
    assert behind.last == jobs.Progress(0, 0, 2)
    waiting.leave()
    assert behind.last == jobs.Progress(0, 0, 1)
    first.permits.release(3)
    one.end()
    behind.end()
    assert dropped.begun == 0


def test_who_comes_back_before_the_next_step_goes_on_with_the_same_job():
    work = Stepped()
    first = Listener("back", work)
    until(lambda: first.last == jobs.Progress(0, 3, 0))
    first.leave()
    second = Listener("back", work)
    assert second.last == jobs.Progress(0, 3, 0)
    work.permits.release(3)
    assert second.end() == b"made"
    assert work.begun == 1


def broken():
    yield 0, 1
    raise ModelError("no_lens", name="x")


def broken_at_once():
    raise ModelError("no_lens", name="x")


def exits():
    yield 0, 1
    raise SystemExit


@pytest.mark.parametrize("work", [broken, broken_at_once, exits])
def test_an_error_reaches_everybody_is_forgotten_and_stops_no_other_job(work):
    first, second = Stepped(), Stepped(0)
    ahead = Listener("ahead", first)
    listeners = [Listener("broken", work) for _ in range(2)]
    behind = Listener("behind", second)
    first.permits.release(3)
    ahead.end()
    assert all(isinstance(listener.end(), Exception) for listener in listeners)
    assert behind.end() == b"made"
    assert "broken" not in jobs._jobs


def test_failed_jobs_that_nobody_hears_of_do_not_fill_the_queue():
    for number in range(jobs.MOST + 1):
        Listener(f"broken {number}", broken).leave()
    until(lambda: not jobs._jobs)
    assert Listener("next", Stepped(0)).end() == b"made"


def test_one_job_too_many_is_refused_and_those_that_wait_go_on(monkeypatch):
    monkeypatch.setattr(jobs, "MOST", 1)
    work = Stepped()
    one = Listener("first", work)
    with pytest.raises(VitvizError, match="many_waiting"):
        Listener("second", Stepped())
    work.permits.release(3)
    assert one.end() == b"made"
