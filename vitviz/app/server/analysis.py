"""All that the browser asks of an analysis: GET /api/analysis/{key}/{endpoint}?fields.

The answer is a bundle (web/bundle.py), with `as=npz` its archive (saved as `file` says), with
`as=python` the lines that make the same in Python; a long one that is still to be made is a stream
(job_stream.py) with the bundle at its end.
"""

import re
from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from vitviz.app.compute import analyses, startup
from vitviz.app.server.headers import AS_IS, DAY, NEVER, language_of, missing
from vitviz.app.server.job_stream import streamed
from vitviz.app.server.shares import Threads
from vitviz.app.state.view_state import ViewState
from vitviz.errors import VitvizError
from vitviz.text import words
from vitviz.text.messages import sentence
from vitviz.web.bundle import pack

if TYPE_CHECKING:
    from vitviz.app.endpoints.endpoint import Endpoint, Own, Priority

_FILE = re.compile(r"vitviz[\w.-]{1,100}")  # what the page calls a file that it saves


@cache
def makers(priority: "Priority") -> Threads:
    """At most three bundles of a priority are made at a time: the cores are the pages' too.

    What the first page waits for must not stand behind bundles that take seconds, and nobody
    behind those of one address.
    """
    return Threads(3, address=2)


def load_endpoints() -> None:
    """Imports all endpoints, beside torch: the first request would hold the event loop for it."""
    import vitviz.app.endpoints.registry  # noqa: F401


async def analysis(request: Request) -> ASGIApp:
    """A bundle, an archive or a stream; 404 without the analysis, 400 with a sentence."""
    # Keys are of this process, so before it is ready there is none; and the import of torch takes
    # seconds in which nobody else is answered: open tabs ask at once after a restart.
    if not startup.progress().ready:
        return missing()
    from vitviz.app.endpoints.registry import ENDPOINTS

    key, what = request.path_params["key"], request.path_params["endpoint"]
    endpoint = ENDPOINTS.get(what)
    if endpoint is None:
        return missing()
    _ = words(language_of(request))
    exported = request.query_params.get("as") == "npz"
    try:
        state, own = endpoint.read(request.query_params)
        if request.query_params.get("as") == "python":
            return await _python(request, endpoint, key, state)
        found = endpoint.found(key, what, state, **own)
        if found is None:
            analyses.require_known(key)
            if endpoint.long and exported:  # dropped meanwhile: a stream would be no archive
                return missing()
            if endpoint.long:
                work = partial(endpoint.steps, key, state, **own)
                name, aside = endpoint.name(key, what, state, **own), endpoint.priority == "aside"
                return streamed(name, work, _, aside=aside)
            make = partial(endpoint.get, key, what, state, **own)
            found = await makers(endpoint.priority).run(make, request.receive)
        if exported:
            return await _archive(request, endpoint, what, found, key, state, own)
    except analyses.UnknownAnalysis:
        return missing()
    except VitvizError as error:
        return JSONResponse({"error": sentence(_, error)}, status_code=400, headers=NEVER)
    return Response(found, media_type="application/octet-stream", headers={**DAY, **AS_IS})


async def _python(request: Request, endpoint: "Endpoint", key: str, state: ViewState) -> Response:
    """The lines of Python that make what is shown, as the header of a bundle."""
    if endpoint.code is None:
        return missing()
    code = endpoint.code
    make = lambda: code(analyses.analysis_of(key), state)  # noqa: E731
    text = await makers(endpoint.priority).run(make, request.receive)
    packed = pack({"python": text}, {})
    return Response(packed, media_type="application/octet-stream", headers={**NEVER, **AS_IS})


async def _archive(
    request: Request,
    endpoint: "Endpoint",
    what: str,
    bundle: bytes,
    key: str,
    state: ViewState,
    own: "Own",
) -> Response:
    from vitviz.app.endpoints.archive import archive

    def make() -> bytes:
        return archive(endpoint, bundle, analyses.analysis_of(key), state, **own)

    file = request.query_params.get("file", "")
    named = f"; filename*=UTF-8''{quote(file)}.npz" if _FILE.fullmatch(file) else ""
    said = f'attachment; filename="vitviz-{what}.npz"{named}'
    name: Mapping[str, str] = {"Content-Disposition": said}
    packed = await makers(endpoint.priority).run(make, request.receive)
    return Response(packed, media_type="application/zip", headers={**NEVER, **name})
