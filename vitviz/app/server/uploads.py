"""A photo's way in: the raw body of our own POST, read into memory once there is room for it.

Streamlit's uploader speaks English only, knows no paste and spools to disk, so the page sends its
photos here. A sender is held to a number of bytes and a time, all senders together to a number of
bytes, of which each visitor has a share; no form is parsed and nothing touches the disk.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.requests import ClientDisconnect, Request

from vitviz.app.server.shares import Shares
from vitviz.app.settings import settings
from vitviz.errors import ImageError, VitvizError

_LARGEST = settings().upload_bytes
ROOM = Shares(8 * _LARGEST, address=6 * _LARGEST, browser=2 * _LARGEST)
PATIENCE = 45.0  # seconds until there is room; the page itself gives up after sixty without a byte


@asynccontextmanager
async def received(
    request: Request,
    *,
    max_bytes: int | None = None,
    seconds: float = 120.0,
    patience: float = PATIENCE,
    room: Shares = ROOM,
) -> AsyncIterator[bytes]:
    """The body of `request`, if our own page sent it; its room is taken until the block is left.

    `max_bytes`: None for what the server's settings allow. Nothing is read before there is room
    for all of it, in at most `patience`; then it has to come in `seconds`.

    Raises ImageError "too_many_bytes" (limit) as soon as that is known, before the rest is read,
    and "empty"; VitvizError "cross_site", "too_slow" (seconds), "busy" (there was no room in
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
        try:
            async with asyncio.timeout(seconds):
                data = await _body(request, size, limit)
        except TimeoutError as error:
            raise VitvizError("too_slow", seconds=seconds) from error
        except ClientDisconnect as error:
            raise VitvizError("interrupted") from error
        if not data:
            raise ImageError("empty")
        yield data


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


async def _body(request: Request, most: int, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        if len(body) + len(chunk) > most:
            raise ImageError("too_many_bytes", limit=limit)
        body += chunk
    return bytes(body)
