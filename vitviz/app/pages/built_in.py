"""The lower half of ViT vs CNN: where both models look, and what both have built in."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints import versus_cost
from vitviz.app.pages.caption import of_models
from vitviz.app.pages.caveats import beside
from vitviz.app.pages.explain import classes
from vitviz.app.pages.facts import address
from vitviz.app.pages.labels import address as labels_at
from vitviz.app.pages.panel import Panel, notice
from vitviz.app.state.view_state import ViewState
from vitviz.core.attribution.class_map import kind_of_map
from vitviz.core.models.call_spec import is_signed
from vitviz.errors import ModelError
from vitviz.text import Words


def built_in(
    state: ViewState,
    analysis: Analysis,
    _: Words,
    shared: dict[str, object],
    brief: dict[str, object],
) -> list[Panel]:
    """The panels; `shared` is what a view over the photo is told, `brief` what others are."""
    return [
        _class_maps(state, analysis, _, shared),
        Panel("equivariance", {}, brief),
        Panel("counting", {}, brief),
        _cost(analysis, _, brief),
        _receptive(state, analysis, shared),
    ]


def _receptive(state: ViewState, analysis: Analysis, shared: dict[str, object]) -> Panel:
    """How far both see; the reach of heads where weights are shares."""
    known = shared | {"reach": not is_signed(analysis.vit.calls)}
    return Panel("receptive", state.some("vit_depth", "cnn_depth"), known)


def _cost(analysis: Analysis, _: Words, brief: dict[str, object]) -> Panel:
    """What a pass costs, in several sizes or in those that a model of one size is offered in."""
    asked = {"analysis": address(versus_cost.key_of(analysis))}
    told = {"caption": of_models(_, analysis), "known": versus_cost.known(analysis)}
    return Panel("cost", {}, brief | {"urls": asked} | told)


def _class_maps(state: ViewState, analysis: Analysis, _: Words, shared: dict[str, object]) -> Panel:
    """The maps of one class, or a sentence about what a model lacks for them."""
    if not analysis.vit.has_head:
        return notice(_, ModelError("no_head", name=analysis.vit.name))
    known = shared | {"classes": classes(analysis, state) | beside(_, analysis)}
    known |= {"map": kind_of_map(analysis.vit)}
    return Panel("class_maps", state.some("target"), known, labels=labels_at(_, analysis))
