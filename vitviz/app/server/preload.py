"""What the first paint of an address will ask for, if it is here already.

A page's script knows only after a second which arrays it draws; the server knows when the page
itself is asked for. Named in the page's head they travel while the browser is still busy with
scripts. Nothing is made for that: what is not here is asked for as ever.
"""

import re
from collections.abc import Mapping, Sequence

from vitviz.app.compute import analyses, blobs, models, startup
from vitviz.app.pages.opened import opened
from vitviz.app.pages.site import Site
from vitviz.app.state.view_state import ViewState
from vitviz.errors import VitvizError

# The layer looked at, and for a screen that shows the wall at once the next one. More would take a
# slow network from the scripts that the page cannot stand without: at 10 Mbit/s with all twelve it
# stood after 2.7 s, with two after 1.6 s, and had all maps no later.
_WIDE = 2
_SINGLE = re.compile(r"(\d+)\.(\d+)")


def wanted(site: Site, parameters: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Address and kind of what the page there begins with, as static_files.py makes links of them.

    That is the photo, on a phone a smaller one, and, where the explorer is what a page begins with,
    two layers, where the wall of all heads is on screen from the first, else the head looked at.
    """
    state = ViewState.parse(parameters)
    analysis = _analysis(state)
    if analysis is None:
        return ()
    photo = f"api/photo/{analysis.spec.photo}.jpg"
    pictures = ((f"{photo}?size=small", "image where narrow"), (photo, "image where wide"))
    if site.views[0] != "explorer":
        return pictures
    spec = analysis.spec
    if models.is_loaded(spec.model, spec.weights):  # which says where its photos open
        state = opened(state, analysis)
    layers = _layers(analysis, state.head)
    wide = ((address, "fetch where wide") for address in layers[:_WIDE])
    looked = ((one, "fetch where narrow") for one in _narrow(analysis, state.head, layers))
    return (*pictures, *looked, *wide)


def _analysis(state: ViewState) -> analyses.Analysis | None:
    if not startup.progress().ready:
        return None
    try:
        return analyses.made(analyses.AnalysisSpec.of(state))
    except VitvizError:
        return None


def _narrow(analysis: analyses.Analysis, head: str, layers: Sequence[str]) -> Sequence[str]:
    """The address of `head` where it comes by itself, else of the layer looked at.

    That is as view/single_heads.js asks: one head of several, in a packed layer without windows.
    """
    single, trace = _SINGLE.fullmatch(head), analysis.trace
    plain = trace.one_grid and not any(layer.windows for layer in trace.layers)
    if single is None or not plain or not layers or not layers[0].endswith(f"={single[1]}"):
        return layers[:1]
    heads = len(trace.layers[int(single[1])].queries)
    if heads == 1 or int(single[2]) >= heads:
        return layers[:1]
    return [f"{layers[0].replace('/layer?', '/head?')}&head={int(single[2])}"]


def _layers(analysis: analyses.Analysis, head: str) -> list[str]:
    """The addresses of the layers that are packed already, in the order that they are asked for.

    The one of `head` is the first, then from the last to the first.
    """
    number = len(analysis.trace.layers)
    named = head.partition(".")[0]
    looked = int(named) if named.isdecimal() and int(named) < number else number - 1
    order = [looked, *(index for index in reversed(range(number)) if index != looked)]
    return [
        f"api/analysis/{analysis.vit_key}/layer?layer={index}"
        for index in order
        if analyses.cached_blob(blobs.layer_name(analysis.vit_key, index)) is not None
    ]
