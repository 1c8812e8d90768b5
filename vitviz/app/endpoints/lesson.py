"""What the Lesson asks: of one step, what this photo showed, in the numbers of the other pages.

Wherever another page has the number, it is read from that page's own answer, so that a step says
nothing that its view does not show.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints import explain, explore, inside, positions
from vitviz.app.endpoints import lesson_altered as altered
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint, one_of
from vitviz.app.endpoints.maps import name_of
from vitviz.app.state.lesson import LESSON
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.maps import density
from vitviz.core.attention.mutual import strongest
from vitviz.core.attribution.rank_correlation import spearman
from vitviz.core.attribution.relevance import class_attention
from vitviz.core.comparison.counting import first_convolution
from vitviz.core.data_hunger import data_hunger
from vitviz.core.internals.patch_embedding import embedding_of
from vitviz.core.models.classes import require_head, require_whole_grid
from vitviz.core.models.numbers import numbers_of
from vitviz.errors import ModelError
from vitviz.web.bundle import pack, unpack

Facts = dict[str, object]
Arrays = Mapping[str, np.ndarray]
_FAR = 4  # patches apart: not among the neighbours
_ALIKE = 0.05  # of a cosine, of an accuracy's share of the other: no difference to speak of
_PAGES = explore.ENDPOINTS | inside.ENDPOINTS | positions.ENDPOINTS | explain.ENDPOINTS
STEPS = tuple(step.name for step in LESSON if step.asks)


def head_of(analysis: Analysis) -> tuple[int, int]:
    """The layer and head, from 0, that the step about attention is about.

    Those that the model's card opens with, else the first head of the last layer in which patches
    ask.
    """
    layers, opens = analysis.trace.layers, analysis.vit.card.get("opens_at", {})
    asking = [at for at, layer in enumerate(layers) if layer.kind == "self"]
    layer = opens.get("layer", asking[-1])
    head = opens.get("head", "mean")
    return layer, 0 if head == "mean" else int(head)


def _photo(analysis: Analysis, _: ViewState) -> Facts:
    require_head(analysis.vit)
    ((index, share), *_rest) = analysis.ranked[0]
    return {"right": str(index), "label": _named(analysis, index), "share": share}


def _patches(analysis: Analysis, _: ViewState) -> Facts:
    (rows, cols), (height, width) = analysis.trace.grid, analysis.vit.patch
    prefix = analysis.trace.prefix
    return {
        **{"right": str(rows * cols), "rows": rows, "cols": cols, "patches": rows * cols},
        **{"height": analysis.trace.size[0], "width": analysis.trace.size[1]},
        **{"patch_height": height, "patch_width": width},
        **{"prefix": prefix, "tokens": rows * cols + prefix},
    }


def _embedding(analysis: Analysis, _: ViewState) -> Facts:
    made = embedding_of(analysis.vit)
    height, width = made.patch
    return {
        **{"right": str(made.numbers), "numbers": made.numbers, "dim": len(made.filters)},
        **{"patch_height": height, "patch_width": width},
        "weights": made.filters.numel(),
    }


def _positions(analysis: Analysis, _: ViewState) -> Facts:
    """Mean cosine to the four neighbours, to what is far in the same row or column, to the rest."""
    header, arrays = _answer(analysis, "position_table")
    if "cosine" not in arrays:
        raise ModelError("no_position_table", name=analysis.vit.name)
    rows, cols = np.divmod(np.arange(arrays["cosine"].shape[0]), header["grid"][1])
    down, across = (np.abs(one[:, None] - one) for one in (rows, cols))
    cosine = arrays["cosine"].astype(np.float64)
    line = ((down == 0) | (across == 0)) & (down + across >= _FAR)
    means = {
        "near": cosine[down + across == 1].mean(),
        "line": cosine[line].mean() if line.any() else np.nan,
        "none": cosine[(down >= _FAR) & (across >= _FAR)].mean(),
    }
    most = max(("near", "line"), key=lambda name: np.nan_to_num(means[name], nan=-1))
    right = most if means[most] > means["none"] + _ALIKE else "none"
    near, line, far = (float(means[name]) for name in ("near", "line", "none"))
    return {"right": right, "near": near, "line": line, "far": far, **_sizes(analysis)}


def _order(analysis: Analysis, state: ViewState) -> Facts:
    """What shuffled position embeddings leave of the likeliest label."""
    require_head(analysis.vit)
    header, _ = _answer(analysis, "position_change", change="shuffle", seed=state.seed)
    before, after = header["vit"]["before"][0], header["vit"]["after"][0]
    kept = after["class"] == before["class"]
    right = "lost" if not kept else "stays" if before["after"] >= before["before"] / 2 else "less"
    return {
        **{
            "right": right,
            "label": altered.label_of(before),
            "after_label": altered.label_of(after),
        },
        **{"before_share": before["before"], "after_share": before["after"]},
        "other_share": after["after"],
        **_sizes(analysis),
    }


def _attention(analysis: Analysis, _: ViewState) -> Facts:
    layer, head = head_of(analysis)
    found = strongest(analysis.trace, layer, head)
    right = "same" if found.ratio > 0.8 else "less" if found.ratio > 0.1 else "little"
    return {
        **{"right": right, "query": found.query, "key": found.key},
        **{"there_share": found.there, "back_share": found.back},
        **{"layer": layer + 1, "head": head + 1},
        "numbers": analysis.trace.layers[layer].keys.shape[2],
    }


def _heads(analysis: Analysis, _: ViewState) -> Facts:
    """How far the heads of the first layer look, beside evenly spread attention and a filter."""
    header, arrays = _answer(analysis, "measures")
    first = arrays["reach"][0][~np.isnan(arrays["reach"][0])]
    even = header["uniform_reach"]
    near, far = first < even / 2, first >= even / 2
    right = "near" if near.all() else "far" if far.all() else "both"
    return {
        **{"right": right, "least_px": float(first.min()), "most_px": float(first.max())},
        **{
            "even_px": even,
            "width": header["width"],
            "heads": len(first),
            "close": int(near.sum()),
            "patches": _sizes(analysis)["patches"],
            "filter_px": max(first_convolution(analysis.cnn).kernel_size),
        },
    }


def _class_token(analysis: Analysis, _: ViewState) -> tuple[Facts, Arrays]:
    """The whole map travels: the browser ranks the patch that was pointed at."""
    found = class_attention(analysis.trace)
    facts: Facts = {
        **{"right": str(int(found.argmax())), "most_share": float(found.max())},
        **{"even_share": 1 / found.size, "layer": len(analysis.trace.layers)},
        **_sizes(analysis),
    }
    return facts, {"map": found.astype(np.float32)}


def _residual(analysis: Analysis, _: ViewState) -> Facts:
    """How much each adds to what the head reads, in the mean of all layers."""
    _header, arrays = _answer(analysis, "depth")
    roles = analysis.trace.layout.prefix_roles
    read = [roles.index("class")] if "class" in roles else slice(len(roles), None)
    attention, mlp = (float(arrays[name][:, read].mean()) for name in ("attention", "mlp"))
    alike = abs(attention - mlp) < 0.1 * max(attention, mlp)
    right = "alike" if alike else "mlp" if mlp > attention else "attention"
    layers = arrays["mlp"].shape[0]
    shares = {"attention_share": attention, "mlp_share": mlp}
    return {"right": right, **shares, "layers": layers, "width": _sizes(analysis)["width"]}


def _label(analysis: Analysis, _: ViewState) -> Facts:
    """From which layer on the label stays the likeliest one."""
    _header, arrays = _answer(analysis, "lens")
    shares = arrays["probabilities"]
    label, layers = int(shares[-1].argmax()), len(shares) - 1
    others = np.flatnonzero(shares.argmax(axis=1) != label)
    since = int(others[-1]) + 1 if len(others) else 0
    third = ("early", "middle", "late")[min(2, max(0, since - 1) * 3 // layers)]
    return {
        **{"right": third, "since": since, "layers": layers, "label": _named(analysis, label)},
        **{"share": float(shares[-1, label]), "since_share": float(shares[since, label])},
        "width": numbers_of(analysis.vit).width,
        "classes": shares.shape[1],
    }


def _explanation(analysis: Analysis, state: ViewState) -> Facts:
    """How far attention and generic relevance agree on the order of the patches."""
    header, arrays = _answer(analysis, "explain", target=state.target)
    alike = spearman(density(arrays["attention"])[0], density(arrays["relevance"])[0])
    right = "yes" if alike > 0.7 else "partly" if alike > 0.3 else "no"
    label = _named(analysis, header["target"])
    return {"right": right, "rank": alike, "label": label, "tokens": _sizes(analysis)["tokens"]}


def _cost(analysis: Analysis, _: ViewState) -> Facts:
    """How many attention weights there are, and with twice the side."""
    patches = analysis.trace.grid[0] * analysis.trace.grid[1]
    tokens, larger = (count + analysis.trace.prefix for count in (patches, 4 * patches))
    ratio = (larger / tokens) ** 2
    nearest = min((2, 4, 16), key=lambda times: abs(np.log(times / ratio)))
    return {
        **{"right": str(nearest), "tokens": tokens, "larger": larger, "ratio": ratio},
        **{"weights": tokens**2, "larger_weights": larger**2},
    }


def _data(analysis: Analysis, _: ViewState) -> Facts:
    """Trained from scratch on the smallest share of the photos, and on all."""
    found = data_hunger()
    ends = np.nanmean(found.accuracy[:, [0, -1]], axis=2)  # over the seeds that have ended
    cnn, vit = (ends[found.arms.index(arm)] for arm in ("cnn", "vit"))
    apart = abs(cnn[0] - vit[0]) / max(cnn[0], vit[0])
    right = "alike" if apart < _ALIKE else "cnn" if cnn[0] > vit[0] else "vit"
    return {
        **{"right": right, "least_share": found.shares[0], "photos": found.photos[0]},
        **{"cnn_share": float(cnn[0]), "vit_share": float(vit[0])},
        **{"cnn_all_share": float(cnn[-1]), "vit_all_share": float(vit[-1])},
        "all_photos": found.photos[-1],
    }


def _sizes(analysis: Analysis) -> dict[str, int]:
    """What formulas count: patches, tokens, numbers of a token."""
    layout = analysis.trace.layout
    width = numbers_of(analysis.vit).width
    return {"patches": layout.patches, "tokens": layout.tokens, "width": width}


def _answer(
    analysis: Analysis, name: str, **fields: object
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Another page's own answer for this analysis, from the cache where it is there."""
    state = ViewState().with_(fields)
    return unpack(_PAGES[name].get(analysis.key, name, state))


