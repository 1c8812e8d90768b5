"""What a pass costs on this machine: both models, by the number of tokens, measured when asked for.

Each way in which a model runs has a process of its own (compute/aside.py), in one thread at the
lowest priority. What was measured is kept by the model, whatever the photo; and it is asked of one
photo for all, so that another one on screen does not lose sight of what is being measured.
"""

import json
from collections.abc import Generator
from dataclasses import replace

import numpy as np

from vitviz.app.compute import analyses, own, photos
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.aside import lines_of
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint, Steps
from vitviz.app.endpoints.snippets import versus_cost as code
from vitviz.app.endpoints.snippets.versus_cost import sizes_of, tokens_of, told_of, ways_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.comparison.cost import TERMS, fit
from vitviz.web.bundle import pack

MODULE = "vitviz.core.comparison.cost_process"
MEASURES = ("seconds", "peak")
LEAST = 1e6  # bytes below which a peak is the allocator's, not the pass's
Costs = dict[str, np.ndarray]  # of each measure the ways x sizes, NaN for what is still to come


def known(analysis: Analysis) -> bool:
    """Whether all was measured already, of this model on this machine."""
    names = [_name(analysis, way) for way in ways_of(analysis)]
    return all(analyses.cached_blob(name) is not None for name in names)


def key_of(analysis: Analysis) -> str:
    """The key of the analysis that a measurement is asked of: the same for every photo and size."""
    spec = replace(analysis.spec, photo=photos.first(), rows=0, cols=0, shape="model", cnn_size=0)
    return analyses.awaited(spec)


def _cost(analysis: Analysis, _: ViewState) -> Steps:
    """The bundle grows size by size."""
    ways, sizes = list(ways_of(analysis)), len(sizes_of(analysis))
    costs = {name: np.full((len(ways), sizes), np.nan) for name in MEASURES}
    total = len(ways) * sizes
    yield 0, total
    for at, way in enumerate(ways):
        for done, row in _rows(analysis, way):
            for index, cost in enumerate(row):
                for name in MEASURES:
                    costs[name][at, index] = cost[name]
            if done:
                yield _packed(analysis, costs)
            yield at * sizes + len(row), total
    return _packed(analysis, costs, whole=True)


Row = list[dict[str, float]]


def _rows(analysis: Analysis, way: str) -> Generator[tuple[bool, Row], None, None]:
    """Whether there is more than before, and all that there is of this way."""
    name = _name(analysis, way)
    blob = analyses.cached_blob(name)
    if blob is not None:
        yield True, json.loads(blob)
        return
    model, fused = ways_of(analysis)[way]
    loaded, how = own.loadable(model)
    asked = {"model": loaded, "how": how, "fused": fused, "sizes": sizes_of(analysis)}
    asked["further"] = told_of(analysis, way)
    row: Row = []
    for line in lines_of(MODULE, json.dumps(asked)):
        if line is not None:
            row.append(json.loads(line))
        yield line is not None, row
    analyses.blob(name, lambda: json.dumps(row).encode())


def _name(analysis: Analysis, way: str) -> str:
    model, fused = ways_of(analysis)[way]
    return f"cost/{model}/{fused}/{sizes_of(analysis)}"


def _packed(analysis: Analysis, costs: Costs, *, whole: bool = False) -> bytes:
    tokens = np.array(tokens_of(analysis), float)
    header = {
        "ways": list(ways_of(analysis)),
        "sizes": [list(size) for size in sizes_of(analysis)],
        "terms": list(TERMS),
        "fits": {name: [_fit(tokens, row, name) for row in costs[name]] for name in MEASURES}
        if whole
        else {},
    }
    arrays = {"tokens": tokens, **costs}
    return pack(header, {name: each.astype(np.float32) for name, each in arrays.items()})


def _fit(tokens: np.ndarray, row: np.ndarray, name: str) -> list[float] | None:
    """The three terms; None where too few sizes were told."""
    told = np.isfinite(row) & (row > (LEAST if name == "peak" else 0))
    if told.sum() <= len(TERMS):
        return None
    found = fit(tokens[told], row[told])
    return [getattr(found, term) for term in TERMS]


_AXES = ("ways", "sizes")
_ARRAYS = {
    "tokens": Array(("sizes",), "tokens of the ViT"),
    "seconds": Array(_AXES, "seconds of one processor core", "the middle of the repetitions"),
    "peak": Array(_AXES, "bytes", "at the peak of a pass, beyond what was held before it"),
}
ENDPOINTS: dict[str, Endpoint] = {
    "versus_cost": Endpoint((), _cost, "aside", arrays=_ARRAYS, code=code.cost, subject="models")
}
