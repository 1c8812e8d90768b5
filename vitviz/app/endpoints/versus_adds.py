"""How many multiply-adds a pass needs, by the number of tokens: counted, so there at once.

Beside what was measured (versus_cost.py) it says what a machine has to do, whatever machine. It
takes most of a second of a core, so it is kept by the models and the size, whatever the photo: a
class that comes to the Lesson's step with photos of its own counts once.
"""

from collections.abc import Sequence

import numpy as np

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.snippets import versus_adds as code
from vitviz.app.endpoints.snippets.versus_adds import counted_at
from vitviz.app.state.view_state import ViewState
from vitviz.core.comparison.cost import TERMS, fit
from vitviz.core.comparison.multiply_adds import multiply_adds
from vitviz.errors import VitvizError
from vitviz.web.bundle import pack

WAYS = ("vit", "cnn")


def _adds(analysis: Analysis, _: ViewState) -> bytes:
    """Header: which of the sizes is this photo's, and the terms fitted to each model's counts."""
    if not analysis.vit.dynamic:
        raise VitvizError("cost_of_one_size")
    models, size = (analysis.spec.model, analysis.spec.cnn), analysis.trace.size
    return analyses.blob(f"multiply_adds/{models}/{size}", lambda: _counted(analysis))


def _counted(analysis: Analysis) -> bytes:
    counts, sizes = zip(*counted_at(analysis), strict=True)
    tokens = np.array(counts, float)
    vit, cnn = multiply_adds(analysis.vit, sizes), multiply_adds(analysis.cnn, sizes)
    adds = np.array([[one.total for one in found] for found in (vit, cnn)], float)
    header = {
        "ways": list(WAYS),
        "sizes": [list(size) for size in sizes],
        "here": counts.index(analysis.trace.layout.tokens),
        "terms": list(TERMS),
        "fits": {"adds": [_terms(tokens, row) for row in adds]},
    }
    products = np.array([one.products for one in vit], float)
    arrays = {"tokens": tokens, "adds": adds, "products": products}
    return pack(header, {name: each.astype(np.float32) for name, each in arrays.items()})


def _terms(tokens: np.ndarray, counts: np.ndarray) -> Sequence[float]:
    found = fit(tokens, counts)
    return [getattr(found, term) for term in TERMS]


_ARRAYS = {
    "tokens": Array(("sizes",), "tokens of the ViT"),
    "adds": Array(("ways", "sizes"), "multiply-adds", "counted, rounded to float32"),
    "products": Array(("sizes",), "multiply-adds", "those of the ViT's attention: q k and A v"),
}
ENDPOINTS: dict[str, Endpoint] = {
    "versus_adds": Endpoint((), _adds, arrays=_ARRAYS, code=code.adds, subject="models")
}
