import threading

import pytest

from tests.app.compute.stepped import until
from tests.app.compute.waiters import Waiter, Work, queue_of
from vitviz.app.compute import photo_queue
from vitviz.app.compute.photo_queue import PhotoQueue
from vitviz.app.compute.visitors import Visitor

BUSY = [f"b{number}" for number in range(photo_queue.OF_A_KIND)]


@pytest.fixture
def work():
    found = Work()
    yield found
    for _ in range(100):
        found.permits.release()


def busy(queue):
    """Waiters who keep all others of their kind waiting."""
    for word in BUSY:
        Waiter(queue, word)
    until(lambda: len(queue._work.batches) == len(BUSY))


def go(work, times=1):
    for _ in range(times):
        work.permits.release()


def test_who_asks_alone_is_answered_without_a_number(work):
    queue = queue_of(work)
    one = Waiter(queue, "a")
    go(work)
    assert one.end() == "A"
    assert one.numbers == [0]


def test_who_waits_is_told_its_place_as_the_queue_moves(work):
    queue = queue_of(work)
    busy(queue)
    waiters = [Waiter(queue, f"b{word}") for word in "uvw"]
    assert [one.numbers for one in waiters] == [[1], [2], [3]]
    for stand in ([0, 1, 2], [0, 0, 1], [0, 0, 0]):
        go(work)
        until(lambda stand=stand: [one.numbers[-1] for one in waiters] == stand)
    go(work, 2)
    assert [one.end() for one in waiters] == ["BU", "BV", "BW"]
    assert [word for batch in work.batches for word in batch] == ["b0", "b1", "bu", "bv", "bw"]


def test_a_visitor_with_many_photos_stands_before_nobody(work):
    queue = queue_of(work)
    busy(queue)
    many = [Waiter(queue, f"bm{number}", "many") for number in range(4)]
    until(lambda: [one.places[-1].number for one in many] == [1, 2, 3, 4])
    late = Waiter(queue, "bl", "late")
    until(lambda: late.places[-1].number == 2)  # after the first of the other's
    until(lambda: [one.places[-1].number for one in many] == [1, 3, 4, 5])


def test_the_same_photo_is_made_once_for_all_who_wait_for_it(work):
    queue = queue_of(work)
    same = [Waiter(queue, "a", visitor) for visitor in ("one", "other", "third")]
    go(work)
    assert [one.end() for one in same] == ["A"] * 3
    assert work.batches == [["a"]]


def test_what_was_made_meanwhile_is_not_made_again(work):
    assert queue_of(work).get("a", "a", lambda: "kept") == "kept"
    assert work.batches == []


def test_who_leaves_is_dropped_and_the_others_move_up(work):
    queue = queue_of(work)
    busy(queue)

    class Left(BaseException):
        pass

    def leaves_when_it_moves(place):
        if place.number < 2:
            raise Left

    first = Waiter(queue, "bf")
    leaves = Waiter(queue, "bl", tell=leaves_when_it_moves)
    last = Waiter(queue, "bz")
    assert (leaves.numbers, last.numbers) == ([2], [3])
    go(work)  # the first begins, the second hears that it is next, and goes
    assert isinstance(leaves.end(), Left)
    until(lambda: last.places[-1].number == 1)
    go(work, 3)
    assert (first.end(), last.end()) == ("BF", "BZ")
    assert ["bl"] not in work.batches


def test_what_others_wait_for_stays_where_its_first_visitor_leaves(work):
    queue = queue_of(work)
    busy(queue)

    def leaves_when_it_moves(place):
        if place.number < 2:
            raise KeyboardInterrupt

    Waiter(queue, "bf")
    leaves = Waiter(queue, "bs", "one", tell=leaves_when_it_moves)
    stays = Waiter(queue, "bs", "other")
    go(work)
    assert isinstance(leaves.end(), KeyboardInterrupt)
    go(work, 3)
    assert stays.end() == "BS"


