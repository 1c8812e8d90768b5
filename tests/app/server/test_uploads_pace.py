import asyncio

import pytest
from starlette.requests import Request

from tests.app.loops import run
from tests.app.server.sending import receive, refused, sent, sized
from vitviz.app.server.shares import Shares
from vitviz.errors import VitvizError


class Clock:
    """A clock that is a second later at every chunk that comes."""

    now = 0.0

    def __call__(self):
        return self.now

    def tick(self):
        self.now += 1


def paced(chunk, seconds, claimed=None):
    """A request of one such chunk a second, what was read of it, and the clock."""
    clock = Clock()
    headers = sized(claimed or seconds * len(chunk))
    return *sent(*[chunk] * seconds, headers=headers, before=clock.tick), clock


def test_a_byte_a_second_is_given_up_after_the_first_twenty():
    request, read, clock = paced(b"x", 1000)
    assert refused(request, clock=clock) == ("too_slow", {"bytes": 21})
    assert len(read) == 21


def test_a_slow_link_has_all_the_time_that_it_needs():
    request, _, clock = paced(bytes(12_000), 600)
    assert run(receive(request, clock=clock)) == bytes(7_200_000)


def test_a_sender_who_goes_silent_is_given_up():
    async def silent():
        await asyncio.Event().wait()

    raw = [(b"x-vitviz", b"1")]
    request = Request({"type": "http", "method": "POST", "headers": raw}, silent)
    assert refused(request, stall=0) == ("too_slow", {"bytes": 0})


@pytest.mark.parametrize(("total", "outcome"), [(10_000_000, "too_slow"), (20_000_000, "came")])
def test_who_claims_much_and_is_slow_makes_room_for_those_who_wait_for_it(total, outcome):
    room = Shares(total, address=7_200_000, browser=7_200_000)
    request, _, clock = paced(bytes(12_000), 600)

    async def first():
        try:
            await receive(request, room=room, clock=clock)
        except VitvizError as error:
            return error.reason
        return "came"

    async def both():
        came = asyncio.create_task(first())
        while room.free == total:
            await asyncio.sleep(0)
        waits = asyncio.create_task(receive(sent(b"x", headers=sized(7_000_000))[0], room=room))
        return await came, await waits

    assert run(both()) == (outcome, b"x")
