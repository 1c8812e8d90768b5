"""What the session does with what tabs send, without a browser."""

import threading
from types import SimpleNamespace

import pytest

from vitviz.app.state import session
from vitviz.app.state.view_state import ViewState


class Address(dict):
    """The query parameters, with every entry that was made of them."""

    def __init__(self):
        super().__init__()
        self.entries = []

    def from_dict(self, parameters):
        self.clear()
        self.update(parameters)
        self.entries.append(dict(parameters))


@pytest.fixture
def tab(monkeypatch):
    """A tab: its address, what the session holds, and whether the browser went back."""
    found = SimpleNamespace(address=Address(), state={}, back=False)
    streamlit = SimpleNamespace(query_params=found.address, session_state=found.state)
    monkeypatch.setattr(session, "st", streamlit)
    monkeypatch.setattr(session, "_went_back", lambda: found.back)
    return found


def grid_of(state):
    rows = state.rows or 16
    return (rows, state.cols or rows) if rows <= 32 else None


def test_the_second_sides_query_follows_the_first_ones_unless_chosen_with_it():
    before = ViewState(model_b="hunger-vit-002", query="3", query_b="40")
    assert session.changed(before, {"query": "4"}, grid_of).query_b == ""
    assert session.changed(before, {"head": "2.1"}, grid_of).query_b == "40"
    assert session.changed(before, {"query": "4", "query_b": "41"}, grid_of).query_b == "41"


def change(n, grid=None, scope="", **fields):
    return {"n": n, "set": fields, "grid": grid, "scope": scope}


def send(*changes, heard=0):
    session.accept({"changes": list(changes), "heard": heard}, grid_of)


def bears(tab, **parameters):
    """Another run begins, with this address of the browser's."""
    tab.address.clear()
    tab.address.update(parameters)


def test_the_address_is_read_on_the_first_run(tab):
    tab.address.update(photo="koala", query="7")
    assert session.state() == ViewState(photo="koala", query="7")


def test_an_older_address_of_a_later_run_undoes_nothing(tab):
    session.state()
    send(change(1, photo="koala"))
    tab.address.clear()  # the browser has not heard yet
    assert session.state().photo == "koala"


def test_the_address_is_written_again_where_the_browser_has_not_heard(tab):
    session.state()
    send(change(1, photo="koala"))
    tab.address.clear()
    session.settle()
    assert tab.address == {"photo": "koala"}


def test_an_address_with_parameters_that_are_not_ours_is_left_as_it_is(tab):
    tab.address.update(photo="koala", utm="x", rows="a lot")
    session.state()
    session.settle()
    assert tab.address.entries == []


def test_the_address_is_read_when_the_browser_went_back(tab):
    session.state()
    send(change(1, photo="koala"), change(2, query="7"))
    tab.address.clear()
    tab.address.update(photo="koala")
    tab.back = True
    assert session.state() == ViewState(photo="koala")


def test_each_change_is_an_entry_of_its_own_in_the_order_it_was_made(tab):
    send(change(1, lang="zh"), change(2, photo="koala"), change(3, query="7"))
    assert tab.address.entries == [
        {"lang": "zh"},
        {"lang": "zh", "photo": "koala"},
        {"lang": "zh", "photo": "koala", "query": "7"},
    ]
    assert session.acknowledged() == 3


def test_what_arrived_before_is_not_taken_again(tab):
    send(change(1, query="7"))
    send(change(2, query="8"))
    send(change(1, query="7"), change(2, query="8"), change(3, head="1.2"))
    assert session.state() == ViewState(query="8", head="1.2")
    assert len(tab.address.entries) == 3


def test_a_change_that_changes_nothing_makes_no_entry(tab):
    send(change(1, photo="coffee"), change(2, query="nonsense"))
    assert tab.address.entries == []
    assert session.acknowledged() == 2


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "text",
        {},
        {"changes": "all"},
        {"changes": [{}]},
        {"changes": [{"n": 0, "set": {}}]},
        {"changes": [{"n": 1, "set": {"query": ["7"]}}]},
    ],
)
def test_what_is_malformed_is_left_out(tab, answer):
    session.accept(answer, grid_of)
    assert session.state() == ViewState()
    assert session.acknowledged() == 0


def test_a_patch_that_was_picked_on_another_grid_is_carried_to_its_place(tab):
    send(change(1, rows=32))
    send(change(2, grid=[16, 16], query="18"))  # picked before the finer grid was on screen
    assert divmod(int(session.state().query), 32) == (3, 5)


def test_a_finer_grid_carries_query_and_pins_to_their_places(tab):
    send(change(1, grid=[16, 16], query="18", a="18@3.1"), change(2, rows=32))
    state = session.state()
    assert divmod(int(state.query), 32) == (3, 5)
    assert state.a == f"{state.query}@3.1"


