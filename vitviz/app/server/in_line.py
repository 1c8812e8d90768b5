"""Where a photo stands in line for the models, for a page that goes on meanwhile.

    GET  /api/in_line/KEY   lines of JSON: {"line"} as it moves up, then {"there"} or {"error"}
    POST /api/in_line       {"photo"}: this own photo, which the server forgot, is on its way again

The answer to GET lasts as long as the wait; whoever closes it waits no longer, and a photo for
which nobody waits leaves the queue. A slow reader misses what is old. 404: nobody asked for this
analysis.
"""

import asyncio
import logging
from contextlib import ExitStack, suppress
from functools import partial
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from vitviz.app.compute import analyses, expected
from vitviz.app.pages.in_line import in_line
from vitviz.app.server.headers import NEVER, language_of, missing
from vitviz.app.server.lasting import Say, lines
from vitviz.app.server.shares import Shares
from vitviz.app.server.uploads import received
from vitviz.errors import VitvizError
from vitviz.text import Words, words
from vitviz.text.messages import sentence

_LONGEST = 128  # bytes of a request's body
_SMALL = Shares(400 * _LONGEST, address=200 * _LONGEST, browser=4 * _LONGEST)


class _Expected(BaseModel):
    photo: Annotated[str, Field(pattern=r"^up-[0-9a-f]{32}$")]


async def expects(request: Request) -> Response:
    """Takes the name of an own photo that a tab is about to give again."""
    try:
        async with received(request, max_bytes=_LONGEST, room=_SMALL) as body:
            expected.expect(_Expected.model_validate_json(body).photo)
    except (VitvizError, ValidationError):
        return Response(status_code=400, headers=NEVER)
    return Response(status_code=204, headers=NEVER)


async def followed(request: Request) -> ASGIApp:
    """What is told of the wait for the analysis of this key, while the request is open."""
    key, _ = request.path_params["key"], words(language_of(request))
    try:
        analyses.require_known(key)
    except analyses.UnknownAnalysis:
        return missing()
    return lines(partial(_told, key, _))


async def _told(key: str, _: Words, say: Say) -> None:
    loop, moved = asyncio.get_running_loop(), asyncio.Event()

    def move() -> None:
        with suppress(RuntimeError):  # the server has ended
            loop.call_soon_threadsafe(moved.set)

    with ExitStack() as heard:
        enter = lambda: heard.enter_context(analyses.waiting_for(key, move))  # noqa: E731
        try:
            entry = await to_thread.run_sync(enter, limiter=CapacityLimiter(1))  # loads a model
        except (VitvizError, analyses.UnknownAnalysis) as error:
            return await say(_last(error, _))
        while entry.outcome is None:
            moved.clear()
            await say({"line": in_line(_, entry.place)})
            await moved.wait()
        await say(_last(entry.outcome, _))


def _last(outcome: analyses.Analysis | Exception, _: Words) -> dict[str, object]:
    """What is said in the end: that it is there, or why it cannot be."""
    if not isinstance(outcome, Exception):
        return {"there": True}
    if not isinstance(outcome, VitvizError):
        logging.getLogger(__name__).error("a photo's pass failed", exc_info=outcome)
    return {"error": sentence(_, outcome)}


IN_LINE = [
    Route("/api/in_line", expects, methods=["POST"]),
    Route("/api/in_line/{key}", followed),
]
