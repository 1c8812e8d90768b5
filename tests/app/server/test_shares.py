import asyncio
import threading

import pytest

from tests.app.loops import run
from vitviz.app.compute.visitors import Visitor, acting_for, current
from vitviz.app.server.shares import Shares, Threads

GREEDY, OTHER = Visitor("10.0.0.2"), Visitor("10.0.0.3")


class Holder:
    """One who holds a share from when it is granted until a test says so."""

    def __init__(self, shares, visitor, amount=1):
        self.granted, self.goes_on = asyncio.Event(), asyncio.Event()
        self.task = asyncio.create_task(self._hold(shares, visitor, amount))

    async def _hold(self, shares, visitor, amount):
        with acting_for(visitor):
            async with shares.held(amount):
                self.granted.set()
                await self.goes_on.wait()

    async def end(self):
        self.goes_on.set()
        await asyncio.gather(self.task, return_exceptions=True)


async def settled():
    for _ in range(20):
        await asyncio.sleep(0)


def granted(shares, *asked):
    """Which of those who ask in this order have a share once all have asked."""

    async def work():
        holders = [Holder(shares, *one) for one in asked]
        await settled()
        found = [holder.granted.is_set() for holder in holders]
        for holder in holders:
            holder.goes_on.set()
        await asyncio.gather(*(holder.task for holder in holders))
        return found

    return run(work())


def test_what_is_free_is_had_at_once_and_given_back():
    shares = Shares(2, address=2, browser=2)
    assert granted(shares, (GREEDY,), (GREEDY,)) == [True, True]
    assert shares.free == 2


def test_a_browser_has_no_more_than_its_share():
    shares = Shares(3, address=3, browser=1)
    assert granted(shares, (GREEDY,), (GREEDY,), (OTHER,)) == [True, False, True]


def test_one_who_claims_to_be_many_has_no_more_than_his_addresss_share():
    shares = Shares(3, address=2, browser=1)
    forged = [(Visitor("10.0.0.2", f"{number}"),) for number in range(3)]
    assert granted(shares, *forged, (OTHER,)) == [True, True, False, True]


def test_what_is_given_back_goes_to_the_visitor_whose_turn_it_is():
    async def work():
        shares, order = Shares(1, address=1, browser=1), []
        first = Holder(shares, GREEDY)
        await first.granted.wait()

        async def ask(visitor, name):
            with acting_for(visitor):
                async with shares.held():
                    order.append(name)

        asked = [(GREEDY, 1), (GREEDY, 2), (OTHER, "other")]
        tasks = [asyncio.create_task(ask(*one)) for one in asked]
        await settled()
        await first.end()
        await asyncio.gather(*tasks)
        return order

    assert run(work()) == [1, "other", 2]


def test_who_needs_much_is_not_passed_for_ever_by_those_who_need_little():
    async def work():
        shares = Shares(4, address=4, browser=4)
        first = Holder(shares, GREEDY, 2)
        large = Holder(shares, OTHER, 4)
        small = Holder(shares, Visitor("10.0.0.4"), 1)
        await settled()
        before = large.granted.is_set(), small.granted.is_set()
        await first.end()
        await settled()
        after = large.granted.is_set(), small.granted.is_set()
        await large.end()
        await small.end()
        return before, after

    assert run(work()) == ((False, False), (True, False))


def test_more_than_a_browser_may_have_is_taken_as_that():
    assert granted(Shares(10, address=6, browser=4), (GREEDY, 99)) == [True]


@pytest.mark.parametrize("when", ["waits", "holds"])
def test_who_goes_away_leaves_nothing_behind(when):
    async def work():
        shares = Shares(1, address=1, browser=1)
        first, second = Holder(shares, GREEDY), Holder(shares, OTHER)
        await settled()
        gone, left = (second, first) if when == "waits" else (first, second)
        gone.task.cancel()
        await left.granted.wait()
        await left.end()
        return shares.free, shares.waiting

    assert run(work()) == (1, 0)


def test_who_goes_away_in_the_moment_in_which_he_is_granted_leaves_nothing_behind():
    async def work():
        shares = Shares(1, address=1, browser=1)
        first, second, third = (Holder(shares, Visitor(f"10.0.0.{at}")) for at in range(3))
        await settled()
        first.goes_on.set()
        second.task.cancel()
        await third.granted.wait()
        await third.end()
        return shares.free, shares.waiting

    assert run(work()) == (1, 0)


def test_a_thread_works_for_the_visitor_who_asked():
    async def work():
        with acting_for(OTHER):
            return await Threads(1, address=1).run(current)

    assert run(work()) == OTHER


def test_who_waits_for_a_thread_takes_none_of_the_servers_own():
    async def work():
        goes_on, threads = threading.Event(), Threads(1, address=1)
        idle = threading.active_count()
        waiting = [asyncio.create_task(threads.run(goes_on.wait)) for _ in range(50)]
        await settled()
        busy = threading.active_count() - idle
        goes_on.set()
        await asyncio.gather(*waiting)
        return busy

    assert run(work()) == 1


class Sender:
    """One who asks for something to be made, and may close the connection."""

    def __init__(self, threads, work, visitor=GREEDY):
        self.gone = asyncio.Event()
        self.messages = [{"type": "http.request", "body": b"", "more_body": False}]
        self.task = asyncio.create_task(self._ask(threads, work, visitor))

    async def _ask(self, threads, work, visitor):
        with acting_for(visitor):
            return await threads.run(work, self.receive)

    async def receive(self):
        if self.messages:
            return self.messages.pop()
        await self.gone.wait()
        return {"type": "http.disconnect"}


def test_what_nobody_waits_for_any_more_is_not_made_and_the_newest_is_next():
    made, goes_on = [], threading.Event()

    async def work():
        threads = Threads(1, address=1)
        first = Sender(threads, goes_on.wait)
        older = [Sender(threads, lambda number=number: made.append(number)) for number in range(3)]
        newest = Sender(threads, lambda: made.append("newest"))
        await settled()
        for sender in older:
            sender.gone.set()
        given_up = await asyncio.gather(*(one.task for one in older), return_exceptions=True)
        waiting = threads.waiting
        goes_on.set()
        await asyncio.gather(first.task, newest.task)
        return [error.reason for error in given_up], waiting

    assert run(work()) == (["interrupted"] * 3, 1)
    assert made == ["newest"]


def test_work_that_has_begun_goes_on_where_its_sender_has_gone():
    begun, goes_on = threading.Event(), threading.Event()

    def made():
        begun.set()
        goes_on.wait(30)
        return "made"

    async def work():
        sender = Sender(Threads(1, address=1), made)
        await asyncio.to_thread(begun.wait, 30)
        sender.gone.set()
        await settled()
        goes_on.set()
        return await sender.task

    assert run(work()) == "made"