def test_who_listens_hears_of_every_move_without_a_thread_that_waits(work):
    queue, moves = queue_of(work), []
    busy(queue)
    with queue.listening("bl", "bl", lambda: moves.append(1)) as entry:
        assert (entry.place.number, entry.outcome, moves) == (1, None, [])
        go(work, 3)
        until(lambda: entry.outcome == "BL")
        until(lambda: len(moves) >= 2)  # its turn, its outcome, and estimates between them
    with queue.listening("bm", "bm", lambda: None, lambda: "kept") as entry:
        assert entry.outcome == "kept"


def test_what_nobody_listens_for_any_more_is_dropped(work):
    queue = queue_of(work)
    busy(queue)
    with queue.listening("bl", "bl", lambda: None):
        assert queue.waiting == 1
    assert queue.waiting == 0


def test_an_error_reaches_those_who_asked_for_that_photo_alone(work):
    queue = queue_of(work, most=2)
    busy(queue)
    bad, good = Waiter(queue, "bx"), Waiter(queue, "by")
    go(work, 3)
    assert isinstance(bad.end(), ValueError)
    assert good.end() == "BY"
    assert work.batches[-1] == ["bx", "by"]
    again = Waiter(queue, "bx")
    go(work)
    assert isinstance(again.end(), ValueError)
    assert work.batches[-1] == ["bx"]  # an error is not remembered


@pytest.mark.parametrize("error", [ValueError("all"), SystemExit()])
def test_a_work_that_fails_leaves_nobody_waiting(error):
    def fails(_):
        raise error

    queue = PhotoQueue(fails, len)
    for _ in range(3):
        with pytest.raises((ValueError, RuntimeError)):
            queue.get("a", "a")


def test_those_that_wait_go_together_where_they_are_of_one_kind(work):
    queue = queue_of(work, most=3)
    busy(queue)
    waiters = [Waiter(queue, word) for word in ("bu", "bv", "bw", "bz")]
    go(work, 4)
    assert [one.end() for one in waiters] == ["BU", "BV", "BW", "BZ"]
    assert work.batches[2:] == [["bu", "bv", "bw"], ["bz"]]


def test_another_kind_does_not_wait_for_a_full_one(work):
    queue = queue_of(work)
    busy(queue)
    behind, other = Waiter(queue, "bz"), Waiter(queue, "c")
    until(lambda: ["c"] in work.batches)
    assert (behind.numbers, other.numbers) == ([1], [0])


def test_what_is_under_way_is_bounded_over_all_kinds(work):
    queue = queue_of(work)
    for number in range(photo_queue.BATCHES + 2):
        Waiter(queue, chr(ord("a") + number))
    assert queue.waiting == 2
    assert len(work.batches) == photo_queue.BATCHES


def test_work_is_done_for_the_visitor_who_asked(work):
    queue = queue_of(work)
    Waiter(queue, "a", "somebody")
    until(lambda: work.visitors)
    assert work.visitors == [Visitor("somebody")]


def test_an_estimate_is_what_those_before_and_the_photo_itself_took_of_late():
    """Batches of a kind that took 4 s a photo: the clock is moved by the work alone."""
    clock, gate, begun = [0.0], threading.Semaphore(0), []

    def works(words):
        begun.append(words)
        gate.acquire()
        clock[0] += 4.0
        return words

    queue = PhotoQueue(works, lambda word: word[0], clock=lambda: clock[0])
    first = Waiter(queue, "b first")
    assert first.places[0].seconds is None  # none was timed
    gate.release()
    first.end()
    for word in BUSY:
        Waiter(queue, word)
    behind, unknown = Waiter(queue, "bz"), Waiter(queue, "bzz")
    assert [place.seconds for place in behind.places] == [12.0]
    assert [place.seconds for place in unknown.places] == [16.0]
    for _ in range(4):
        gate.release()
    assert unknown.end() == "bzz"
