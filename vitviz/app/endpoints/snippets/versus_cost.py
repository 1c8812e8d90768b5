"""The Python of what a pass costs: a measurement, so never the same numbers again."""

from vitviz.app.compute import own
from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.snippets.lines import heading
from vitviz.app.state.view_state import ViewState
from vitviz.core.models.architecture import Size

ROWS = (8, 12, 16, 24, 32, 40)  # and as many columns, so that the tokens grow with the square


def sizes_of(analysis: Analysis) -> list[Size]:
    """The (height, width) of the pictures, the smallest first."""
    height, width = analysis.vit.patch
    return [(rows * height, rows * width) for rows in ROWS]


def tokens_of(analysis: Analysis) -> list[int]:
    """How many tokens the ViT makes of each."""
    return [analysis.trace.prefix + rows**2 for rows in ROWS]


def ways_of(analysis: Analysis) -> dict[str, tuple[str, bool]]:
    """What is measured: the model's name, and whether its attention is fused."""
    model, cnn = analysis.spec.model, analysis.spec.cnn
    return {"fused": (model, True), "unfused": (model, False), "cnn": (cnn, True)}


def cost(analysis: Analysis, _: ViewState) -> str:
    """The same measurement, in the process that runs these lines."""
    ways = ", ".join(
        f'("{own.loadable(model, beside=True)[0]}", {fused}, {own.loadable(model)[1]})'
        for model, fused in ways_of(analysis).values()
    )
    return "\n".join(
        (
            *heading(analysis.spec.model, analysis.spec.cnn),
            "# A measurement: another machine and another moment give other numbers.",
            "import numpy as np",
            "import torch",
            "from vitviz.core.comparison.cost import fit",
            "from vitviz.core.comparison.cost_process import measure",
            "",
            "torch.set_num_threads(1)",
            f"sizes = {sizes_of(analysis)}",
            f"ways = [{ways}]  # with fused attention or not",
            "costs = [list(measure(model, fused, sizes, how)) for model, fused, how in ways]",
            "arrays = {",
            f'    "tokens": np.array({tokens_of(analysis)}, float),',
            '    "seconds": np.array([[each.seconds for each in row] for row in costs]),',
            '    "peak": np.array([[each.peak for each in row] for row in costs]),',
            "}",
            'parts = [fit(arrays["tokens"], row) for row in arrays["seconds"]]',
        )
    )
