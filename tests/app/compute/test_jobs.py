import threading

import pytest

from tests.app.compute.stepped import Listener, Stepped, broken, broken_at_once, exits, until
from vitviz.app.compute import analyses, jobs
from vitviz.app.compute.cache import Cache
from vitviz.app.compute.visitors import Visitor, current
from vitviz.errors import VitvizError


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))
    yield
    until(lambda: not jobs._jobs)


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


GREEDY, OTHER = Visitor("10.0.0.2"), Visitor("10.0.0.3")


@pytest.fixture
def at_work():
    """A job that is worked on until the test is over, of somebody else."""
    work = Stepped(1)
    listener = Listener("at work", work)
    until(lambda: work.begun)
    yield listener
    work.permits.release()
    listener.end()


def test_a_visitor_may_have_a_few_jobs_and_another_finds_room(at_work):
    several = [Listener(f"greedy {n}", Stepped(0), GREEDY) for n in range(jobs.OF_A_BROWSER)]
    with pytest.raises(VitvizError, match="many_of_yours"):
        Listener("one more", Stepped(0), GREEDY)
    several.append(Listener("other", Stepped(0), OTHER))
    for listener in several:
        listener.leave()


def test_a_job_that_is_left_counts_no_more():
    works = [Stepped() for _ in range(jobs.OF_A_BROWSER + 1)]
    several = [Listener(f"left {n}", work, GREEDY) for n, work in enumerate(works[:-1])]
    until(lambda: works[0].begun)
    several[0].leave()
    several.append(Listener("the next", works[-1], GREEDY))
    assert isinstance(several[-1].last, jobs.Progress)
    for listener in several:
        listener.leave()
    works[0].permits.release()


def test_one_address_that_claims_to_be_many_leaves_room_for_another(at_work):
    forged = [Visitor("10.0.0.2", f"{number}") for number in range(jobs.OF_AN_ADDRESS)]
    several = [Listener(f"forged {one.browser}", Stepped(0), one) for one in forged]
    with pytest.raises(VitvizError, match="many_waiting"):
        Listener("one more", Stepped(0), Visitor("10.0.0.2", "one more"))
    several.append(Listener("other", Stepped(0), OTHER))
    for listener in several:
        listener.leave()


def test_another_visitors_job_comes_before_a_second_one_who_hears_of_it(at_work):
    first, second = (Listener(f"greedy {number}", Stepped(0), GREEDY) for number in range(2))
    assert second.last == jobs.Progress(0, 0, 2)
    other = Listener("other", Stepped(0), OTHER)
    assert [each.last.ahead for each in (first, other, second)] == [1, 2, 3]
    for listener in (first, second, other):
        listener.leave()


def in_its_first_step(work):
    """The greedy one's listener to a job that has begun and waits there for a permit."""
    listener = Listener("long", work, GREEDY)
    until(lambda: listener.last == jobs.Progress(0, 3, 0))
    return listener


def test_a_job_that_takes_long_is_laid_aside_for_anothers_and_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(jobs, "TURN", 0.0)
    long, short = Stepped(), Stepped(0)
    greedy = in_its_first_step(long)
    other = Listener("short", short, OTHER)
    long.permits.release()
    assert other.end() == b"made"
    assert isinstance(greedy.last, jobs.Progress)
    long.permits.release(2)
    assert greedy.end() == b"made"
    assert long.begun == 1


def test_a_job_is_not_laid_aside_for_another_of_the_same_visitor(monkeypatch):
    monkeypatch.setattr(jobs, "TURN", 0.0)
    long, next_one = Stepped(), Stepped(0)
    first = in_its_first_step(long)
    second = Listener("next", next_one, GREEDY)
    long.permits.release(3)
    assert first.end() == b"made"
    assert second.end() == b"made"
    assert jobs.Progress(1, 3, 1) not in first.events


def test_a_job_that_is_laid_aside_and_left_is_closed(monkeypatch):
    monkeypatch.setattr(jobs, "TURN", 0.0)
    long, begun, goes_on = Stepped(), threading.Event(), threading.Event()

    def first_step_takes_long():
        begun.set()
        goes_on.wait(30)
        yield 0, 1
        return b"made"

    greedy = in_its_first_step(long)
    other = Listener("other", first_step_takes_long, OTHER)
    long.permits.release()
    assert begun.wait(30)
    greedy.leave()
    ended = long.ended
    goes_on.set()
    assert other.end() == b"made"
    assert ended


def test_a_job_that_is_left_during_its_step_is_closed_and_not_laid_aside(monkeypatch):
    monkeypatch.setattr(jobs, "TURN", 0.0)
    long, closed = Stepped(), []

    def others():
        closed.append(long.ended)
        yield 0, 1
        return b"made"

    greedy = in_its_first_step(long)
    other = Listener("other", others, OTHER)
    greedy.leave()
    long.permits.release()
    assert other.end() == b"made"
    assert closed == [True]


def test_only_so_many_are_begun_and_laid_aside(monkeypatch):
    monkeypatch.setattr(jobs, "TURN", 0.0)
    monkeypatch.setattr(jobs, "BEGUN", 1)
    long, other_work = Stepped(), Stepped(0)
    greedy = in_its_first_step(long)
    other = Listener("other", other_work, OTHER)
    long.permits.release(3)
    assert greedy.end() == b"made"
    assert other.end() == b"made"
    assert jobs.Progress(1, 3, 1) not in greedy.events


def test_what_is_done_for_a_job_is_done_for_its_visitor():
    found = []

    def work():
        found.append(current())
        yield 0, 1
        return b"made"

    Listener("for", work, OTHER).end()
    assert found == [OTHER]


def test_a_server_at_rest_has_no_jobs():
    assert jobs.count() == 0