def test_the_models_usual_size_is_not_named(tab):
    send(change(1, rows=32), change(2, rows=16))
    assert session.state() == ViewState()


def test_a_size_that_cannot_be_shown_carries_nothing(tab):
    send(change(1, grid=[16, 16], query="18"), change(2, rows=99))
    assert (session.state().query, session.state().rows) == ("18", 99)


def test_another_scope_has_a_state_of_its_own_and_no_address(tab):
    send(change(1, query="7"), change(2, scope="lesson", query="8", head="1.2"))
    assert session.state() == ViewState(query="7")
    assert session.state("lesson") == ViewState(query="8", head="1.2")
    assert tab.address == {"query": "7"}


def test_a_tab_cannot_fill_the_session_with_scopes(tab):
    send(*(change(n, scope=f"s{n}", query="8") for n in range(1, 201)))
    assert session.acknowledged() == 200
    assert session.state("s1").query == "8"
    assert sum(session.state(f"s{n}") != ViewState() for n in range(1, 201)) == 32


def test_going_back_leaves_other_scopes_and_the_count_as_they_are(tab):
    send(change(1, query="7"), change(2, scope="lesson", query="8"))
    tab.address.clear()
    tab.back = True
    assert session.state() == ViewState()
    assert session.state("lesson").query == "8"
    assert session.acknowledged() == 2


class Cut(Exception):
    """What Streamlit raises in a callback that a newer run cuts short."""


def test_a_callback_that_is_cut_short_is_made_good_by_the_next_answer(tab, monkeypatch):
    session.state()

    def cut(_):
        raise Cut

    monkeypatch.setattr(tab.address, "from_dict", cut, raising=False)
    with pytest.raises(Cut):
        send(change(1, photo="koala"))
    monkeypatch.undo()
    assert tab.state["held"].state.photo == "koala"
    assert tab.state["held"].acknowledged == 1


def test_entries_that_a_callback_was_cut_before_are_made_one_by_one_by_the_next_run(
    tab, monkeypatch
):
    session.state()
    write, left = tab.address.from_dict, [1]

    def cut(parameters):
        if not left:
            raise Cut
        left.pop()
        write(parameters)

    monkeypatch.setattr(tab.address, "from_dict", cut)
    with pytest.raises(Cut):
        send(change(1, photo="koala"), change(2, query="7"), change(3, head="1.2"))
    left.extend([1, 1])
    bears(tab)
    session.settle()
    assert [set(entry) for entry in tab.address.entries] == [
        {"photo"},
        {"photo", "query"},
        {"photo", "query", "head"},
    ]


def test_a_run_that_forgot_to_say_that_the_browser_went_back_follows_it(tab):
    session.state()
    send(change(1, photo="koala"))
    send(heard=1)
    bears(tab)
    session.settle()
    assert session.state() == ViewState()
    assert len(tab.address.entries) == 1


def test_an_event_after_going_back_does_not_write_the_newest_address_again(tab):
    session.state()
    send(change(1, photo="koala"))
    bears(tab)  # the browser went back, and an event of a view took the word of it along
    session.hear(1)
    session.settle()
    assert session.state() == ViewState()
    assert len(tab.address.entries) == 1


@pytest.mark.parametrize("number", [None, "1", -1, 0, [1]])
def test_a_number_that_says_nothing_of_the_newest_address_is_left_out(tab, number):
    session.state()
    send(change(1, photo="koala"))
    bears(tab)
    session.hear(number)
    session.settle()
    assert session.state() == ViewState(photo="koala")


def test_a_click_after_going_back_is_made_on_what_the_browser_shows(tab):
    session.state()
    send(change(1, photo="koala"))
    bears(tab)
    send(change(2, query="7"), heard=1)
    session.settle()
    assert session.state() == ViewState(query="7")
    assert tab.address.entries == [{"photo": "koala"}, {"query": "7"}]


def test_a_click_before_the_browser_has_heard_of_the_last_one_undoes_nothing(tab):
    session.state()
    send(change(1, photo="koala"))
    bears(tab)
    send(change(2, query="7"))
    session.settle()
    assert session.state() == ViewState(photo="koala", query="7")


def test_the_address_that_the_browser_went_to_is_not_written(tab):
    session.state()
    send(change(1, photo="koala"))
    send(change(2, query="7"), heard=1)
    written = list(tab.address.entries)
    bears(tab)  # it went back before it heard of the second change
    tab.back = True
    session.settle()
    assert session.state() == ViewState()
    assert tab.address.entries == written


def test_callbacks_side_by_side_lose_nothing(tab):
    session.state()
    threads = [
        threading.Thread(target=send, args=[change(n, query=str(n)) for n in range(1, last + 1)])
        for last in range(1, 30)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert session.state().query == "29"
    assert [entry["query"] for entry in tab.address.entries] == [str(n) for n in range(1, 30)]
