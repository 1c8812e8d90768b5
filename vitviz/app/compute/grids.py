"""The grid of patches that a view state shows, told without an analysis, and that of one."""

from vitviz.app.compute import models, photos, shapes, sizes
from vitviz.app.compute.analyses import Analysis
from vitviz.app.state.view_state import Grid, ViewState
from vitviz.errors import VitvizError


def grid_of(state: ViewState) -> Grid | None:
    """Rows and columns of the patches that `state` shows; None for what cannot be shown now.

    A model that is not in memory yet is not loaded for it, nor a photo decoded whose shape it is:
    whoever changes a setting does not wait.
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
        height, width = sizes.size_of(vit, state.rows, state.cols)
        if shapes.is_own(vit, state.shape):
            photo = photos.decoded(photos.opening(state.photo))
            if photo is None:
                return None
            image_size = photo.height, photo.width
            height, width = shapes.size_for(image_size, vit, (height, width), state.shape)
        return sizes.grid_at(vit, (height, width))
    except VitvizError:
        return None


def cells_of(analysis: Analysis) -> dict[str, object]:
    """For the browser "grid", "patch", and "convolved" where a token has read more than its cell.

    "patch" is (height, width) of a cell in pixels: where patches overlap they may be no whole ones.
    """
    (height, width), (rows, cols) = analysis.trace.size, analysis.trace.grid
    patch = [_each(height, rows), _each(width, cols)]
    found: dict[str, object] = {"grid": [rows, cols], "patch": patch}
    return found | ({"convolved": True} if analysis.vit.convolved else {})


def _each(side: int, count: int) -> float:
    return side / count if side % count else side // count
