"""What the model says without each head, and what goes on with some of them off."""

import numpy as np

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock, locked
from vitviz.app.endpoints.arrays import DENSITY, Array
from vitviz.app.endpoints.endpoint import Endpoint, Steps, showing
from vitviz.app.endpoints.maps import off_of, start_of, target_of
from vitviz.app.endpoints.snippets import faithfulness as code
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.maps import density, has_signal
from vitviz.core.attribution.class_map import kind_of_map
from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.attribution.gradients import gradients
from vitviz.core.attribution.relevance import relevance_of
from vitviz.core.evaluation.ablation import Effects, Off, effects, switched_off
from vitviz.core.models.load import logits
from vitviz.core.models.predictions import probabilities
from vitviz.web.bundle import pack, unpack


def _effects(analysis: Analysis, _: ViewState) -> Steps:
    """The change of every class's logit, float32: "without_head" (layers, heads,
    classes) and "without_layer" (layers, classes); "logits" are those with all heads on.

    A head that its layer does not have is NaN, and before the end what is not known yet.
    """
    known: list[Effects] = []
    steps = effects(analysis.vit, analyses.pixels(analysis), passed=known.append)
    found = yield from showing(locked(steps), lambda: _packed(known.pop()) if known else None)
    return _packed(found)


def _packed(found: Effects) -> bytes:
    plain = found.logits
    arrays = {
        "logits": plain,
        "without_head": found.heads - plain,
        "without_layer": found.layers - plain,
    }
    return pack({}, {name: each.float().cpu().numpy() for name, each in arrays.items()})


def _off(analysis: Analysis, state: ViewState) -> bytes:
    """Logits of all classes and the map of one, with all heads on and with some off.

    float32 "logits" (2, classes), "probabilities" (2, classes), "maps" (2, rows, cols) as
    multiples of their means: relevance or, where that is not defined, Grad-CAM of the last layer.
    """
    target, start = target_of(analysis, state), start_of(analysis.trace, state)
    name = f"{analysis.key}/on/{target}/{start}"  # made once, whatever is switched off
    _, on = unpack(analyses.blob(name, lambda: pack({}, _said(analysis, target, start, Off()))))
    off = _said(analysis, target, start, off_of(state.off, analysis.vit))
    both = {each: np.stack([on[each], off[each]]) for each in on}
    maps = both.pop("map")
    header = {
        "target": target,
        "signal": [has_signal(single) for single in maps],
    }
    return pack(header, both | {"maps": density(maps)})


def _said(analysis: Analysis, target: int, start: int, off: Off) -> dict[str, np.ndarray]:
    """What the model says without these heads, and the map of the class."""
    vit, pixels = analysis.vit, analyses.pixels(analysis)
    with inference_lock.with_gradients(), switched_off(vit, off):
        if kind_of_map(vit) == "relevance":
            found = gradients(vit, pixels, target)
            said, single = found.trace.logits, relevance_of(found, start)
        else:
            said, single = logits(vit, pixels), gradcam(vit, pixels, target)
    return {
        "logits": said.float().cpu().numpy(),
        "probabilities": probabilities(said).astype(np.float32),
        "map": single,
    }


_CHANGE = "the logit without it less the logit with all on; NaN where a layer has no such head"
_EFFECTS = {
    "logits": Array(("classes",), "logit"),
    "without_head": Array(("layers", "heads", "classes"), "logit", _CHANGE),
    "without_layer": Array(("layers", "classes"), "logit", _CHANGE),
}
_STATES = {
    "logits": Array(("states", "classes"), "logit"),
    "probabilities": Array(("states", "classes"), "probability", "softmax over all classes"),
    "maps": Array(("states", "rows", "cols"), "share of the map's mean", DENSITY),
}
ENDPOINTS = {
    "ablation": Endpoint((), _effects, "long", arrays=_EFFECTS, code=code.ablation),
    "off": Endpoint(("target", "start", "off"), _off, arrays=_STATES, code=code.off),
}
