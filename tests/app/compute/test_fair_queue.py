import pytest

from vitviz.app.compute.fair_queue import FairQueue
from vitviz.app.compute.visitors import Visitor

GREEDY, OTHER, THIRD = Visitor("10.0.0.2"), Visitor("10.0.0.3"), Visitor("10.0.0.4")


def filled(*entries):
    queue = FairQueue()
    for visitor, item in entries:
        queue.put(visitor, item)
    return queue


def drained(queue):
    return [queue.take() for _ in range(len(queue))]


def test_what_one_visitor_puts_in_comes_out_in_its_order():
    assert drained(filled((OTHER, 1), (OTHER, 2), (OTHER, 3))) == [1, 2, 3]


def test_another_visitor_waits_for_one_thing_of_a_hundred():
    queue = filled(*[(GREEDY, f"greedy {number}") for number in range(100)], (OTHER, "other"))
    assert [queue.take() for _ in range(3)] == ["greedy 0", "other", "greedy 1"]


def test_all_addresses_have_their_turns_one_after_another():
    queue = filled(*[(who, (who.address[-1], n)) for who in (GREEDY, OTHER, THIRD) for n in (0, 1)])
    assert [name for name, _ in drained(queue)] == ["2", "3", "4", "2", "3", "4"]


def test_one_who_claims_to_be_many_shares_the_turns_of_his_address():
    forged = [(Visitor("10.0.0.2", f"{number}"), "forged") for number in range(100)]
    queue = filled(*forged, (OTHER, "other"), (OTHER, "other"))
    assert [queue.take() for _ in range(4)] == ["forged", "other", "forged", "other"]


def test_browsers_of_one_address_have_their_turns_within_it():
    one, two = Visitor("10.0.0.2", "one"), Visitor("10.0.0.2", "two")
    queue = filled((one, 1), (one, 2), (one, 3), (two, "first"))
    assert drained(queue) == [1, "first", 2, 3]


def test_who_comes_late_has_the_next_turn_before_one_who_was_served():
    queue = filled((GREEDY, 1), (GREEDY, 2))
    queue.take()
    queue.put(OTHER, "late")
    queue.put(GREEDY, 3)
    assert drained(queue) == [2, "late", 3]


def test_what_is_put_before_is_its_visitors_next_and_takes_no_turn_of_others():
    queue = filled((GREEDY, "waits"), (OTHER, "other"))
    queue.put(GREEDY, "goes on", before=True)
    assert drained(queue) == ["goes on", "other", "waits"]


def test_it_is_read_in_the_order_in_which_it_is_taken_and_stays():
    entries = [(who, (who, n)) for who in (GREEDY, OTHER, THIRD) for n in range(3)]
    queue = filled(*entries)
    queue.take()
    read = list(queue)
    assert len(read) == 8
    assert drained(queue) == read


def test_who_does_not_fit_is_passed_over_and_keeps_his_turn():
    queue = filled((GREEDY, "big"), (OTHER, "small"))
    assert queue.take(lambda _, item: item == "small") == "small"
    assert queue.first() == "big"


@pytest.mark.parametrize("read", ["first", "take"])
def test_where_nobody_fits_there_is_nothing(read):
    queue = filled((GREEDY, 1))
    assert getattr(queue, read)(lambda *_: False) is None
    assert len(queue) == 1


def test_what_is_removed_is_gone_and_what_is_not_there_is_not_removed():
    queue = filled((GREEDY, 1), (GREEDY, 2), (OTHER, 3))
    assert queue.remove(GREEDY, 1)
    assert not queue.remove(GREEDY, 1)
    assert not queue.remove(THIRD, 3)
    assert drained(queue) == [2, 3]


def test_who_has_nothing_left_is_forgotten():
    queue = filled((GREEDY, 1), (OTHER, 2))
    queue.take()
    queue.remove(OTHER, 2)
    assert not queue._turns
