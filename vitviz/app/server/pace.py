"""Refusals at a pace: who asks for nothing but what is refused waits for the answers.

A refusal is cheap, and yet 500 connections that ask for one after another keep the event loop from
everybody else. What an address is refused beyond its share is answered later, and who waits for
an answer asks for nothing. Who is refused now and then notices nothing, nor does a hall behind one
address whose tabs ask a server that was started anew for what it has forgotten.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vitviz.app.server import visitor

A_SECOND = 50.0  # refusals to one address
AT_ONCE = 400  # of them, before that counts
LONGEST = 10.0  # seconds that one waits: those who do not stay for the answer must not pile up
_MOST = 1_000  # addresses that are remembered before those that owe nothing are left out
_STARTS = ("http.response.start", "websocket.http.response.start")


class Pace:
    """How long the next refusal of an address has to wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._paid: dict[
            str, float
        ] = {}  # when the refusals of an address would be over at its pace

    def wait(self, address: str) -> float:
        """Counts a refusal of `address`; the seconds after which it is told."""
        now, free = self._clock(), AT_ONCE / A_SECOND
        if len(self._paid) > _MOST:
            self._paid = {one: paid for one, paid in self._paid.items() if paid > now}
        paid = max(self._paid.get(address, now), now) + 1 / A_SECOND
        self._paid[address] = min(paid, now + free + LONGEST)
        return max(0.0, self._paid[address] - now - free)


class PacedRefusals:
    """Tells each address at its pace what is refused; passes everything else on."""

    def __init__(
        self,
        app: ASGIApp,
        pace: Pace | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.app = app
        self.pace = pace or Pace()
        self.sleep = sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and a refusal back when it is time for it."""

        async def paced(message: Message) -> None:
            if message["type"] in _STARTS and message["status"] >= 400:
                seconds = self.pace.wait(visitor.address(scope))
                if seconds:
                    await self.sleep(seconds)
            await send(message)

        await self.app(scope, receive, paced)
