"""The grid of patches that a view state shows, told without an analysis."""

from vitviz.app.compute import models
from vitviz.app.state.view_state import Grid, ViewState
from vitviz.errors import VitvizError


def grid_of(state: ViewState) -> Grid | None:
    """Rows and columns of the patches that `state` shows; None for what cannot be shown."""
    from vitviz.core.models.load import Vit  # torch takes seconds to import

    try:
        models.default_grid(state.model)  # raises for what is no ViT of ours
        vit = models.model(state.model, state.weights)
        if not isinstance(vit, Vit):
            return None
        height, width = models.size_of(vit, state.rows, state.cols)
        return height // vit.patch[0], width // vit.patch[1]
    except VitvizError:
        return None
