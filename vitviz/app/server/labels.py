"""A model's labels, which a page names and a browser loads once."""

from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vitviz.app.compute import models
from vitviz.app.pages.labels import both_languages, name
from vitviz.app.server.headers import DAY, missing
from vitviz.app.server.shares import Threads
from vitviz.errors import VitvizError
from vitviz.text import LANGUAGES, words

_finders = Threads(1, address=1)  # a model that memory had no more room for is loaded anew


async def labels(request: Request) -> Response:
    """ "labels" and "other" of a ViT (pages/labels.py); 404 where they are others by now."""
    asked = request.path_params["name"]
    language = next((one for one in LANGUAGES if asked.startswith(f"{one}-")), None)
    if language is None:
        return missing()
    try:
        models.require_bundled(request.path_params["model"])
        find = partial(models.vit, request.path_params["model"])
        vit = await _finders.run(find, request.receive)
    except VitvizError:
        return missing()
    _ = words(language)
    if asked != name(_, vit):
        return missing()
    return JSONResponse(both_languages(_, vit), headers=DAY)
