"""The Python of the wall of methods: all maps, the large one, and the table of correlations."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.maps import (
    OF_CNN,
    against_of,
    cam_of,
    meaning_of,
    methods_of,
    start_of,
    target_of,
)
from vitviz.app.endpoints.snippets.lines import MEANS, SHARED, cnn_on_photo, lines
from vitviz.app.endpoints.snippets.maps import OF_CLASS
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.trace import Trace


def explain(analysis: Analysis, state: ViewState) -> str:
    """The maps of one class, or of two and their differences."""
    target, against = target_of(analysis, state), against_of(analysis, state)
    known, whole = bool(meaning_of(analysis, target)), "relevance" in methods_of(analysis.trace)
    return lines(
        analysis,
        *((*cnn_on_photo(analysis), SHARED) if known else ()),
        "",
        "import numpy as np",
        "from vitviz.core.attribution.gradcam import gradcam_of_each, onto",
        *(OF_CLASS if whole else _OF_STAGE),
        "from vitviz.core.attribution.rank_correlation import agreements",
        *(("from vitviz.core.attribution.relevance import relevance_of_each",) if whole else ()),
        "",
        *(_each(analysis.trace) if whole else _EACH_OF_STAGE),
        *(_OF_CNN if known else ()),
        "    return maps",
        "",
        *_classes(target, against),
        "",
        *((() if whole else _FRAMED) if known else ()),
        *(_AT_PATCHES if known else ("seen = compared",)),
        'arrays["agreement"] = agreements([one for each in seen.values() for one in each])',
        _large(analysis, state, contrasted=against is not None),
    )


def _classes(target: int, against: int | None) -> tuple[str, ...]:
    if against is None:
        return (f"maps = compared = maps_of({target})", "arrays = dict(maps)")
    return (
        f"maps, others = maps_of({target}), maps_of({against})",
        *_DIFFERENCE,
        "compared = {name: difference(maps[name], others[name]) for name in maps}",
        'arrays = maps | {f"against_{name}": each for name, each in others.items()}',
    )


def _large(analysis: Analysis, state: ViewState, *, contrasted: bool) -> str:
    """The map that is shown large."""
    trace, cam = analysis.trace, cam_of(analysis.trace, state)
    method = state.method if state.method in (*methods_of(trace), OF_CNN) else "gradcam"
    layers = {"relevance": f"{start_of(trace, state)}", "gradcam": f"{-1 if cam is None else cam}"}
    one = f'compared["{method}"][{layers.get(method, "0")}]'
    if method == "gradcam" and "relevance" not in methods_of(trace):
        one = f'in_last_stage(compared["gradcam"], vit, {cam})'
    return f"large = {one if contrasted else f'density({one})'}"


def _each(trace: Trace) -> tuple[str, ...]:
    """The maker of all methods' maps; without the lines of a rollout where there is none."""
    there = "rollout" in methods_of(trace)
    return tuple(line for line in _EACH if there or line not in _ROLLED)


_ROLLED = (
    '    row = vitviz.rollout(found.trace, "pooling")',
    '        "rollout": to_grid(row, found.trace.grid, found.trace.prefix),',
)
_EACH = (
    "def maps_of(target):",
    "    found = gradients(vit, pixels, target)  # one pass forward, one back",
    _ROLLED[0],
    "    maps = {",
    '        "attention": class_attention(found.trace)[None],',
    _ROLLED[1],
    '        "gradient_rollout": gradient_rollout_of(found)[None],',
    '        "relevance": relevance_of_each(found),  # from each layer on',
    '        "gradcam": gradcam_of_each(vit, pixels, target),  # at each layer',
    "    }",
)
_OF_STAGE = (
    "from dataclasses import replace",
    "from vitviz.core.attention.maps import density",
    "from vitviz.core.attribution.gradcam import in_last_stage",
    "from vitviz.core.attribution.relevance import class_attention",
)
_EACH_OF_STAGE = (
    "trace = vitviz.capture(vit, pixels)",
    "",
    "def maps_of(target):",
    "    cams = gradcam_of_each(vit, pixels, target)  # at each layer of the last stage",
    '    maps = {"attention": class_attention(trace)[None], "gradcam": cams}',
)
_FRAMED = ('framing = replace(framing, cells=compared["gradcam"].shape[1:])  # the last stage\'s',)
_OF_CNN = (
    f"    {MEANS}",
    '    maps["gradcam_cnn"] = vitviz.gradcam(cnn, cnn_pixels, means)[None]',
)
_DIFFERENCE = (
    "def difference(one, other):  # of densities; NaN where either class has no signal",
    "    both = one.any((1, 2), keepdims=True) & other.any((1, 2), keepdims=True)",
    "    return np.where(both, density(one) - density(other), np.nan)",
    "",
)
_AT_PATCHES = (
    'at_patches = onto(compared["gradcam_cnn"][0], cnn_framing, framing)',
    'seen = compared | {"gradcam_cnn": at_patches[None]}',
)
