"""Where each model looks for one class: the ViT's relevance, the CNN's Grad-CAM and HiResCAM.

Where relevance is not defined Grad-CAM of the ViT stands in its place.
"""

import numpy as np

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.maps import meaning_of, target_of
from vitviz.app.endpoints.snippets import versus_maps as code
from vitviz.app.state.view_state import ViewState
from vitviz.core.attribution.class_map import class_map, kind_of_map
from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.attribution.hirescam import hirescam, without_bias
from vitviz.core.models.load import logits
from vitviz.web.bundle import pack

MAPS = {"relevance": "relevance", "gradcam": "gradcam_vit"}
LIMIT = 1e-3  # of all that is summed: what float32 leaves of sums that are exactly equal


def _class_maps(analysis: Analysis, state: ViewState) -> bytes:
    """Each map on its own grid; none of a CNN that has no class of this meaning.

    "sum" is HiResCAM's, "plain" the CNN's score less its bias, which is the same where the head is
    one linear layer behind a global average; None for any other head, where it is not.
    """
    target = target_of(analysis, state)
    meaning = meaning_of(analysis, target)
    pixels, (cnn_pixels, cnn_framing) = analyses.pixels(analysis), analyses.cnn_pixels(analysis)
    with inference_lock.with_gradients():
        arrays = {MAPS[kind_of_map(analysis.vit)]: class_map(analysis.vit, pixels, target)}
    header: dict[str, object] = {
        "target": target,
        "classes": len(meaning),
        "cnn_box": list(cnn_framing.box),
        "sum": None,
        "plain": None,
    }
    if meaning:
        with inference_lock.with_gradients():
            arrays["gradcam"] = gradcam(analysis.cnn, cnn_pixels, meaning)
            arrays["hirescam"] = hirescam(analysis.cnn, cnn_pixels, meaning)
        with inference_lock:
            said = logits(analysis.cnn, cnn_pixels)
        header["sum"] = float(arrays["hirescam"].sum(dtype=np.float64))
        plain = without_bias(analysis.cnn, said, meaning)
        header["plain"] = plain if _sums_to(arrays["hirescam"], plain) else None
    return pack(header, arrays)


def _sums_to(hires: np.ndarray, plain: float | None) -> bool:
    """Whether the map leaves nothing out; with a norm or a layer before the last one it does."""
    most = LIMIT * float(np.abs(hires).sum(dtype=np.float64))
    return plain is not None and abs(float(hires.sum(dtype=np.float64)) - plain) <= most


_CNN = ("cnn_rows", "cnn_cols")
ENDPOINTS = {
    "class_maps": Endpoint(
        ("target",),
        _class_maps,
        arrays={
            "relevance": Array(("rows", "cols"), "logit", "generic relevance, all layers"),
            "gradcam_vit": Array(("rows", "cols"), "logit", "where relevance is not defined"),
            "gradcam": Array(_CNN, "logit", "mean gradient of a channel times it; not negative"),
            "hirescam": Array(_CNN, "logit", "gradient times feature, summed over channels"),
        },
        code=code.class_maps,
    )
}
