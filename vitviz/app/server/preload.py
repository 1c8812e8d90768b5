"""What the first paint of an address will ask for, if it is here already.

A page's script knows only after a second which arrays it draws; the server knows when the page
itself is asked for. Named in the page's head they travel while the browser is still busy with
scripts. Nothing is made for that: what is not here is asked for as ever.
"""

from collections.abc import Mapping

from vitviz.app.compute import analyses, blobs, startup
from vitviz.app.pages.site import Site
from vitviz.app.state.view_state import ViewState
from vitviz.errors import VitvizError

# The layer looked at, and for a screen that shows the wall at once the next one. More would take a
# slow network from the scripts that the page cannot stand without: at 10 Mbit/s with all twelve it
# stood after 2.7 s, with two after 1.6 s, and had all maps no later.
_KINDS = ("fetch", "fetch where wide")


def wanted(site: Site, parameters: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Address and kind of what the page there begins with, as static_files.py makes links of them.

    That is the photo, on a phone a smaller one, and, where the explorer is what a page begins with,
    two layers, the second one where the wall of all heads is on screen from the first.
    """
    state = ViewState.parse(parameters)
    analysis = _analysis(state)
    if analysis is None:
        return ()
    photo = f"api/photo/{analysis.spec.photo}.jpg"
    pictures = ((f"{photo}?size=small", "image where narrow"), (photo, "image where wide"))
    if site.views[0] != "explorer":
        return pictures
    return (*pictures, *zip(_layers(analysis, state.head), _KINDS, strict=False))


def _analysis(state: ViewState) -> analyses.Analysis | None:
    if not startup.progress().ready:
        return None
    try:
        return analyses.made(analyses.AnalysisSpec.of(state))
    except VitvizError:
        return None


def _layers(analysis: analyses.Analysis, head: str) -> list[str]:
    """The addresses of the layers that are packed already, in the order that they are asked for.

    The one of `head` is the first, then from the last to the first.
    """
    number = len(analysis.trace.layers)
    named = head.partition(".")[0]
    looked = int(named) if named.isdecimal() and int(named) < number else number - 1
    order = [looked, *(index for index in reversed(range(number)) if index != looked)]
    return [
        f"api/analysis/{analysis.key}/layer?layer={index}"
        for index in order
        if analyses.cached_blob(blobs.layer_name(analysis.key, index)) is not None
    ]
