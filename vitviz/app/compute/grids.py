"""The grid of patches that a view state shows, told without an analysis."""

from vitviz.app.compute import models
from vitviz.app.state.view_state import Grid, ViewState
from vitviz.errors import VitvizError


def grid_of(state: ViewState) -> Grid | None:
    """Rows and columns of the patches that `state` shows; None for what cannot be shown now.

    A model that is not in memory yet is not loaded for it: whoever changes a setting does not wait.
    """
    from vitviz.core.models.load import Vit  # torch takes seconds to import

    try:
        name = models.canonical(state.model)
        models.require_allowed(name, state.weights)
        if not models.is_loaded(name, state.weights):
            return None
        vit = models.model(name, state.weights)
        if not isinstance(vit, Vit):
            return None
        height, width = models.size_of(vit, state.rows, state.cols)
        return height // vit.patch[0], width // vit.patch[1]
    except VitvizError:
        return None
