"""The Python of the effective receptive fields."""

from typing import Literal

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.snippets.lines import cnn_on_photo, lines
from vitviz.app.state.view_state import ViewState
from vitviz.core.comparison.receptive_field import layers_of
from vitviz.core.models.load import Cnn, Vit


def layer_of(model: Vit | Cnn, name: Literal["vit", "cnn"], state: ViewState) -> str:
    """The layer that the state names by its depth; the last where it names none or too many."""
    known = layers_of(model)
    depth = state.vit_depth if name == "vit" else state.cnn_depth
    return known[min(int(depth or len(known)), len(known) - 1)]


def fields(analysis: Analysis, state: ViewState) -> str:
    """The fields of both models, each at its layer."""
    vit = layer_of(analysis.vit, "vit", state)
    cnn = layer_of(analysis.cnn, "cnn", state)
    return lines(
        analysis,
        *cnn_on_photo(analysis),
        "",
        "from vitviz.core.comparison.receptive_field import field",
        "",
        f'of_vit = field(vit, pixels, "{vit}")  # .values, .sides, .centre',
        f'of_cnn = field(cnn, cnn_pixels, "{cnn}")',
        "arrays = {",
        '    "vit": of_vit.values / of_vit.values.max(),',
        '    "cnn": of_cnn.values / of_cnn.values.max(),',
        "}",
    )
