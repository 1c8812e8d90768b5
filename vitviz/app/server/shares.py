"""Shares of what the server has little of: threads that make answers, room for uploads.

Whoever wants a share waits here, in the event loop, and holds no thread meanwhile. Free ones go to
visitors in turn; what one browser and one address may have is bounded, so that something is left
for the next who comes.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from anyio import CancelScope, CapacityLimiter, create_task_group, to_thread
from starlette.types import Receive

from vitviz.app.compute.fair_queue import FairQueue
from vitviz.app.compute.visitors import Visitor, current
from vitviz.errors import VitvizError

T = TypeVar("T")


@dataclass(eq=False)
class _Wish:
    visitor: Visitor
    amount: int
    granted: asyncio.Future[None] = field(default_factory=asyncio.Future)


class Shares:
    """`total` of something: at most so much of it for one address, and for one browser.

    For the one event loop of a server, so nothing here needs a lock.
    """

    def __init__(self, total: int, *, address: int, browser: int) -> None:
        self._free = total
        self._most = {"address": min(address, total), "browser": min(browser, address, total)}
        self._held: Counter[str | Visitor] = Counter()
        self._waiting: FairQueue[_Wish] = FairQueue()

    @property
    def free(self) -> int:
        """What nobody has."""
        return self._free

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @asynccontextmanager
    async def held(self, amount: int = 1) -> AsyncIterator[None]:
        """So much of it for the visitor who asks, within the block; waits for his turn.

        More than one browser may have is taken as that.
        """
        wish = _Wish(current(), min(amount, self._most["browser"]))
        self._waiting.put(wish.visitor, wish)
        self._grant()
        try:
            await wish.granted
            yield
        finally:
            if not self._waiting.remove(wish.visitor, wish):
                self._count(wish.visitor, -wish.amount)
            self._grant()

    def _grant(self) -> None:
        """Gives out what is free; where that is too little for the next, nobody passes him."""
        while (wish := self._waiting.first(self._within)) and wish.amount <= self._free:
            self._waiting.take(self._within)
            self._count(wish.visitor, wish.amount)
            if not wish.granted.cancelled():
                wish.granted.set_result(None)

    def _within(self, visitor: Visitor, wish: _Wish) -> bool:
        of_address = self._held[visitor.address] + wish.amount
        of_browser = self._held[visitor] + wish.amount
        return of_address <= self._most["address"] and of_browser <= self._most["browser"]

    def _count(self, visitor: Visitor, amount: int) -> None:
        self._free -= amount
        for who in (visitor.address, visitor):
            self._held[who] += amount
            if not self._held[who]:
                del self._held[who]


async def until_gone(receive: Receive, waiting: CancelScope) -> None:
    """Cancels what is waited for once the sender of a request has closed its connection."""
    while (await receive())["type"] != "http.disconnect":
        pass
    waiting.cancel()


async def _unless_gone(granted: Callable[[], Awaitable[None]], receive: Receive) -> None:
    """Waits for a share as long as its sender does."""
    is_granted = False
    async with create_task_group() as group:
        group.start_soon(until_gone, receive, group.cancel_scope)
        await granted()
        is_granted = True
        group.cancel_scope.cancel()
    if not is_granted:
        raise VitvizError("interrupted")


class Threads:
    """Threads for one kind of work, none of them the server's own; one for a browser at a time."""

    def __init__(self, total: int, *, address: int) -> None:
        self._shares = Shares(total, address=address, browser=1)

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return self._shares.waiting

    async def run(self, work: Callable[[], T], receive: Receive | None = None) -> T:
        """What `work` returns, made for the visitor who asks.

        `receive`: of a request whose body nobody reads. Its sender is listened to while he waits:
        a browser gives up what it asked for on each change, and what is newest should not wait
        for that. Work that has begun goes on.

        Raises VitvizError "interrupted" where he has gone.
        """
        async with AsyncExitStack() as held:
            granted = partial(held.enter_async_context, self._shares.held())
            await (_unless_gone(granted, receive) if receive else granted())
            # anyio's own limiter is shared with all that the server reads from the disk
            return await to_thread.run_sync(work, limiter=CapacityLimiter(1))