def _named(analysis: Analysis, index: int) -> dict[str, str]:
    return {"en": name_of(analysis.vit, index), "zh": name_of(analysis.vit, index, "zh")}


FINDINGS: Mapping[str, Callable[[Analysis, ViewState], Facts | tuple[Facts, Arrays]]] = {
    **{"photo": _photo, "patches": _patches, "embedding": _embedding, "positions": _positions},
    **{"order": _order, "attention": _attention, "heads": _heads, "class_token": _class_token},
    **{"residual": _residual, "label": _label, "explanation": _explanation},
    **{"shuffle": altered.shuffle, "shift": altered.shift, "cost": _cost, "data": _data},
}


def finding(analysis: Analysis, step: str, state: ViewState | None = None) -> Facts:
    """The facts of a step's answer, from the cache where they are there. Raises VitvizError."""
    asked = of_step(step, state or ViewState())
    return unpack(ENDPOINTS["lesson"].get(analysis.key, "lesson", asked, step=step))[0]


def of_step(step: str, state: ViewState) -> ViewState:
    """The state with what the step's finding depends on, all else at its default.

    So what was found once is found again whatever another page's settings are.
    """
    return ViewState().with_(state.some(*DEPENDS.get(step, ())))


def _finding(analysis: Analysis, state: ViewState, step: str) -> bytes:
    require_whole_grid(analysis.vit)
    found = FINDINGS[step](analysis, state)
    facts, arrays = found if isinstance(found, tuple) else (found, {})
    return pack(facts, arrays)


# What the finding of a step depends on besides the photo: the settings of its view.
DEPENDS: Mapping[str, tuple[str, ...]] = {
    "order": ("seed",),
    "explanation": ("target",),
    "shuffle": ("alter", "block", "seed"),
    "shift": ("alter", "right", "down", "beyond"),
}
_FIELDS = tuple(sorted({name for fields in DEPENDS.values() for name in fields}))
_MAP = Array(("rows", "cols"), "attention weight of what the head reads, last layer")
ENDPOINTS = {
    "lesson": Endpoint(_FIELDS, _finding, own={"step": one_of(*STEPS)}, arrays={"map": _MAP})
}
