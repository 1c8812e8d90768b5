"""What the browser fetches besides the page: arrays, photos, our modules, the font.

Addresses of arrays and uploads hold unguessable names (shelf.py) and name their content for
ever, so browsers keep them; the project's own files they keep for a while. A photo comes in as
the raw body of a POST, never as a form, so nothing of it touches the disk.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from vitviz.app import share
from vitviz.app.compute import analyses, blobs, jobs, photos, startup
from vitviz.app.endpoints.endpoint import Endpoint, archive
from vitviz.app.server.uploads import IN_FLIGHT, receive
from vitviz.app.state.view_state import FUSIONS, ViewState, stepped
from vitviz.core.assets import ASSETS
from vitviz.errors import VitvizError
from vitviz.text import negotiate, words
from vitviz.text.messages import sentence
from vitviz.web.streamlit_component import FRONTEND, served, version

if TYPE_CHECKING:
    from vitviz.core.attention.rollout import Fusion

FONTS = ASSETS / "fonts"
_FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}
_A_WHILE = {"Cache-Control": "public, max-age=3600"}  # files that another version may replace
_NEVER = {"Cache-Control": "no-store"}
# Half-precision numbers hardly compress; without this the server would try at every request.
_AS_IS = {"Content-Encoding": "identity"}
_TYPES = {".js": "text/javascript", ".css": "text/css"}


@cache
def _makers(kind: Literal["array", "answer"]) -> CapacityLimiter:
    """At most two of a kind are made at a time, so that many askers leave the cores to the pages.

    Answers take seconds, and the arrays that the first page waits for must not stand behind them.
    """
    return CapacityLimiter(2)


def _missing() -> Response:
    return Response(status_code=404, headers=_NEVER)


async def _blob(
    make: Callable[[], bytes],
    media: str = "application/octet-stream",
    kept: Mapping[str, str] = _FOREVER,
) -> Response:
    try:
        data = await to_thread.run_sync(make, limiter=_makers("array"))
    except (KeyError, IndexError, VitvizError):
        return _missing()
    return Response(data, media_type=media, headers={**kept, **_AS_IS})


async def layer(request: Request) -> Response:
    """One layer's queries and keys."""
    key, index = request.path_params["key"], request.path_params["index"]
    return await _blob(lambda: blobs.layer_blob(key, index))


async def rollout(request: Request) -> Response:
    """Rollout rows; what is not a valid setting is a 404 like any unknown address."""
    asked = request.query_params
    queries, fusion = asked.get("queries", "all"), asked.get("fusion", "mean")
    try:
        residual, discard = float(asked.get("residual", "0.5")), float(asked.get("discard", "0"))
    except ValueError:
        return _missing()
    valid = queries in ("all", "readout") and fusion in FUSIONS
    if not (valid and 0 <= residual <= 1 and 0 <= discard <= 0.95):
        return _missing()
    key, known = request.path_params["key"], cast("Fusion", fusion)
    return await _blob(
        lambda: blobs.rollout_blob(key, queries, known, stepped(residual), stepped(discard))
    )


async def measures(request: Request) -> Response:
    """Entropy and reach of every head."""
    key = request.path_params["key"]
    return await _blob(lambda: blobs.measures_blob(key), "application/json")


async def asked(request: Request) -> Response:
    """What a page asks of a look: 200 with a blob, or 202 with how far it is; DELETE stops it."""
    # torch takes seconds to import, and the port must open
    from vitviz.app.endpoints.registry import ENDPOINTS

    key, what = request.path_params["key"], request.path_params["what"]
    state = ViewState.parse(request.query_params)
    answer = ENDPOINTS.get(what)
    if answer is None:
        return _missing()
    if request.method == "DELETE":
        jobs.stop(answer.name(key, what, state))
        return Response(status_code=204, headers=_NEVER)
    taken = request.query_params.get("as") == "npz"
    # What is there is not made; and unasked a job ends, so asking for it must not wait.
    at_once = answer.long or answer.kept(key, what, state)
    limiter = None if at_once else _makers("answer")
    try:
        found = await to_thread.run_sync(_made, answer, key, what, state, taken, limiter=limiter)
    except analyses.UnknownAnalysis:
        return _missing()
    except VitvizError as error:
        _ = words(negotiate(request.headers.get("X-Vitviz-Language")))
        return JSONResponse({"error": sentence(_, error)}, status_code=400, headers=_NEVER)
    if isinstance(found, jobs.Waiting):
        if taken:  # dropped meanwhile: a file of JSON would be no archive
            return _missing()
        return JSONResponse(vars(found), status_code=202, headers=_NEVER)
    if taken:
        name = f'attachment; filename="vitviz-{what}.npz"'
        headers = {**_NEVER, "Content-Disposition": name}
        return Response(found, media_type="application/zip", headers=headers)
    headers = {**_FOREVER, **_AS_IS}
    return Response(found, media_type="application/octet-stream", headers=headers)


