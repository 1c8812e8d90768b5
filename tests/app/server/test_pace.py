import pytest
from starlette.responses import Response

from tests.app.loops import run
from vitviz.app.server.pace import A_SECOND, AT_ONCE, LONGEST, Pace, PacedRefusals

ONE, OTHER = "203.0.113.5", "203.0.113.6"


class Clock:
    """A clock that stands until a test moves it."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def refused(pace, times, address=ONE):
    return [pace.wait(address) for _ in range(times)]


def test_what_is_refused_now_and_then_is_told_at_once(clock):
    pace = Pace(clock)
    for _ in range(5 * AT_ONCE):
        assert pace.wait(ONE) == 0
        clock.now += 1 / A_SECOND


def test_a_hall_is_told_at_once_what_its_share_holds(clock):
    assert set(refused(Pace(clock), AT_ONCE)) == {0}


def test_beyond_its_share_each_refusal_of_an_address_waits_for_the_one_before(clock):
    pace = Pace(clock)
    refused(pace, AT_ONCE)
    assert refused(pace, 3) == pytest.approx([1 / A_SECOND, 2 / A_SECOND, 3 / A_SECOND])
    assert pace.wait(OTHER) == 0


def test_none_waits_longer_than_is_said(clock):
    assert refused(Pace(clock), AT_ONCE + int(3 * LONGEST * A_SECOND))[-1] == pytest.approx(LONGEST)


def test_who_has_waited_has_his_share_again(clock):
    pace = Pace(clock)
    refused(pace, 2 * AT_ONCE)
    clock.now += 3 * AT_ONCE / A_SECOND
    assert set(refused(pace, AT_ONCE)) == {0}


def test_addresses_that_owe_nothing_are_forgotten(clock):
    pace = Pace(clock)
    for number in range(5000):
        pace.wait(str(number))
        clock.now += 1
    assert len(pace._paid) <= 1001


@pytest.mark.parametrize(
    ("kind", "status", "waits"), [("http", 404, 1), ("http", 200, 0), ("websocket", 403, 1)]
)
def test_only_what_is_refused_waits(clock, kind, status, waits):
    pace, slept, sent = Pace(clock), [], []
    refused(pace, AT_ONCE)

    async def sleep(seconds):
        slept.append(seconds)

    async def send(message):
        sent.append((message["type"].split(".")[0], len(slept)))

    scope = {"type": kind, "client": (ONE, 1234), "headers": [], "extensions": {}}
    if kind == "websocket":
        scope["extensions"] = {"websocket.http.response": {}}
    run(PacedRefusals(Response(status_code=status), pace, sleep)(scope, None, send))
    assert len(slept) == waits
    assert {(kind, waits)} == set(sent)
