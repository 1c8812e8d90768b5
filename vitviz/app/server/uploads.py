"""A photo's way in: the raw body of our own POST, counted as it comes and kept in memory.

Streamlit's uploader speaks English only, knows no paste and spools to disk, so the page sends its
photos here. A sender is held to a number of bytes and a time, all senders together to a number of
bytes; no form is parsed and nothing touches the disk.
"""

import asyncio

from starlette.requests import ClientDisconnect, Request

from vitviz.app.settings import settings
from vitviz.errors import ImageError, VitvizError


class InFlight:
    """How many bytes all unfinished uploads hold together; never more than `limit`.

    For the one event loop of a server: nothing here waits, so nothing needs a lock.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0

    def take(self, count: int) -> None:
        """Count `count` more bytes, or none: raises VitvizError("busy") where they are too many."""
        if self.held + count > self.limit:
            raise VitvizError("busy")
        self.held += count

    def give_back(self, count: int) -> None:
        """An upload of `count` bytes has ended, well or badly."""
        self.held -= count


IN_FLIGHT = InFlight(8 * settings().upload_bytes)


async def receive(
    request: Request,
    *,
    max_bytes: int | None = None,
    seconds: float = 120.0,
    in_flight: InFlight = IN_FLIGHT,
) -> bytes:
    """The body of `request`, if our own page sent it, in at most `seconds`.

    `max_bytes`: None for what the server's settings allow.

    Raises ImageError "too_many_bytes" (limit) as soon as that is known, before the rest is read,
    and "empty"; VitvizError "cross_site", "too_slow" (seconds), "busy" (all senders together have
    too much under way) and "interrupted" (the sender has gone).
    """
    _check_origin(request)
    limit = settings().upload_bytes if max_bytes is None else max_bytes
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > limit:  # int refuses very many digits
        raise ImageError("too_many_bytes", limit=limit)
    try:
        async with asyncio.timeout(seconds):
            data = await _body(request, limit, in_flight)
    except TimeoutError as error:
        raise VitvizError("too_slow", seconds=seconds) from error
    except ClientDisconnect as error:
        raise VitvizError("interrupted") from error
    if not data:
        raise ImageError("empty")
    return data


def _check_origin(request: Request) -> None:
    """Another site's page can send neither our header without asking first, nor a false Origin."""
    origin, host = request.headers.get("origin"), request.headers.get("host", "")
    ours = origin is None or origin.partition("://")[2].lower() == host.lower()
    if request.headers.get("x-vitviz") != "1" or not ours:
        raise VitvizError("cross_site")


async def _body(request: Request, limit: int, in_flight: InFlight) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            if len(body) + len(chunk) > limit:
                raise ImageError("too_many_bytes", limit=limit)
            in_flight.take(len(chunk))
            body += chunk
        return bytes(body)
    finally:
        in_flight.give_back(len(body))
