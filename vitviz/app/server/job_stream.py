"""A long answer as one response that lasts as long as the work: how far it is, then the bundle.

Lines of JSON, each ended by a newline: {"done", "total", "ahead"} at once and after each step;
{"part": number of bytes} followed by a bundle of what is made so far, where the work makes such;
in the end {"bundle": number of bytes} followed by those bytes; or {"error": sentence}; or
{"gone": true} where the analysis is not here any more. Whoever closes the connection stops
listening, and a job without listeners ends (compute/jobs.py).
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from functools import partial

import anyio
from starlette.types import ASGIApp, Receive, Scope, Send

from vitviz.app.compute import jobs
from vitviz.app.compute.analyses import UnknownAnalysis
from vitviz.app.server.shares import until_gone
from vitviz.errors import VitvizError
from vitviz.text import Words
from vitviz.text.messages import sentence

MEDIA = "application/x-vitviz-stream"
_HEADERS = {
    "Content-Type": MEDIA,
    "Cache-Control": "no-store",
    "Content-Encoding": "identity",  # packed, the lines would wait for each other
    "X-Accel-Buffering": "no",  # for proxies that collect an answer before they pass it on
}


Listening = Callable[[jobs.Tell], AbstractContextManager[None]]


def streamed(name: str, work: jobs.Work, _: Words, *, aside: bool = False) -> ASGIApp:
    """The response that listens to the job `name` while it is open; errors in the words of `_`."""
    return told_by(partial(jobs.listening, name, work, aside=aside), _)


def told_by(listening: Listening, _: Words) -> ASGIApp:
    """The response that listens, by `listening`, to whatever tells as jobs do, while it is open."""

    async def respond(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(key.lower().encode(), value.encode()) for key, value in _HEADERS.items()]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async with anyio.create_task_group() as group:
            group.start_soon(until_gone, receive, group.cancel_scope)
            await _told(listening, _, send)
            group.cancel_scope.cancel()

    return respond


async def _told(listening: Listening, _: Words, send: Send) -> None:
    """Sends what is told until the last word."""
    loop, came = asyncio.get_running_loop(), asyncio.Event()
    unsent: deque[jobs.Event] = deque()

    def put(event: jobs.Event) -> None:
        # A slow reader misses steps, and parts that a later one holds; never the last word.
        for old in [old for old in unsent if type(old) is type(event)]:
            unsent.remove(old)
        unsent.append(event)
        came.set()

    def tell(event: jobs.Event) -> None:
        with suppress(RuntimeError):  # the server has ended
            loop.call_soon_threadsafe(put, event)

    with ExitStack() as heard:
        try:
            heard.enter_context(listening(tell))
        except VitvizError as error:  # one job too many
            put(error)
        more = True
        while more:
            while not unsent:
                came.clear()
                await came.wait()
            event = unsent.popleft()
            more = isinstance(event, jobs.Progress | jobs.Part)
            for part in _written(event, _):
                await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _written(event: jobs.Event, _: Words) -> Iterator[bytes]:
    if isinstance(event, bytes):
        yield _line({"bundle": len(event)})
        yield event
    elif isinstance(event, jobs.Part):
        yield _line({"part": len(event.blob)})
        yield event.blob
    elif isinstance(event, jobs.Progress):
        yield _line(vars(event))
    elif isinstance(event, UnknownAnalysis):
        yield _line({"gone": True})
    else:
        if not isinstance(event, VitvizError):
            logging.getLogger(__name__).error("a job failed", exc_info=event)
        facts = event.facts if isinstance(event, VitvizError) else {}
        copy = {"copy": facts["copy"]} if facts.get("copy") else {}  # of a gated model, by name
        yield _line({"error": sentence(_, event), **copy})


def _line(facts: dict[str, object]) -> bytes:
    return json.dumps(facts).encode() + b"\n"
