"""For whom the server works: a network address, and one browser of those behind it.

A hall may share one address and one visitor may claim to be many, so shares are counted twice:
fairly between addresses, and within an address between its browsers (fair_queue.py). Who asks is
known where a request comes in; whatever is done for it, in any thread, asks here.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

ADDRESS = "X-Vitviz-Address"  # a websocket's header that the server itself writes
# Streamlit gives each browser a token, masked anew whenever the cookie is written: "2|mask|token|".
_TOKEN = re.compile(r'_streamlit_xsrf="?2\|([0-9a-f]{8})\|([0-9a-f]{32})\|', re.ASCII)


@dataclass(frozen=True)
class Visitor:
    """Where a request comes from; `browser` is "" where it does not say, as any program may."""

    address: str = ""
    browser: str = ""

    @classmethod
    def of(cls, address: str, cookies: str) -> "Visitor":
        """Whoever sends these cookies, a Cookie header as it came, from `address`."""
        return cls(address, _browser(cookies))


_current: ContextVar[Visitor] = ContextVar("visitor", default=Visitor())  # noqa: B039 - frozen


def current() -> Visitor:
    """For whom this thread or task works; the server itself is a visitor without an address."""
    return _current.get()


@contextmanager
def acting_for(visitor: Visitor) -> Iterator[None]:
    """What is done in the block, and in threads that take its context along, is for `visitor`."""
    token = _current.set(visitor)
    try:
        yield
    finally:
        _current.reset(token)


def _browser(cookies: str) -> str:
    found = _TOKEN.search(cookies)
    if found is None:
        return ""
    mask, masked = (bytes.fromhex(part) for part in found.groups())
    return bytes(byte ^ mask[at % len(mask)] for at, byte in enumerate(masked)).hex()
