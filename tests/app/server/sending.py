"""Photos on their way to the server, chunk by chunk, and what becomes of them."""

import asyncio

import pytest
from starlette.requests import Request

from tests.app.loops import run
from vitviz.app.server.shares import Shares
from vitviz.app.server.uploads import received
from vitviz.errors import VitvizError

OURS = {"X-Vitviz": "1"}


async def receive(request, **limits):
    async with received(request, **limits) as data:
        return data


def sent(*chunks, headers=OURS, before=lambda: None, gone=False):
    """A request whose body comes in these chunks, and the list of those that were asked for."""
    read = []

    async def next_message():
        await asyncio.sleep(0)
        before()
        if len(read) == len(chunks) and gone:
            return {"type": "http.disconnect"}
        read.append(chunks[len(read)])
        more = gone or len(read) < len(chunks)
        return {"type": "http.request", "body": read[-1], "more_body": more}

    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "headers": raw}, next_message), read


def shares(total):
    return Shares(total, address=total, browser=total)


def refused(request, **limits):
    room = limits.setdefault("room", shares(10**9))
    free = room.free
    with pytest.raises(VitvizError) as caught:
        run(receive(request, **limits))
    assert room.free == free
    return caught.value.reason, caught.value.facts


def sized(number):
    return OURS | {"Content-Length": f"{number}"}
