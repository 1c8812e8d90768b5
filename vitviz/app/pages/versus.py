"""ViT vs CNN: the same picture, both models."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.maps import meaning_of, target_of
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.pages import hunger
from vitviz.app.pages.built_in import built_in
from vitviz.app.pages.caveats import caveat, differs
from vitviz.app.pages.cnn_scale import scale_note
from vitviz.app.pages.facts import named, over_photo
from vitviz.app.pages.labels import address, labels_of, shared_labels
from vitviz.app.pages.panel import Panel
from vitviz.app.state.alterations import PICTURE_FIELDS, asked_for
from vitviz.app.state.view_state import ViewState
from vitviz.core.models.architecture import strides_of
from vitviz.core.models.handover import taken_size
from vitviz.core.perturbation.perturbation import blocks
from vitviz.text import Words

_SHOWN = (*PICTURE_FIELDS, "axis", "span", "over", "score", "target")


def panels(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The page: what is done to the picture, where both models look, what both have built in."""
    shared, brief = over_photo(_, analysis, pair=True), named(_, analysis, pair=True)
    below = [*built_in(state, analysis, _, shared, brief), hunger.panel(_, state, brief)]
    if not analysis.vit.has_head:  # which the first of those below says
        return below
    data = shared | perturbed(_, state, analysis)
    return [Panel("perturb", state.some(*_SHOWN), data, labels=address(_, analysis)), *below]


def perturbed(_: Words, state: ViewState, analysis: Analysis) -> dict[str, object]:
    """For frontend/views/versus/perturb.js: the class, what fits the picture, what is cached."""
    target = target_of(analysis, state)
    known = meaning_of(analysis, target)
    label = labels_of(_, analysis.vit)[target]
    if known and analysis.shared:
        label = shared_labels(_, analysis.shared)[analysis.shared.vit_meaning[target]]
    size = analysis.trace.size
    # The CNN is given the picture at its own size.
    scale = size[0] / taken_size((size[0], size[1]), analysis.cnn.size)[0]
    strides = [scale * stride for stride in strides_of(analysis.cnn.module)]
    named = asked_for(state, target)
    return {
        "target": target,
        "label": label,
        "size": list(size),
        "blocks": list(blocks(size, analysis.vit.patch)),
        "strides": [stride for stride in strides if stride > 1],
        "shared": bool(known),
        "cached": ENDPOINTS["versus_range"].cached(analysis.key, "versus_range", named),
        "caveat": caveat(_, analysis),
        "differs": differs(_, analysis),
        "scale": scale_note(_, analysis),
    }
