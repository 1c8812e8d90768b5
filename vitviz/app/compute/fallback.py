"""What is shown of an analysis that cannot be: each part that can be of it stays."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from vitviz.app.compute import models, photos, sizes
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.errors import VitvizError

Part = Literal["photo", "vit", "grid", "cnn", "cnn_size"]
Wrong = tuple[tuple[Part, VitvizError], ...]


def possible(spec: AnalysisSpec, good: AnalysisSpec) -> tuple[AnalysisSpec, Wrong]:
    """`spec` with those parts as in `good` that cannot be shown, and what is wrong with each.

    `good` was shown before. A grid or a size of the CNN that is not of the same model as its own
    becomes that model's usual one.
    """
    wrong: list[tuple[Part, VitvizError]] = []
    for part, require, instead in _PARTS:
        try:
            require(spec)
        except VitvizError as error:
            wrong.append((part, error))
            spec = instead(spec, good)
    return spec, tuple(wrong)


def _photo(spec: AnalysisSpec) -> None:
    photos.require(spec.photo)


def _vit(spec: AnalysisSpec) -> None:
    models.require_allowed(spec.model, spec.weights, "vit")
    models.vit(models.canonical(spec.model), spec.weights)


def _grid(spec: AnalysisSpec) -> None:
    sizes.vit_at(models.canonical(spec.model), spec.weights, spec.rows, spec.cols)


def _cnn(spec: AnalysisSpec) -> None:
    models.require_allowed(spec.cnn, spec.cnn_weights, "cnn")
    models.cnn(models.canonical(spec.cnn), spec.cnn_weights)


def _cnn_size(spec: AnalysisSpec) -> None:
    models.cnn(models.canonical(spec.cnn), spec.cnn_weights, spec.cnn_size)


def _from(*names: str) -> Callable[[AnalysisSpec, AnalysisSpec], AnalysisSpec]:
    return lambda spec, good: replace(spec, **{name: getattr(good, name) for name in names})


def _usual_grid(spec: AnalysisSpec, good: AnalysisSpec) -> AnalysisSpec:
    same = (spec.model, spec.weights) == (good.model, good.weights)
    return _from("rows", "cols")(spec, good) if same else replace(spec, rows=0, cols=0)


def _usual_side(spec: AnalysisSpec, good: AnalysisSpec) -> AnalysisSpec:
    same = (spec.cnn, spec.cnn_weights) == (good.cnn, good.cnn_weights)
    return _from("cnn_size")(spec, good) if same else replace(spec, cnn_size=0)


# How each part is tried, a model before what is of it, and what stands in its place.
_PARTS: Sequence[
    tuple[
        Part,
        Callable[[AnalysisSpec], None],
        Callable[[AnalysisSpec, AnalysisSpec], AnalysisSpec],
    ]
] = (
    ("photo", _photo, _from("photo")),
    ("vit", _vit, _from("model", "weights", "rows", "cols")),
    ("grid", _grid, _usual_grid),
    ("cnn", _cnn, _from("cnn", "cnn_weights", "cnn_size")),
    ("cnn_size", _cnn_size, _usual_side),
)
