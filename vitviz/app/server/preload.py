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

# More would take a slow network from the scripts that the page cannot stand without: at 10 Mbit/s
# with all twelve it stood after 2.7 s, with two after 1.6 s, and had all maps no later.
_LAYERS = 2


def wanted(site: Site, parameters: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Address and kind ("image", "fetch") of the photo there and, for the explorer, two layers."""
    analysis = _analysis(ViewState.parse(parameters))
    if analysis is None:
        return ()
    photo = (f"api/photo/{analysis.spec.photo}.jpg", "image")
    if "explorer" not in site.views:
        return (photo,)
    return (photo, *((address, "fetch") for address in _layers(analysis)))


def _analysis(state: ViewState) -> analyses.Analysis | None:
    if not startup.progress().ready:
        return None
    try:
        return analyses.made(analyses.AnalysisSpec.of(state))
    except VitvizError:
        return None


def _layers(analysis: analyses.Analysis) -> list[str]:
    """The addresses of the last layers of those that are packed already, the last one first."""
    packed = [
        f"api/analysis/{analysis.key}/layer?layer={index}"
        for index in reversed(range(len(analysis.trace.layers)))
        if analyses.cached_blob(blobs.layer_name(analysis.key, index)) is not None
    ]
    return packed[:_LAYERS]
