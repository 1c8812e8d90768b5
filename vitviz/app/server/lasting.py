"""Answers that last as long as their reader stays: lines of JSON as things change."""

import json
from collections.abc import Awaitable, Callable, Mapping

import anyio
from starlette.types import ASGIApp, Receive, Scope, Send

from vitviz.app.server.shares import until_gone

_HEADERS = [
    (b"content-type", b"application/x-ndjson"),
    (b"cache-control", b"no-store"),
    (b"content-encoding", b"identity"),  # packed, the lines would wait for each other
    (b"x-accel-buffering", b"no"),  # for proxies that collect an answer before they pass it on
]
Say = Callable[[Mapping[str, object]], Awaitable[None]]


def lines(tell: Callable[[Say], Awaitable[None]]) -> ASGIApp:
    """The answer of the lines that `tell` says, until it ends or its reader has gone."""

    async def respond(scope: Scope, receive: Receive, send: Send) -> None:
        async def say(facts: Mapping[str, object]) -> None:
            line = json.dumps(facts).encode() + b"\n"
            await send({"type": "http.response.body", "body": line, "more_body": True})

        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        async with anyio.create_task_group() as group:
            group.start_soon(until_gone, receive, group.cancel_scope)
            await tell(say)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            group.cancel_scope.cancel()

    return respond
