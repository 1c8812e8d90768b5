"""Effective receptive fields: of a ViT's patch after a layer, of a CNN's place after a stage.

Each model's is made and kept by itself, so that moving through the depths of one asks nothing of
the other.
"""

import math
from typing import Literal

import numpy as np

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.snippets import versus_fields as code
from vitviz.app.endpoints.snippets.versus_fields import layer_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.comparison.receptive_field import SHARES, Field, field, layers_of
from vitviz.core.models.load import Cnn, Vit
from vitviz.web.bundle import pack, unpack

Arrays = dict[str, np.ndarray]
MODELS: tuple[Literal["vit", "cnn"], ...] = ("vit", "cnn")


def _fields(analysis: Analysis, state: ViewState) -> bytes:
    header: dict[str, object] = {"shares": list(SHARES)}
    arrays: Arrays = {}
    models: tuple[Vit | Cnn, ...] = (analysis.vit, analysis.cnn)
    for name, model in zip(MODELS, models, strict=True):
        header[name], arrays[name] = _kept(analysis, name, model, layer_of(model, name, state))
    return pack(header, arrays)


def _kept(
    analysis: Analysis, name: str, model: Vit | Cnn, layer: str
) -> tuple[dict[str, object], np.ndarray]:
    """What is told of one model's field, and its values; made once for each layer."""

    def make() -> bytes:
        pixels, framing = (
            analyses.cnn_pixels(analysis)
            if isinstance(model, Cnn)
            else (analyses.pixels(analysis), analysis.framing)
        )
        with inference_lock.with_gradients():
            found = field(model, pixels, layer)
        return pack(_told(found, model, list(framing.box)), {"values": relative(found)})

    blob = analyses.blob(f"{analysis.key}/field/{name}/{layer}", make)
    header, arrays = unpack(blob)
    return header, arrays["values"]


def _told(found: Field, model: Vit | Cnn, box: list[float]) -> dict[str, object]:
    """`embedded` says that the first layer is what makes patches or features, no block."""
    known = layers_of(model)
    return {
        "layer": found.layer,
        "at": known.index(found.layer),
        "depths": len(known),
        "embedded": not isinstance(model, Vit) or model.one_grid,
        "grid": list(found.grid),
        "centre": list(found.centre),
        "sides": [None if math.isnan(side) else side for side in found.sides],
        "size": list(found.values.shape),
        "box": box,
    }


def relative(found: Field) -> np.ndarray:
    """The field divided by its largest value, 0 where nothing reaches the position."""
    most = found.values.max()
    return (found.values / most if most > 0 else found.values).astype(np.float16)


_VALUES = Array(
    ("height", "width"),
    "sum of absolute gradients over the colours",
    "divided by the largest, in half precision",
)
ENDPOINTS = {
    "receptive_fields": Endpoint(
        ("vit_depth", "cnn_depth"),
        _fields,
        arrays=dict.fromkeys(MODELS, _VALUES),
        code=code.fields,
    )
}
