"""The lines of Python that make the maps of the ViT for one class."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.maps import cam_of, methods_of, start_of, target_of
from vitviz.app.state.view_state import ViewState

OF_CLASS = (
    "from vitviz.core.attention.maps import density, to_grid",
    "from vitviz.core.attribution.gradients import gradients",
    "from vitviz.core.attribution.relevance import class_attention, gradient_rollout_of",
)


def maps_of(analysis: Analysis, state: ViewState) -> tuple[str, ...]:
    """A function `maps_of(vit)`: methods x rows x columns, as the model counts them."""
    target, start = target_of(analysis, state), start_of(analysis.trace, state)
    if "relevance" not in methods_of(analysis.trace):
        return _of_stage(target, cam_of(analysis.trace, state))
    rolled = "rollout" in methods_of(analysis.trace)
    return (
        "import numpy as np",
        "",
        *OF_CLASS,
        "from vitviz.core.attribution.relevance import relevance_of",
        "",
        "def maps_of(vit):",
        f"    found = gradients(vit, pixels, {target})  # one pass forward, one back",
        "    trace = found.trace",
        *(['    row = vitviz.rollout(trace, "pooling")'] if rolled else []),
        "    return np.stack([",
        "        class_attention(trace),",
        *(["        to_grid(row, trace.grid, trace.prefix)[0],"] if rolled else []),
        "        gradient_rollout_of(found),",
        f"        relevance_of(found, {start}),",
        f"        vitviz.gradcam(vit, pixels, {target}, {cam_of(analysis.trace, state)}),",
        "    ])",
        "",
    )


def _of_stage(target: int, cam: int | None) -> tuple[str, ...]:
    """The same of a model whose layers lie on several grids, on that of its last stage."""
    return (
        "import numpy as np",
        "",
        "from vitviz.core.attention.maps import density",
        "from vitviz.core.attribution.gradcam import gradcam_of_each, in_last_stage",
        "from vitviz.core.attribution.relevance import class_attention",
        "from vitviz.core.perturbation.importance import spread",
        "",
        "def maps_of(vit):",
        "    trace = vitviz.capture(vit, pixels)",
        f"    each = gradcam_of_each(vit, pixels, {target})  # at the layers of the last stage",
        f"    cam = in_last_stage(each, vit, {cam})",
        "    return np.stack([spread(class_attention(trace), cam.shape), cam])",
        "",
    )
