import threading
import time

import pytest

from vitviz.app.compute import analyses, jobs
from vitviz.app.compute.cache import Cache
from vitviz.errors import ModelError, VitvizError


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))
    monkeypatch.setattr(jobs, "_OTHERS", 0.0)
    yield
    with jobs._changed:
        jobs._jobs.clear()


def waited(name, work, patience=10.0):
    """Ask as a browser does, until the blob is there."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = jobs.ask(name, work)
        if isinstance(found, bytes):
            return found
        time.sleep(0.01)
    raise TimeoutError(name)


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


def until(holds):
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_who_asks_for_work_hears_how_far_it_is_and_then_gets_it():
    work = Stepped()
    assert isinstance(jobs.ask("one", work), jobs.Waiting)
    until(lambda: jobs.ask("one", work) == jobs.Waiting(0, 3, 0))
    work.permits.release()
    until(lambda: jobs.ask("one", work) == jobs.Waiting(1, 3, 0))
    work.permits.release(2)
    assert waited("one", work) == b"made"
    assert jobs.ask("one", Stepped()) == b"made"


def test_two_who_ask_for_the_same_share_one_job():
    work = Stepped()
    jobs.ask("shared", work)
    jobs.ask("shared", work)
    work.permits.release(3)
    assert waited("shared", work) == b"made"
    assert work.begun == 1


def test_a_second_job_waits_for_the_first_and_knows_it():
    first, second = Stepped(), Stepped()
    jobs.ask("first", first)
    until(lambda: first.begun)
    assert jobs.ask("second", second) == jobs.Waiting(0, 0, 1)
    first.permits.release(3)
    second.permits.release(3)
    waited("first", first)
    assert waited("second", second) == b"made"


def test_a_stopped_job_ends_before_its_next_step():
    work = Stepped()
    jobs.ask("stopped", work)
    until(lambda: work.begun)
    jobs.stop("stopped")
    work.permits.release(1)
    until(lambda: work.ended)
    assert analyses.kept_blob("stopped") is None


def test_who_stops_waiting_does_not_stop_the_job_of_another_who_waits(monkeypatch):
    monkeypatch.setattr(jobs, "_OTHERS", 60.0)
    work = Stepped()
    jobs.ask("shared", work)
    until(lambda: work.begun)
    jobs.stop("shared")
    work.permits.release(3)
    assert waited("shared", work) == b"made"
    assert work.begun == 1


def test_a_job_that_nobody_asks_for_any_more_ends(monkeypatch):
    work = Stepped()
    jobs.ask("left", work)
    until(lambda: work.begun)
    monkeypatch.setattr(jobs, "PATIENCE", 0.0)
    work.permits.release(1)
    until(lambda: work.ended)
    assert analyses.kept_blob("left") is None


def test_an_error_of_the_work_reaches_who_asks_and_is_not_remembered():
    def broken():
        yield 0, 1
        raise ModelError("no_lens", name="x")

    def asked():
        with pytest.raises(ModelError, match="no_lens"):
            waited("broken", broken)

    asked()
    asked()


def test_a_visitor_gets_a_turn_between_two_steps_of_a_job():
    work = Stepped(total=100_000)
    work.permits.release(100_000)
    jobs.ask("long", work)
    until(lambda: jobs.ask("long", work).done > 1)
    with analyses.turn:
        before = jobs.ask("long", work)
        time.sleep(0.05)
        assert jobs.ask("long", work) == before
    until(lambda: jobs.ask("long", work).done > before.done)


def test_one_job_too_many_is_refused_and_those_that_wait_go_on(monkeypatch):
    monkeypatch.setattr(jobs, "MOST", 1)
    work = Stepped()
    jobs.ask("first", work)
    with pytest.raises(VitvizError, match="many_waiting"):
        jobs.ask("second", Stepped())
    work.permits.release(3)
    assert waited("first", work) == b"made"
