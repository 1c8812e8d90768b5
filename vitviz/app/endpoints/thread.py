"""What the thread shows of this photo in this model, in about a kilobyte."""

import numpy as np

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.state.view_state import ViewState
from vitviz.core.attribution.relevance import class_attention
from vitviz.core.internals.patch_embedding import embedding_of, patches_of, project
from vitviz.errors import ModelError
from vitviz.web.bundle import pack


def _thread(analysis: Analysis, _: ViewState) -> bytes:
    """float16 "attention" (rows, cols), what the head reads looks at in the last layer, on the grid
    of that, and "vector" (dim) of the patch in the middle, where one matrix makes it.
    """
    rows, cols = analysis.trace.grid
    arrays = {"attention": class_attention(analysis.trace).astype(np.float16)}
    middle = rows // 2 * cols + cols // 2
    try:
        embedding = embedding_of(analysis.vit)
    except ModelError:  # patches that a hybrid's stem makes
        return pack({}, arrays)
    patches = patches_of(analyses.pixels(analysis), analysis.vit.patch)
    vector = project(embedding, patches[middle : middle + 1])[0]
    return pack({}, arrays | {"vector": vector.half().cpu().numpy()})


_HALF = "rounded to half precision"
_ARRAYS = {
    "attention": Array(
        ("rows", "cols"), "attention weight of what the head reads, last layer", _HALF
    ),
    "vector": Array(("numbers",), "as the vector's numbers", _HALF),
}
ENDPOINTS = {"thread": Endpoint((), _thread, arrays=_ARRAYS)}
