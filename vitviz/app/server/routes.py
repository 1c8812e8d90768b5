"""What the browser fetches besides the page: analyses, photos, our modules, the font.

A visitor's photo is never kept by the browser; what follows from it has an unguessable name
(compute/cache.py) and is kept for a day. A photo comes in as the raw body of a POST, never as a
form, so nothing of it touches the disk.
"""

from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from vitviz.app import share
from vitviz.app.compute import blobs, photos, startup
from vitviz.app.server.analysis import analysis
from vitviz.app.server.headers import AS_IS, HOUR, NEVER, language_of, missing
from vitviz.app.server.in_line import IN_LINE
from vitviz.app.server.labels import labels
from vitviz.app.server.lecture import LECTURE
from vitviz.app.server.models import fitting, here, listed, opened
from vitviz.app.server.operator import operator
from vitviz.app.server.shares import Threads
from vitviz.app.server.uploads import received
from vitviz.core.assets import ASSETS
from vitviz.errors import VitvizError
from vitviz.text import words
from vitviz.text.messages import sentence

FONTS = ASSETS / "fonts"
_decoders = Threads(photos.DECODERS, address=photos.DECODERS)
_showers = Threads(2, address=1)
_drawers = Threads(1, address=1)  # of codes: a long one takes a tenth of a second of one core


async def photo(request: Request) -> Response:
    """A photo as JPEG, with `size=small` for a phone's screen, or its thumbnail."""
    photo_id, thumb = request.path_params["id"], "/api/thumb/" in request.url.path
    kind = "thumb" if thumb else _size(request)
    try:
        data = blobs.kept_picture(photo_id, kind)
        if data is None:
            make = partial(blobs.picture, photo_id, kind)
            data = await _showers.run(make, request.receive)
    except VitvizError:
        return missing()
    kept = NEVER if photo_id.startswith("up-") else HOUR
    return Response(data, media_type="image/jpeg", headers={**kept, **AS_IS})


async def upload(request: Request) -> Response:
    """Takes a photo in; answers its name or, in the visitor's language, why it cannot be.

    The picture of it that the page will ask for (`size`, as `photo` has it) is made at once: later
    the pixels may have gone, and would have to be decoded once more.
    """
    _ = words(language_of(request))
    try:
        async with received(request) as data:
            keep = partial(blobs.keep_picture, _size(request))
            taken = await _decoders.run(partial(photos.add, data, keep))
    except VitvizError as error:
        return JSONResponse({"error": sentence(_, error)}, status_code=400, headers=NEVER)
    return JSONResponse({"photo": taken.id}, headers=NEVER)


def _size(request: Request) -> photos.Picture:
    return "small" if request.query_params.get("size") == "small" else "large"


async def elsewhere(_: Request) -> Response:
    """What of the browser half is not among the files in memory: of another version, perhaps."""
    return missing()


async def font(request: Request) -> Response:
    """The page's typeface."""
    path = FONTS / Path(request.path_params["name"]).name
    if path.suffix != ".woff2" or not path.is_file():
        return missing()
    return FileResponse(path, media_type="font/woff2", headers=HOUR)


async def qr(request: Request) -> Response:
    """A link as a QR code; it may name an upload, so nobody keeps it."""
    link = request.query_params.get("link", "")
    try:
        drawn = await _drawers.run(partial(share.qr, link), request.receive)
    except (ValueError, VitvizError):
        return missing()
    return Response(drawn, media_type="image/svg+xml", headers=NEVER)


async def front(request: Request) -> Response:
    """Explore has the address of the front page; who types its name is led there."""
    query = request.url.query
    return RedirectResponse(f"./?{query}" if query else "./")


async def ready(_: Request) -> Response:
    """200 once pages can be shown at once, 503 before; `failed` where they never will."""
    progress = startup.progress()
    facts = {"stage": progress.stage, "failed": progress.error is not None}
    return JSONResponse(facts, 200 if progress.ready else 503, headers=NEVER)


ROUTES = [
    Route("/api/analysis/{key}/{endpoint}", analysis),
    Route("/api/labels/{model:path}/{name}.json", labels),
    Route("/api/models/list/{version}", listed),
    Route("/api/models/here", here),
    Route("/api/models/fitting", fitting),
    Route("/api/models/open", opened),
    Route("/frontend/{name:path}", elsewhere),
    Route("/api/photo", upload, methods=["POST"]),
    Route("/api/photo/{id}.jpg", photo),
    Route("/api/thumb/{id}.jpg", photo),
    Route("/assets/fonts/{name}", font),
    Route("/api/qr.svg", qr),
    *IN_LINE,
    *LECTURE,
    Route("/explore", front),
    Route("/readyz", ready),
    Route("/api/operator", operator),
]
