"""The lines of Python that make the five maps of the ViT for one class."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.maps import cam_of, start_of, target_of
from vitviz.app.state.view_state import ViewState

OF_CLASS = (
    "from vitviz.core.attention.maps import density, to_grid",
    "from vitviz.core.attribution.gradients import gradients",
    "from vitviz.core.attribution.relevance import class_attention, gradient_rollout_of",
)


def maps_of(analysis: Analysis, state: ViewState) -> tuple[str, ...]:
    """A function `maps_of(vit)`: methods x rows x columns, as the model counts them."""
    target, start = target_of(analysis, state), start_of(analysis.trace, state)
    return (
        "import numpy as np",
        "",
        *OF_CLASS,
        "from vitviz.core.attribution.relevance import relevance_of",
        "",
        "def maps_of(vit):",
        f"    found = gradients(vit, pixels, {target})  # one pass forward, one back",
        "    trace = found.trace",
        '    row = vitviz.rollout(trace, "pooling")',
        "    return np.stack([",
        "        class_attention(trace),",
        "        to_grid(row, trace.grid, trace.prefix)[0],",
        "        gradient_rollout_of(found),",
        f"        relevance_of(found, {start}),",
        f"        vitviz.gradcam(vit, pixels, {target}, {cam_of(analysis.trace, state)}),",
        "    ])",
        "",
    )
