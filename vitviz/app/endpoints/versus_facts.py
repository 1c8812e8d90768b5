"""What both models have built in: what moves along with the picture, and what is counted."""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock, locked
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint, Steps, counted
from vitviz.app.endpoints.snippets import versus_facts as code
from vitviz.app.endpoints.snippets.lines import whole_size_of
from vitviz.app.endpoints.snippets.versus_facts import COLUMNS, MEASURED, SEED
from vitviz.app.state.view_state import ViewState
from vitviz.core.comparison.counting import Part, first_convolution, parts
from vitviz.core.comparison.equivariance import PASSES, SHIFT, Equivariance, passes
from vitviz.core.models.load import Cnn, Vit
from vitviz.web.bundle import pack

LIMIT = 1e-5  # of a length: what float32 leaves of a difference that is exactly 0


def _equivariance(analysis: Analysis, _: ViewState) -> Steps:
    """Pass by pass."""
    pixels = analyses.pixels(analysis)
    cnn_pixels = analyses.cnn_pixels(analysis, whole_size_of(analysis))[0]
    steps = locked(passes(analysis.vit, analysis.cnn, pixels, cnn_pixels, SEED))
    return _measured(analysis, (yield from counted(steps, PASSES)))


def _measured(analysis: Analysis, found: Equivariance) -> bytes:
    layer = first_convolution(analysis.cnn)
    header = {
        "limit": LIMIT,
        "kernel": list(layer.kernel_size),
        "stride": layer.stride[0],
        "shift": list(SHIFT),
        "patch": list(analysis.vit.patch),
        **vars(found),
    }
    values = [getattr(found, name) for name in MEASURED]
    shares = [np.nan if value is None else value for value in values]
    return pack(header, {"measured": np.array(shares, np.float32)})


def _counting(analysis: Analysis, _: ViewState) -> bytes:
    """Both models' parts, each at the size of its own pixels; the header's numbers are exact."""
    vit, cnn = analysis.vit, analysis.cnn
    pixels, cnn_pixels = analyses.pixels(analysis), analyses.cnn_pixels(analysis)[0]
    pairs: tuple[tuple[str, Vit | Cnn, Tensor], ...] = (
        ("vit", vit, pixels),
        ("cnn", cnn, cnn_pixels),
    )
    header: dict[str, object] = {
        "tokens": analysis.trace.layout.tokens,
        "blocks": len(vit.calls),
    }
    arrays: dict[str, np.ndarray] = {}
    for name, model, picture in pairs:
        with inference_lock:
            found = parts(model, picture)
        header[name] = {"parts": [vars(part) for part in found], "size": list(picture.shape[2:])}
        arrays |= _columns(name, found)
    return pack(header, arrays)


def _columns(name: str, found: Sequence[Part]) -> dict[str, np.ndarray]:
    return {
        f"{name}_{column}": np.array([getattr(part, column) for part in found], dtype)
        for column, dtype in COLUMNS.items()
    }


def _described(model: str) -> dict[str, Array]:
    axes = (f"{model}_parts",)
    rounded = Array(axes, "how many", "rounded to float32; the facts have them exactly")
    kinds = {"int32": Array(axes, "how many"), "float32": rounded}
    return {f"{model}_{column}": kinds[dtype] for column, dtype in COLUMNS.items()}


ENDPOINTS = {
    "equivariance": Endpoint(
        (),
        _equivariance,
        "long",
        arrays={"measured": Array(("measures",), "share", "length of the difference (L2) by that")},
        code=code.equivariance,
    ),
    "counting": Endpoint(
        (),
        _counting,
        arrays=_described("vit") | _described("cnn"),
        code=code.counting,
    ),
}
