"""A model's labels, which a page names and a browser loads once."""

from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vitviz.app.server.headers import DAY, missing
from vitviz.app.server.shares import Threads
from vitviz.errors import VitvizError
from vitviz.text import LANGUAGES, words

_finders = Threads(1, address=1)  # a model that memory had no more room for is loaded anew


async def labels(request: Request) -> Response:
    """ "labels" and "other" of a ViT (pages/labels.py); 404 where they are others by now."""
    asked = request.path_params
    try:
        find = partial(_find, asked["model"], asked["name"])
        found = await _finders.run(find, request.receive)
    except VitvizError:
        return missing()
    return JSONResponse(found, headers=DAY) if found else missing()


def _find(model: str, name: str) -> dict[str, tuple[str, ...]] | None:
    """The labels of this name; None where the model's have another one."""
    from vitviz.app.compute import models  # torch takes seconds to import, and the port is open
    from vitviz.app.pages import labels as named

    models.require_allowed(model)
    spoken = [words(language) for language in LANGUAGES]
    # Untrained, a bundled model has the labels of its card just so.
    for weights in ("published",) if models.is_bundled(model) else ("published", "random"):
        if not models.is_loaded(model, weights):  # an address alone brings none into memory
            continue
        vit = models.vit(model, weights)
        for _ in spoken:
            if named.name(_, vit) == name:
                return named.both_languages(_, vit)
    return None
