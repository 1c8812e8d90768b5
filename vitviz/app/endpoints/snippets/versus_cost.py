"""The Python of what a pass costs: a measurement, so never the same numbers again."""

from collections.abc import Mapping
from typing import Any

from vitviz.app.compute import own, sizes
from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.snippets.lines import heading
from vitviz.app.state.view_state import ViewState
from vitviz.core.comparison.cost import TERMS
from vitviz.core.models.architecture import Size
from vitviz.core.models.other_sizes import opened_for

ROWS = (8, 12, 16, 24, 32, 40)  # and as many columns, so that the tokens grow with the square


def sizes_of(analysis: Analysis) -> list[Size]:
    """The (height, width) of the pictures, the smallest first.

    Of a model that is made for one size those that it is offered in.
    """
    if not analysis.vit.dynamic:
        return list(sizes.offered(analysis.vit))
    height, width = analysis.vit.patch
    return [(rows * height, rows * width) for rows in ROWS]


def tokens_of(analysis: Analysis) -> list[int]:
    """How many tokens the ViT makes of each, on its finest grid."""
    vit = analysis.vit
    if not vit.dynamic:
        return [vit.layout.on(sizes.grid_at(vit, size)).tokens for size in sizes_of(analysis)]
    return [analysis.trace.prefix + rows**2 for rows in ROWS]


def opened_at(analysis: Analysis) -> list[Mapping[str, Any]]:
    """What else `load` is told of a model that is made for one size, for each size."""
    vit, found = analysis.vit, sizes_of(analysis)
    if vit.dynamic or len(found) == 1:
        return [{}] * len(found)
    return [opened_for(vit, size) for size in found]


def ways_of(analysis: Analysis) -> dict[str, tuple[str, bool]]:
    """What is measured: the model's name, and whether its attention is fused."""
    model, cnn = analysis.spec.model, analysis.spec.cnn
    return {"fused": (model, True), "unfused": (model, False), "cnn": (cnn, True)}


def told_of(analysis: Analysis, way: str) -> list[Mapping[str, Any]] | None:
    """What else `load` is told at each size in this way; None where one model takes them all."""
    each = opened_at(analysis)
    return each if way != "cnn" and any(each) else None


def cost(analysis: Analysis, _: ViewState) -> str:
    """The same measurement, in the process that runs these lines."""
    told = [told_of(analysis, way) for way in ways_of(analysis)]
    ways = ", ".join(
        f'("{own.loadable(model, beside=True)[0]}", {fused}, {own.loadable(model)[1]}, {each})'
        for (model, fused), each in zip(ways_of(analysis).values(), told, strict=True)
    )
    return "\n".join(
        (
            *heading(analysis.spec.model, analysis.spec.cnn),
            "# A measurement: another machine and another moment give other numbers.",
            "import numpy as np",
            "import torch",
            "from vitviz.core.comparison.cost_process import measure",
            "",
            "torch.set_num_threads(1)",
            f"sizes = {sizes_of(analysis)}",
            f"ways = [{ways}]  # with fused attention or not, and what `load` is told at each size",
            "costs = [list(measure(*way[:2], sizes, *way[2:])) for way in ways]",
            "arrays = {",
            f'    "tokens": np.array({tokens_of(analysis)}, float),',
            '    "seconds": np.array([[each.seconds for each in row] for row in costs]),',
            '    "peak": np.array([[each.peak for each in row] for row in costs]),',
            "}",
            *_fits(analysis),
        )
    )


def _fits(analysis: Analysis) -> tuple[str, ...]:
    if len(sizes_of(analysis)) <= len(TERMS):
        return ()
    fits = 'parts = [fit(arrays["tokens"], row) for row in arrays["seconds"]]'
    return ("", "from vitviz.core.comparison.cost import fit", "", fits)
