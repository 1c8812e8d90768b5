from contextlib import ExitStack

import pytest

from vitviz.app.compute import rooms
from vitviz.app.compute.rooms import OF_AN_ADDRESS, PEOPLE, STEPS, Room
from vitviz.app.compute.visitors import Visitor


@pytest.fixture(autouse=True)
def none_open():
    rooms.close()
    yield
    rooms.close()


def phone(number, address="192.168.1.2"):
    return Visitor(address, f"{number:032x}")


def test_each_visitor_counts_once_a_step_and_the_later_answer_stands():
    room = Room("a")
    for number, choice in [(1, "vit"), (2, "cnn"), (3, "cnn"), (1, "cnn"), (1, "cnn")]:
        assert room.answer(phone(number), "shuffle", choice)
    assert room.bars("shuffle") == {"cnn": 3}
    room.answer(phone(2), "shuffle", "vit")
    room.answer(phone(2), "patches", "256")
    assert room.bars("shuffle") == {"cnn": 2, "vit": 1}
    assert room.bars("patches") == {"256": 1}
    assert room.bars("unheard-of") == {}


def test_phones_behind_one_address_count_each_for_itself():
    room = Room("a")
    for address in ("192.168.1.2", "192.168.1.3"):
        room.answer(phone(1, address), "shuffle", "vit")
        room.answer(phone(2, address), "shuffle", "vit")
    assert room.bars("shuffle") == {"vit": 4}


def test_the_class_is_told_of_no_answer_before_the_teacher_reveals_it():
    room = Room("a")
    room.answer(phone(1), "shuffle", "vit")
    room.answer(phone(1), "patches", "256")
    assert room.of_class() == {"at": "", "revealed": {}}
    room.reveal("shuffle")
    assert room.of_class()["revealed"] == {"shuffle": {"vit": 1}}
    room.reveal("shuffle", False)
    assert room.of_class()["revealed"] == {}


def test_the_teacher_is_told_all_of_it_without_names():
    room = Room("code")
    room.answer(phone(1), "shuffle", "vit")
    room.lead_to("patches")
    steps = {"shuffle": {"bars": {"vit": 1}, "revealed": False}}
    assert room.of_teacher() == {"room": "code", "here": 0, "at": "patches", "steps": steps}


def test_no_address_is_held():
    room = Room("a")
    room.answer(phone(1, "203.0.113.77"), "shuffle", "vit")
    with room.listening(lambda: None, phone(1, "203.0.113.77")):
        assert "203.0.113.77" not in repr(vars(room))


def test_a_room_takes_no_more_visitors_than_it_has_places_for():
    room = Room("a")
    for number in range(PEOPLE):
        assert room.answer(phone(number, f"10.0.0.{number % 200}"), "shuffle", "vit")
    assert not room.answer(phone(PEOPLE, "10.0.1.1"), "shuffle", "vit")
    assert room.answer(phone(0, "10.0.0.0"), "shuffle", "cnn")
    assert room.bars("shuffle") == {"vit": PEOPLE - 1, "cnn": 1}


def test_one_address_cannot_take_all_places():
    room = Room("a")
    for number in range(OF_AN_ADDRESS):
        assert room.answer(phone(number), "shuffle", "vit")
    assert not room.answer(phone(OF_AN_ADDRESS), "shuffle", "vit")
    assert room.answer(phone(OF_AN_ADDRESS, "192.168.1.3"), "shuffle", "vit")


def test_a_room_has_no_more_steps_than_a_lesson_may_have():
    room = Room("a")
    for number in range(STEPS):
        assert room.answer(phone(1), f"step-{number}", "vit")
    assert not room.answer(phone(1), "one-more", "vit")
    assert not room.reveal("one-more")
    assert room.answer(phone(2), "step-0", "vit")


def test_who_is_here_counts_once_with_two_pages_and_is_gone_with_the_last():
    room = Room("a")
    with room.listening(lambda: None, phone(1)), room.listening(print):
        with room.listening(str, phone(1)), room.listening(repr, phone(2)):
            assert room.here == 2
        assert room.here == 1
    assert room.here == 0


def test_the_class_hears_of_what_is_for_it_and_the_teacher_of_everything():
    room, told = Room("a"), []
    with (
        room.listening(lambda: told.append("class"), phone(1)),
        room.listening(lambda: told.append("teacher")),
    ):
        room.answer(phone(1), "shuffle", "vit")
        assert told == ["teacher"]
        room.reveal("shuffle")
        assert told[1:] == ["class", "teacher"]
        room.lead_to("patches")
        assert told[3:] == ["class", "teacher"]


def test_the_class_is_told_when_the_last_teacher_goes():
    room, told = Room("a"), []
    with room.listening(lambda: told.append(room.departures), phone(1)):
        with room.listening(print):
            with room.listening(repr):
                pass
            assert told == []
        assert told == [1]


def test_a_code_is_none_that_was_given_before_and_only_of_letters_that_are_told_apart():
    codes = {rooms.opened().code for _ in range(rooms.MOST)}
    assert len(codes) == rooms.MOST
    assert all(len(code) == 8 and not set(code) & set("01loi") for code in codes)


def test_one_room_too_many_takes_the_place_of_the_oldest_that_nobody_listens_to():
    kept, left = rooms.opened(), rooms.opened()
    with kept.listening(lambda: None):
        others = [rooms.opened() for _ in range(rooms.MOST - 1)]
    assert (rooms.room(left.code), left.closed) == (None, True)
    assert all(rooms.room(other.code) is other for other in (kept, *others))


def test_where_all_are_listened_to_the_one_that_goes_says_so():
    told = []
    with ExitStack() as listened:
        for number in range(rooms.MOST):
            room = rooms.opened()
            tell = lambda room=room: told.append(room.closed)  # noqa: E731
            listened.enter_context(room.listening(tell))
            if number:
                listened.enter_context(room.listening(print))
        rooms.opened()
        assert told == [True]


def test_a_room_is_opened_again_by_its_code_after_the_server_was_started_anew():
    room = rooms.opened()
    assert rooms.opened(room.code) is room
    rooms.close()
    assert rooms.room(room.code) is None
    assert rooms.opened(room.code).code == room.code
