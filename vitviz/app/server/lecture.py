"""A class's answers over HTTP (compute/rooms.py): sent by students, revealed and led by a teacher.

    POST /api/lecture                 {}                   opens a room, for a teacher alone
    POST /api/lecture/ROOM            {}                   opens it again, where it is gone
    GET  /api/lecture/ROOM                                 what the class may know, as it changes
    GET  /api/lecture/ROOM/teacher                         all of it, for a teacher alone
    POST /api/lecture/ROOM/answer     {"step", "choice"}
    POST /api/lecture/ROOM/reveal     {"step", "revealed"} a teacher alone
    POST /api/lecture/ROOM/lead       {"step"}             likewise

What changes comes as lines of JSON on one answer that lasts as long as its reader stays; that of
the class ends when its last teacher leaves, to be asked anew. A slow reader misses what is old.
404: the room is not here; 403: this is no teacher; 503: the room is full.
"""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from secrets import compare_digest
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from vitviz.app import share
from vitviz.app.compute import analyses, jobs, rooms, startup
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.compute.rooms import Room
from vitviz.app.compute.visitors import Visitor, current
from vitviz.app.server.headers import NEVER, language_of, missing
from vitviz.app.server.lasting import Say, lines
from vitviz.app.server.locality import is_local
from vitviz.app.server.operator import held
from vitviz.app.server.shares import Shares
from vitviz.app.server.uploads import received
from vitviz.app.settings import settings
from vitviz.app.state.view_state import StepName
from vitviz.errors import VitvizError
from vitviz.text import words
from vitviz.text.messages import sentence

KEY = "X-Vitviz-Teacher"  # the header with the key of a teacher who sits elsewhere
FIGURES_EVERY = 2.0  # seconds: memory and queues change without anybody's saying so
_LONGEST = 512  # bytes of a request's body
_SMALL = Shares(400 * _LONGEST, address=200 * _LONGEST, browser=4 * _LONGEST)
Facts = Callable[[], dict[str, object]]
_Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$")]


class _Opening(BaseModel):
    pass


class _Answer(BaseModel):
    step: StepName
    choice: _Name


class _Reveal(BaseModel):
    step: StepName
    revealed: bool = True


class _Lead(BaseModel):
    step: StepName


Asked = TypeVar("Asked", bound=BaseModel)


def is_teacher(request: Request) -> bool:
    """Whether it comes from the machine itself, or bears the key that the server was given."""
    key, given = settings().teacher_key, request.headers.get(KEY, "")
    known = key is not None and compare_digest(given.encode(), key.get_secret_value().encode())
    return known or is_local(request)


async def opened(request: Request) -> Response:
    """Opens a room, or that of the path."""
    code = request.path_params.get("room", "")
    if not re.fullmatch(rooms.CODE, code):
        return missing()
    if not is_teacher(request):
        return _refused(403)

    def act(_: _Opening) -> Response:
        return _said(room=rooms.opened(code).code)

    return await _with_body(request, _Opening, act)


async def followed(request: Request) -> ASGIApp:
    """What the class may know, and its changes, while the request is open."""
    room = rooms.room(request.path_params["room"])
    if room is None:
        return missing()
    return _told(room, current(), room.of_class)


async def supervised(request: Request) -> ASGIApp:
    """Likewise all that a teacher is told, with the server's figures and where others reach it:
    a machine may come into a network, or into another one, while the room is open.
    """
    asked = request.headers.get("host", "")
    room = rooms.room(request.path_params["room"])
    if not is_teacher(request):
        return _refused(403)
    if room is None:
        return missing()
    known = room

    def facts() -> dict[str, object]:
        reached = {"hosts": share.all_reached_at(asked), "open": share.is_open()}
        return {**known.of_teacher(), **reached, "server": figures()}

    return _told(room, None, facts, every=FIGURES_EVERY)


async def answered(request: Request) -> Response:
    """Counts a visitor's answer; says whether the class has been shown the answers to this step."""

    def act(room: Room, asked: _Answer) -> Response:
        if not room.answer(current(), asked.step, asked.choice):
            return _refused(503)
        return _said(revealed=room.is_revealed(asked.step))

    return await _in_room(request, _Answer, act)


async def revealed(request: Request) -> Response:
    """Shows the class its answers to a step, or hides them again."""

    def act(room: Room, asked: _Reveal) -> Response:
        return _said() if room.reveal(asked.step, asked.revealed) else _refused(503)

    return await _in_room(request, _Reveal, act) if is_teacher(request) else _refused(403)


async def led(request: Request) -> Response:
    """Asks the class to come to a step."""

    def act(room: Room, asked: _Lead) -> Response:
        room.lead_to(asked.step)
        return _said()

    return await _in_room(request, _Lead, act) if is_teacher(request) else _refused(403)


def figures() -> dict[str, int]:
    """What waits for the models, and bytes: held in the caches, and how many they may hold."""
    waiting = {"passes": analyses.waiting() + inference_lock.waiting, "jobs": jobs.count()}
    if not startup.progress().ready:
        return waiting
    memory = held()
    most = sum(limit for kind, limit in memory["most"].items() if kind != "process")
    return {**waiting, "held": memory["held"]["all"], "most": most}


async def _in_room(
    request: Request, kind: type[Asked], act: Callable[[Room, Asked], Response]
) -> Response:
    room = rooms.room(request.path_params["room"])
    return missing() if room is None else await _with_body(request, kind, partial(act, room))


async def _with_body(
    request: Request, kind: type[Asked], act: Callable[[Asked], Response]
) -> Response:
    """What `act` answers to a body that is as `kind` says; 400 to any other."""
    try:
        async with received(request, max_bytes=_LONGEST, room=_SMALL) as body:
            return act(kind.model_validate_json(body))
    except VitvizError as error:
        _ = words(language_of(request))
        return JSONResponse({"error": sentence(_, error)}, status_code=400, headers=NEVER)
    except ValidationError:
        return _refused(400)


def _said(**facts: object) -> Response:
    return JSONResponse(facts, headers=NEVER)


def _refused(status: int) -> Response:
    return Response(status_code=status, headers=NEVER)


def _told(room: Room, visitor: Visitor | None, facts: Facts, every: float | None = None) -> ASGIApp:
    """The answer that lasts: `facts` at once, at each change, and after `every` so many seconds."""

    async def tell(say: Say) -> None:
        changed = asyncio.Event()
        with room.listening(changed.set, visitor):
            begun = room.departures
            while not room.closed and (visitor is None or room.departures == begun):
                changed.clear()
                await say(facts())
                with suppress(TimeoutError):
                    async with asyncio.timeout(every):
                        await changed.wait()

    return lines(tell)


LECTURE = [
    Route("/api/lecture", opened, methods=["POST"]),
    Route("/api/lecture/{room}", followed),
    Route("/api/lecture/{room}", opened, methods=["POST"]),
    Route("/api/lecture/{room}/teacher", supervised),
    Route("/api/lecture/{room}/answer", answered, methods=["POST"]),
    Route("/api/lecture/{room}/reveal", revealed, methods=["POST"]),
    Route("/api/lecture/{room}/lead", led, methods=["POST"]),
]
