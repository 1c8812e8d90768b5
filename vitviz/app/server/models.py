"""What the browser asks of models: the list of all names, which are here, and to open one."""

from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from vitviz.app.compute import opening, startup
from vitviz.app.server.headers import DAY, NEVER, language_of, missing
from vitviz.app.server.job_stream import told_by
from vitviz.app.server.shares import Threads
from vitviz.errors import VitvizError
from vitviz.text import words
from vitviz.text.messages import sentence
from vitviz.web.bundle import pack

_finders = Threads(1, address=1)
_fitters = Threads(1, address=1)  # a file is held against many architectures, which takes seconds
_BYTES = "application/octet-stream"


async def listed(request: Request) -> Response:
    """The list under the name of its version; 404 for another one."""
    if not startup.progress().ready:
        return missing()
    from vitviz.app.compute import model_list

    version = request.path_params["version"]
    find = lambda: model_list.packed() if version == model_list.version() else None  # noqa: E731
    found = await _finders.run(find, request.receive)
    return Response(found, media_type=_BYTES, headers=DAY) if found else missing()


async def here(request: Request) -> Response:
    """Which of the names lie on this machine, and which are in memory, as a bundle."""
    if not startup.progress().ready:
        return missing()
    from vitviz.app.compute import model_list

    spoken = words(language_of(request))
    find = lambda: pack(model_list.here(spoken), {})  # noqa: E731
    found = await _finders.run(find, request.receive)
    return Response(found, media_type=_BYTES, headers=NEVER)


async def fitting(request: Request) -> Response:
    """The architectures that an own file could be of, as a bundle; 400 with a sentence why not."""
    if not startup.progress().ready:
        return missing()
    from vitviz.app.compute import model_list

    name = request.query_params.get("model", "")
    find = lambda: pack(model_list.fitting(name), {})  # noqa: E731
    try:
        found = await _fitters.run(find, request.receive)
    except VitvizError as error:
        said = {"error": sentence(words(language_of(request)), error)}
        return JSONResponse(said, status_code=400, headers=NEVER)
    return Response(found, media_type=_BYTES, headers=NEVER)


async def opened(request: Request) -> ASGIApp:
    """A stream that tells how a model comes into memory (compute/opening.py); its end is a bundle.

    Whoever closes it waits no longer, and what nobody waits for is not fetched on.
    """
    if not startup.progress().ready:
        return missing()
    asked = request.query_params
    weights = "random" if asked.get("weights") == "random" else "published"
    listening = partial(opening.listening, asked.get("model", ""), weights)
    return told_by(listening, words(language_of(request)))
