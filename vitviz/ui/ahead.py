"""What the first paint of an address will ask for, if it is here already.

A page's script knows only after a second which arrays it draws; the server knows when the page
itself is asked for. Named in the page's head they travel while the browser is still busy with
scripts. Nothing is made for that: what is not here is asked for as ever.
"""

from collections.abc import Mapping

from vitviz.core.errors import VitvizError
from vitviz.ui import blobs, store, warm
from vitviz.ui.choice import Choice
from vitviz.ui.site import Site


def wanted(site: Site, parameters: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Address and kind ("image", "fetch") of the photo there and, for the explorer, its layers."""
    look = _look(Choice.parse(parameters))
    if look is None:
        return ()
    photo = (f"api/photo/{look.recipe.photo}.jpg", "image")
    if "explorer" not in site.views:
        return (photo,)
    return (photo, *((address, "fetch") for address in _layers(look)))


def _look(choice: Choice) -> store.Look | None:
    if not warm.progress().ready:
        return None
    try:
        return store.made(store.Recipe.of(choice))
    except VitvizError:
        return None


def _layers(look: store.Look) -> list[str]:
    """The addresses of the layers that are packed already, the last layer first."""
    return [
        f"api/trace/{look.key}/layer/{index}"
        for index in reversed(range(len(look.trace.layers)))
        if store.kept_blob(blobs.layer_name(look.key, index)) is not None
    ]
