"""How many multiply-adds a pass needs, by the number of tokens: counted, so there at once.

Beside what was measured (versus_cost.py) it says what a machine has to do, whatever machine. It
takes most of a second of a core, so it is kept by the models and the size, whatever the photo: a
class that comes to the Lesson's step with photos of its own counts once.
"""

from collections.abc import Sequence

import numpy as np

from vitviz.app.compute import analyses, own
from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.snippets import versus_adds as code
from vitviz.app.endpoints.snippets.versus_adds import counted_at
from vitviz.app.state.view_state import ViewState
from vitviz.core.comparison.cost import TERMS, fit
from vitviz.core.comparison.multiply_adds import (
    MultiplyAdds,
    multiply_adds,
    multiply_adds_of,
)
from vitviz.core.models.architecture import Size
from vitviz.core.models.hollow import hollow_module
from vitviz.core.models.other_sizes import opened_for
from vitviz.web.bundle import pack

WAYS = ("vit", "cnn")


def _adds(analysis: Analysis, _: ViewState) -> bytes:
    """Header: which of the sizes is this photo's, and the terms fitted to each model's counts."""
    models, size = (analysis.spec.model, analysis.spec.cnn), analysis.trace.size
    return analyses.blob(f"multiply_adds/{models}/{size}", lambda: _counted(analysis))


def _counted(analysis: Analysis) -> bytes:
    counts, sizes = zip(*counted_at(analysis), strict=True)
    tokens = np.array(counts, float)
    vit, cnn = _of_vit(analysis, sizes), multiply_adds(analysis.cnn, sizes)
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


def _of_vit(analysis: Analysis, sizes: Sequence[Size]) -> list[MultiplyAdds]:
    """Of a model that is made for one size as it is opened for each other: its shapes alone."""
    vit = analysis.vit
    if vit.dynamic:
        return multiply_adds(vit, sizes)
    name, how = own.loadable(analysis.spec.model)
    return [
        multiply_adds(vit, [size])[0]
        if size == vit.size
        else multiply_adds_of(hollow_module(name, **how, **opened_for(vit, size)), size)
        for size in sizes
    ]


def _terms(tokens: np.ndarray, counts: np.ndarray) -> Sequence[float] | None:
    """The three terms; None where there are too few sizes to tell them apart."""
    if len(tokens) <= len(TERMS):
        return None
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
