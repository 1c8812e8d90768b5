"""A photo's way in: the raw body of our own POST, read into memory once there is room for it.

Streamlit's uploader speaks English only, knows no paste and spools to disk, so the page sends its
photos here. A sender is held to a number of bytes and a pace, all senders together to a number of
bytes, of which each visitor has a share; no form is parsed and nothing touches the disk.

The pace is one that a class on a slow link keeps. Who claims much room has to be quicker while
others wait for it, or a few who send next to nothing would hold everybody's.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.requests import ClientDisconnect, Request

from vitviz.app.server.shares import Shares
from vitviz.app.settings import settings
from vitviz.errors import ImageError, VitvizError

_LARGEST = settings().upload_bytes
ROOM = Shares(8 * _LARGEST, address=6 * _LARGEST, browser=2 * _LARGEST)
PATIENCE = 45.0  # seconds until there is room; the page itself gives up after sixty without a byte
STALL = 20.0  # seconds without a byte, and those before a sender's pace is judged
SLOWEST = 10_000.0  # bytes a second on average
WHILE_OTHERS_WAIT = 300.0  # seconds for all that is claimed: a phone's photo of 4 MB at 13 kB/s


@asynccontextmanager
async def received(
    request: Request,
    *,
    max_bytes: int | None = None,
    stall: float = STALL,
    patience: float = PATIENCE,
    room: Shares = ROOM,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[bytes]:
    """The body of `request`, if our own page sent it; its room is taken until the block is left.

    `max_bytes`: None for what the server's settings allow. Nothing is read before there is room
    for all of it, in at most `patience`; then something has to come every `stall` seconds, and
    after the first of these, by `clock`, no less than `SLOWEST` on average. While others wait for
    room it has to be on its way to be here in `WHILE_OTHERS_WAIT`.

    Raises ImageError "too_many_bytes" (limit) as soon as that is known, before the rest is read,
    and "empty"; VitvizError "cross_site", "too_slow" (bytes), "busy" (there was no room in
    time) and "interrupted" (the sender has gone).
    """
    _check_origin(request)
    limit = settings().upload_bytes if max_bytes is None else max_bytes
    size = _declared(request, limit)
    async with AsyncExitStack() as held:
        try:
            async with asyncio.timeout(patience):
                await held.enter_async_context(room.held(size))
        except TimeoutError as error:
            raise VitvizError("busy") from error
        begun = clock()
        yield await _body(
            request,
            size,
            limit,
            stall,
            lambda came: came < _expected(clock() - begun, size, stall, room),
        )


async def _body(
    request: Request, size: int, limit: int, stall: float, late: Callable[[int], bool]
) -> bytes:
    body = bytearray()
    try:
        async for chunk in _chunks(request, stall):
            if len(body) + len(chunk) > size:
                raise ImageError("too_many_bytes", limit=limit)
            body += chunk
            if late(len(body)):
                raise TimeoutError
    except TimeoutError as error:
        raise VitvizError("too_slow", bytes=len(body)) from error
    except ClientDisconnect as error:
        raise VitvizError("interrupted") from error
    if not body:
        raise ImageError("empty")
    return bytes(body)


async def _chunks(request: Request, stall: float) -> AsyncIterator[bytes]:
    """The body as it comes. Raises TimeoutError when nothing comes for so many seconds."""
    chunks = request.stream()
    while True:
        async with asyncio.timeout(stall):
            chunk = await anext(chunks, None)
        if chunk is None:
            return
        yield chunk


def _expected(seconds: float, size: int, grace: float, room: Shares) -> float:
    """How many bytes of `size` have to be here after so many seconds."""
    if seconds <= grace:
        return 0.0
    in_the_way = room.waiting and room.free < size  # else they wait for what their own may have
    pace = max(SLOWEST, size / WHILE_OTHERS_WAIT if in_the_way else 0.0)
    return min(float(size), pace * seconds)


def _declared(request: Request, limit: int) -> int:
    """How many bytes the body may have: as declared, `limit` where nothing sensible is."""
    declared = request.headers.get("content-length", "")
    if not (declared.isascii() and declared.isdecimal()):
        return limit
    size = int(declared[:20])  # int refuses very many digits
    if size > limit:
        raise ImageError("too_many_bytes", limit=limit)
    return size


def _check_origin(request: Request) -> None:
    """Another site's page can send neither our header without asking first, nor a false Origin."""
    origin, host = request.headers.get("origin"), request.headers.get("host", "")
    ours = origin is None or origin.partition("://")[2].lower() == host.lower()
    if request.headers.get("x-vitviz") != "1" or not ours:
        raise VitvizError("cross_site")