def _made(
    answer: Endpoint, key: str, what: str, state: ViewState, taken: bool
) -> bytes | jobs.Waiting:
    """The answer, or the archive of it that somebody takes away."""
    found = answer.get(key, what, state)
    if isinstance(found, jobs.Waiting) or not taken:
        return found
    return archive(answer, found, analyses.analysis_of(key), state)


async def photo(request: Request) -> Response:
    """A photo as JPEG, or its thumbnail."""
    photo_id, small = request.path_params["id"], "/api/thumb/" in request.url.path

    def make() -> bytes:
        found = photos.photo(photo_id)
        return found.thumb if small else found.jpeg

    return await _blob(make, "image/jpeg", _FOREVER if photo_id.startswith("up-") else _A_WHILE)


async def upload(request: Request) -> Response:
    """Takes a photo in; answers its name or, in the visitor's language, why it cannot be."""
    _ = words(negotiate(request.headers.get("X-Vitviz-Language")))
    try:
        data = await receive(request)
        taken = await _decoded(data)
    except VitvizError as error:
        return JSONResponse({"error": sentence(_, error)}, status_code=400, headers=_NEVER)
    return JSONResponse({"photo": taken.id}, headers=_NEVER)


async def _decoded(data: bytes) -> photos.Photo:
    """Keeps an upload; while it waits for its decoding its bytes count as under way."""
    IN_FLIGHT.take(len(data))
    try:
        return await run_in_threadpool(photos.add, data)
    finally:
        IN_FLIGHT.give_back(len(data))


async def frontend(request: Request) -> Response:
    """A module of the browser half."""
    path = FRONTEND / request.path_params["name"]
    known = request.path_params["version"] == version()
    if not known or path not in served():
        return _missing()
    return FileResponse(path, media_type=_TYPES[path.suffix], headers=_FOREVER)


async def font(request: Request) -> Response:
    """The page's typeface."""
    path = FONTS / Path(request.path_params["name"]).name
    if path.suffix != ".woff2" or not path.is_file():
        return _missing()
    return FileResponse(path, media_type="font/woff2", headers=_A_WHILE)


async def qr(request: Request) -> Response:
    """A link as a QR code; it may name an upload, so nobody keeps it."""
    link = request.query_params.get("link", "")
    try:  # a long one takes a tenth of a second
        drawn = await to_thread.run_sync(share.qr, link, limiter=_makers("array"))
    except ValueError:
        return _missing()
    return Response(drawn, media_type="image/svg+xml", headers=_NEVER)


async def ready(_: Request) -> Response:
    """200 once pages can be shown at once, 503 before."""
    progress = startup.progress()
    return JSONResponse({"stage": progress.stage}, 200 if progress.ready else 503, headers=_NEVER)


ROUTES = [
    Route("/api/trace/{key}/layer/{index:int}", layer),
    Route("/api/trace/{key}/rollout", rollout),
    Route("/api/trace/{key}/measures", measures),
    Route("/api/look/{key}/{what}", asked, methods=["GET", "DELETE"]),
    Route("/api/photo", upload, methods=["POST"]),
    Route("/api/photo/{id}.jpg", photo),
    Route("/api/thumb/{id}.jpg", photo),
    Route("/frontend/{version}/{name:path}", frontend),
    Route("/assets/fonts/{name}", font),
    Route("/api/qr.svg", qr),
    Route("/readyz", ready),
]
