"""Does a map point at what its model uses? Deletion and insertion in each map's order.

The ViT's maps are judged on the ViT, by its patches, or by the cells of its last stage's where it
has several grids. Grad-CAM of the CNN is judged on the
CNN: its pixels, the classes that mean the same there, and the cells of its map in place of
patches; at a size at which these are whole, which is its own but where strides do not divide it.
Each model has its own envelope of random orders.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.curves import Ground, Pair, missing, pictures, run
from vitviz.app.endpoints.endpoint import Endpoint, Steps, showing
from vitviz.app.endpoints.maps import OF_CNN, TIES, maps_of, meaning_of, methods_of, target_of
from vitviz.app.endpoints.snippets import faithfulness as code
from vitviz.app.endpoints.snippets.lines import whole_size_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.maps import has_signal
from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.evaluation.curves import Curve, order_of
from vitviz.core.evaluation.perturbations import Size, blurred, mean_colour
from vitviz.core.evaluation.random_baseline import SEEDS, Score, envelope, random_orders, standing
from vitviz.core.models.load import Cnn, Vit
from vitviz.web.bundle import pack

KINDS = ("deletion", "insertion")


@dataclass(frozen=True, eq=False)
class _Judged:
    """What is tried on one model: the maps of `methods`, (methods, rows, cols)."""

    kind: str
    ground: Ground
    methods: tuple[str, ...]
    maps: np.ndarray

    @property
    def orders(self) -> list[Tensor]:
        """Those of the maps, then the random ones."""
        own = [order_of(single, TIES) for single in self.maps]
        return [*own, *random_orders(self.maps[0].size)]


def _faithfulness(analysis: Analysis, state: ViewState) -> Steps:
    """The curves of each model, and where each area stands among the random ones.

    float32 arrays for "vit" and "cnn": "_maps" (methods, rows, cols), "_fractions" (points),
    "_curves" (methods, deletion and insertion, probability and logit, points), "_random" likewise
    for the random orders, "_envelope" (deletion and insertion, probability and logit, lowest,
    highest and median, points). What comes before all of a model's are run has the curves of its
    methods alone, NaN for those that are still to come, and no number of an area.
    """
    target = target_of(analysis, state)
    arrays: dict[str, np.ndarray] = {}
    header: dict[str, object] = {"target": target, "baseline": state.filling}
    parts = list(_judged(analysis, state, target))
    orders = [part.orders for part in parts]
    known = [part.ground.known(each) for part, each in zip(parts, orders, strict=True)]
    judged = list(zip(parts, orders, known, strict=True))
    counts = [pictures(len(missing(part.ground, each, had))) for part, each, had in judged]
    yield 0, sum(counts)
    done = 0
    for (part, each, had), count in zip(judged, counts, strict=True):
        steps = run(part.ground, each, had, (done, sum(counts)))
        found = yield from showing(steps, _SoFar(part, each, had, header, arrays).new)
        done += count
        header[part.kind] = _numbers(part, found)
        arrays |= _arrays(part, found)
    return pack(header, arrays)


@dataclass(eq=False)
class _SoFar:
    """What is `known` of a model's curves by their names, beside all of the models before it."""

    part: _Judged
    orders: Sequence[Tensor]
    known: Mapping[str, Pair]
    header: Mapping[str, object]
    arrays: Mapping[str, np.ndarray]
    shown: int = 0

    def new(self) -> bytes | None:
        """It as a bundle, where the curves of another method have come."""
        names = [self.part.ground.cached_as(order) for order in self.orders]
        pairs = [self.known.get(name) for name in names[: len(self.part.methods)]]
        there = [pair for pair in pairs if pair is not None]
        if len(there) == self.shown:
            return None
        self.shown, kind = len(there), self.part.kind
        rows = [
            np.full_like(_written(there[0]), np.nan) if pair is None else _written(pair)
            for pair in pairs
        ]
        arrays = {
            "maps": self.part.maps,
            "fractions": there[0][0].fractions,
            "curves": np.stack(rows),
        }
        methods = [
            {"id": name, "signal": has_signal(single)}
            for name, single in zip(self.part.methods, self.part.maps, strict=True)
        ]
        found = {f"{kind}_{name}": each.astype(np.float32) for name, each in arrays.items()}
        return pack({**self.header, kind: {"methods": methods}}, {**self.arrays, **found})


