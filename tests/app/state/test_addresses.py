"""What follows from the address that a run bears, one rule at a time."""

from dataclasses import replace

from vitviz.app.state.addresses import Addresses
from vitviz.app.state.view_state import ViewState

A, B, C, D = (ViewState(query=str(n)) for n in range(4))
ON_THE_WAY = (
    Addresses().made(A, B, 1).wrote().made(B, C, 2).wrote()
)  # the browser bears any of them


def test_the_newest_address_means_nothing():
    assert ON_THE_WAY.meaning(C, C) == "newest"


def test_an_address_that_the_browser_may_still_bear_means_that_it_is_behind():
    assert [ON_THE_WAY.meaning(borne, C) for borne in (A, B)] == ["behind", "behind"]


def test_an_address_that_the_session_did_not_write_means_that_the_browser_went():
    assert ON_THE_WAY.meaning(D, C) == "went"


def test_an_address_that_the_browser_has_passed_means_that_it_went():
    assert ON_THE_WAY.heard(2).meaning(B, C) == "went"


def test_having_heard_of_an_older_change_tells_nothing_of_the_newest():
    assert ON_THE_WAY.heard(1) == ON_THE_WAY


def test_entries_wait_in_their_order_until_each_is_written():
    waiting = Addresses().made(A, B, 1).made(B, C, 2)
    assert waiting.waiting == (B, C)
    assert waiting.wrote().waiting == (C,)


def test_going_somewhere_drops_what_was_to_be_written():
    assert replace(Addresses(), waiting=(B,)).went(A, D).waiting == ()


def test_an_address_on_its_way_may_still_be_borne_after_the_browser_went():
    gone = ON_THE_WAY.went(C, A)
    assert gone.waiting == ()
    assert gone.meaning(C, A) == "behind"


def test_a_browser_that_never_answers_is_remembered_within_bounds():
    addresses = Addresses()
    for n in range(1, 1000):
        addresses = addresses.made(ViewState(query=str(n - 1)), ViewState(query=str(n)), n)
    assert len(addresses.passing) == 500
    assert addresses.meaning(ViewState(query="998"), ViewState(query="999")) == "behind"
