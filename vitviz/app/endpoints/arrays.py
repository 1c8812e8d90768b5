"""What an array of an answer is: its axes, what it counts in, how it is scaled, its labels.

Every endpoint describes its arrays in one table, and an archive that somebody exports says it of
each array that it holds. Axes of one name have one meaning in all archives.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.maps import OF_CNN, methods_of
from vitviz.app.endpoints.snippets.versus_facts import MEASURED
from vitviz.core.evaluation.random_baseline import SEEDS
from vitviz.errors import ArgumentError

AS_COMPUTED = "as the model computes it"
DENSITY = "divided by each map's own mean: 1 is an even share; a map without a signal is 0"
_TOKENS = ("tokens", "queries", "other_tokens")
Header = Mapping[str, object]


@dataclass(frozen=True)
class Array:
    """One array: the name of each axis, the unit of its numbers, and how they were scaled.

    `in_windows` are the axes where a layer's tokens ask within windows, if there are other ones.
    """

    axes: tuple[str, ...]
    unit: str
    scaling: str = AS_COMPUTED
    in_windows: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field, value in (("axes", self.axes), ("unit", self.unit), ("scaling", self.scaling)):
            if not value:
                raise ArgumentError("broken_invariant", argument=field, rule="not empty", got=value)


def about_arrays(
    described: Mapping[str, Array],
    analysis: Analysis,
    header: Header,
    arrays: Mapping[str, np.ndarray],
) -> dict[str, object]:
    """For each array its "axes", "shape", "dtype", "unit", "scaling" and "labels", axis by axis.

    `described` names arrays, or several by a pattern ("layer_*"). Labels are those of the axis's
    places in order; an axis that only counts (rows, columns, numbers of a vector) has none.
    Raises KeyError for an array that nothing describes.
    """
    return {
        name: _about(name, array, described, analysis, header) for name, array in arrays.items()
    }


def _about(
    name: str,
    array: np.ndarray,
    described: Mapping[str, Array],
    analysis: Analysis,
    header: Header,
) -> dict[str, object]:
    own = next((each for like, each in described.items() if fnmatchcase(name, like)), None)
    if own is None:
        raise KeyError(name)
    axes = own.in_windows if array.ndim == len(own.in_windows) else own.axes
    labels = {}
    for axis, size in zip(axes, array.shape, strict=True):
        if axis in _LABELS:
            found = list(_LABELS[axis](analysis, _own(name, header)))
            if axis in _TOKENS:
                found += [f"beyond the picture {k + 1}" for k in range(size - len(found))]
            # A layer's tokens are the model's last ones (in CaiT the class token comes late).
            labels[axis] = found[-size:] if axis in _TOKENS else found[:size]
    return {
        "axes": list(axes),
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "unit": own.unit,
        "scaling": own.scaling,
        "labels": labels,
    }


def _own(name: str, header: Header) -> Header:
    """The header with the array's own grid, where each layer has another."""
    grids = header.get("grids")
    return {**header, "grid": grids[name]} if isinstance(grids, dict) and name in grids else header


def _tokens(analysis: Analysis, header: Header) -> list[str]:
    return _named(analysis.trace.layout.prefix_roles) + _patches(analysis, header)


def _queries(analysis: Analysis, header: Header) -> list[str]:
    """A layer's queries, which may lie on another grid than what they look at."""
    return _tokens(analysis, {**header, "grid": header.get("query_grid") or header.get("grid")})


def _other_tokens(analysis: Analysis, header: Header) -> list[str]:
    """Of the second side's model."""
    return _named(_texts(header["other_roles"])) + _patches(analysis, header)


def _named(roles: Sequence[str]) -> list[str]:
    return [
        role if roles.count(role) == 1 else f"{role} {roles[: at + 1].count(role)}"
        for at, role in enumerate(roles)
    ]


def _patches(analysis: Analysis, header: Header) -> list[str]:
    """Numbered and placed as the page does it, from 1; a table may be of another grid."""
    rows, cols = _ints(header.get("grid")) or analysis.trace.grid
    return [
        f"patch {row * cols + col + 1} (row {row + 1}, column {col + 1})"
        for row in range(rows)
        for col in range(cols)
    ]


def _compared(analysis: Analysis, header: Header) -> list[str]:
    """The maps of every method, as the rank correlations count them."""
    layers = _layers(analysis, header)
    more = {"relevance": "from {}", "gradcam": "at {}"}
    return [
        f"{method} {more[method].format(layer)}" if method in more else method
        for method in _texts(header["methods"])
        for layer in (layers if method in more else [""])
    ]


def _parts(counted: object) -> list[str]:
    rows = counted.get("parts") if isinstance(counted, dict) else None
    return [part["name"] for part in rows] if isinstance(rows, list) else []


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _sizes(_: Analysis, header: Header) -> list[str]:
    pairs = header["sizes"]
    return [f"{height} x {width} px" for height, width in pairs] if isinstance(pairs, list) else []


def _ints(value: object) -> list[int]:
    return [int(each) for each in _texts(value)]


def _layers(analysis: Analysis, header: Header) -> list[str]:
    known = _ints(header.get("layers")) or range(len(analysis.trace.layers))
    return [f"layer {index + 1}" for index in known]


def _depths(analysis: Analysis, header: Header) -> list[str]:
    return ["embedding", *(f"after {layer}" for layer in _layers(analysis, header))]


def _blocks(_: Analysis, header: Header) -> list[str]:
    return [f"after block {number}" for number in _ints(header["blocks"])]


def _heads(analysis: Analysis, _: Header) -> list[str]:
    most = max(layer.queries.shape[0] for layer in analysis.trace.layers)
    return [f"head {index + 1}" for index in range(most)]


def _fixed(*labels: str) -> Callable[[Analysis, Header], Sequence[str]]:
    return lambda _, __: labels


# What stands at each place of an axis; counted from 1 as on the page, in the array from 0.
_LABELS: Mapping[str, Callable[[Analysis, Header], Sequence[str]]] = {
    "tokens": _tokens,
    "queries": _queries,
    "other_tokens": _other_tokens,
    "patches": _patches,
    "other_patches": _patches,
    "classes": lambda analysis, _: analysis.vit.labels,
    "cnn_classes": lambda analysis, _: analysis.cnn.labels,
    "layers": _layers,
    "heads": _heads,
    "depths": _depths,
    "blocks": _blocks,
    "methods": lambda analysis, _: methods_of(analysis.trace),
    "cnn_methods": _fixed(OF_CNN),
    "maps": _compared,
    "other_maps": _compared,
    "games": _fixed("deletion", "insertion"),
    "scores": _fixed("probability", "logit"),
    "bounds": _fixed("lowest", "highest", "median"),
    "orders": _fixed(*(f"random order {seed}" for seed in range(SEEDS))),
    "arms": lambda _, header: _texts(header["arms"]),
    "shares": lambda _, header: [f"{float(each):.0%}" for each in _texts(header["shares"])],
    "seeds": lambda _, header: [f"seed {seed}" for seed in _ints(header["seeds"])],
    "ways": lambda _, header: _texts(header["ways"]),
    "sizes": _sizes,
    "two_labels": _fixed("shared label", "own likeliest label"),
    "states": _fixed("all on", "switched off"),
    "rgb": _fixed("red", "green", "blue"),
    "components": _fixed("component 1", "component 2", "component 3"),
    "facts": _fixed("swap", "unplaced", "unchanged", "moved"),
    "measures": _fixed(*MEASURED),
    "vit_parts": lambda _, header: _parts(header["vit"]),
    "cnn_parts": lambda _, header: _parts(header["cnn"]),
}