def _judged(analysis: Analysis, state: ViewState, target: int) -> Iterator[_Judged]:
    vit, cnn, pixels = analysis.vit, analysis.cnn, analyses.pixels(analysis)
    with inference_lock.with_gradients():
        maps = maps_of(vit, pixels, target, state)
    grid: Size = (maps.shape[1], maps.shape[2])
    ground = _ground(analysis, state, vit, pixels, target, grid)
    yield _Judged("vit", ground, methods_of(analysis.trace), maps)
    means = meaning_of(analysis, target)
    if means:
        pixels, _ = analyses.cnn_pixels(analysis, whole_size_of(analysis))
        with inference_lock.with_gradients():
            cam = gradcam(cnn, pixels, means)
        ground = _ground(analysis, state, cnn, pixels, means, (cam.shape[0], cam.shape[1]))
        yield _Judged("cnn", ground, (OF_CNN,), cam[None])


def _ground(
    analysis: Analysis,
    state: ViewState,
    model: Vit | Cnn,
    pixels: Tensor,
    target: int | Sequence[int],
    grid: Size,
) -> Ground:
    patch = pixels.shape[2] // grid[0], pixels.shape[3] // grid[1]
    even = all(side % cells == 0 for side, cells in zip(pixels.shape[2:], grid, strict=True))
    blur = state.filling == "blur"
    baseline = blurred(pixels, patch) if blur else mean_colour(pixels)
    name = f"{analysis.key}/curve/{model.name}/{state.filling}/{target}"
    return Ground(name, model, pixels, target, baseline, patch, None if even else grid)


def _numbers(part: _Judged, found: Sequence[Pair]) -> dict[str, object]:
    """Areas and standing of each method, and what the random areas span."""
    count = len(part.methods)
    random_areas = {kind: _areas(found[count:], kind) for kind in KINDS}
    methods = [
        {
            "id": name,
            "signal": has_signal(single),
            "ties": _ties(single),
            **{kind: _standings(pair, kind, random_areas[kind]) for kind in KINDS},
        }
        for name, single, pair in zip(part.methods, part.maps, found, strict=False)
    ]
    return {
        "methods": methods,
        "random": random_areas,
        "orders": SEEDS,
        "grid": list(part.maps.shape[1:]),
    }


def _ties(single: np.ndarray) -> float:
    """The fraction of patches that share their value with another."""
    counts = np.unique(single, return_counts=True)[1]
    return float(counts[counts > 1].sum() / single.size)


def _areas(pairs: Sequence[Pair], kind: str) -> dict[str, list[float]]:
    chosen = [pair[KINDS.index(kind)] for pair in pairs]
    return {
        "probability": [curve.auc for curve in chosen],
        "logit": [curve.auc_logit for curve in chosen],
    }


def _standings(pair: Pair, kind: str, random_areas: dict[str, list[float]]) -> dict[str, object]:
    areas = _areas([pair], kind)
    found = {score: standing(area[0], random_areas[score]) for score, area in areas.items()}
    return {
        score: {"area": areas[score][0], "side": at.side, "rank": at.rank}
        for score, at in found.items()
    }


def _arrays(part: _Judged, found: Sequence[Pair]) -> dict[str, np.ndarray]:
    count = len(part.methods)
    every = np.stack([_written(pair) for pair in found])
    envelopes = [
        [_envelope([pair[index] for pair in found[count:]], of) for of in ("probability", "logit")]
        for index in range(len(KINDS))
    ]
    arrays = {
        "maps": part.maps,
        "fractions": found[0][0].fractions,
        "curves": every[:count],
        "random": every[count:],
        "envelope": np.asarray(envelopes),
    }
    return {f"{part.kind}_{name}": each.astype(np.float32) for name, each in arrays.items()}


def _written(pair: Pair) -> np.ndarray:
    """Deletion and insertion, probability and logit, points."""
    return np.stack([(curve.probability, curve.logit) for curve in pair])


def _envelope(curves: Sequence[Curve], of: Score) -> np.ndarray:
    found = envelope(curves, of)
    return np.stack([found.low, found.high, found.median])


def _described(kind: str, methods: str, rows: str, cols: str) -> dict[str, Array]:
    """The arrays of one model."""
    scores, span = "probability or logit of the class", "over the random orders"
    found = {
        "maps": Array((methods, rows, cols), "each method's own"),
        "fractions": Array(("points",), "fraction of the patches, 0 to 1"),
        "curves": Array((methods, "games", "scores", "points"), scores),
        "random": Array(("orders", "games", "scores", "points"), scores),
        "envelope": Array(("games", "scores", "bounds", "points"), scores, span),
    }
    return {f"{kind}_{name}": each for name, each in found.items()}


ENDPOINTS: dict[str, Endpoint] = {
    "faithfulness": Endpoint(
        ("target", "start", "cam", "filling"),
        _faithfulness,
        "long",
        arrays=_described("vit", "methods", "rows", "cols")
        | _described("cnn", "cnn_methods", "cnn_rows", "cnn_cols"),
        code=code.faithfulness,
    )
}
