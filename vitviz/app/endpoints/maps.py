"""What the page Explain is about: classes, layers, what is off, and the maps that it judges.

These maps are those of its wall, made by the same functions of the core.
"""

from typing import Literal

import numpy as np
from jaxtyping import Float
from torch import Tensor

from vitviz.app.compute.analyses import Analysis
from vitviz.app.state.view_state import METHODS as ALL
from vitviz.app.state.view_state import Method, ViewState
from vitviz.core.attention.maps import to_grid
from vitviz.core.attention.rollout import rollout, undefined_rollout, undefined_through
from vitviz.core.attention.trace import Trace
from vitviz.core.attribution.gradcam import gradcam, gradcam_of_each, in_last_stage
from vitviz.core.attribution.gradients import gradients
from vitviz.core.attribution.relevance import class_attention, gradient_rollout_of, relevance_of
from vitviz.core.evaluation.ablation import Off
from vitviz.core.evaluation.random_baseline import SEEDS
from vitviz.core.models.classes import label_of, require_head
from vitviz.core.models.load import Cnn, Vit
from vitviz.core.perturbation.importance import spread

TIES = SEEDS  # the seed of the order of patches of equal value: none of the random orders'
METHODS, OF_CNN = ALL[:-1], ALL[-1]  # the ViT's five, and Grad-CAM of the CNN
THROUGH: tuple[Method, ...] = ("rollout", "gradient_rollout", "relevance")  # all layers


def methods_of(trace: Trace) -> tuple[Method, ...]:
    """Those of `METHODS` that this trace's model has.

    On several grids nothing is multiplied, and weights that may be negative have no rollout.
    """
    lacking = THROUGH if undefined_through(trace) else ()
    if not lacking and undefined_rollout(trace):
        lacking = ("rollout",)
    return tuple(method for method in METHODS if method not in lacking)


def target_of(analysis: Analysis, state: ViewState) -> int:
    """The class to explain: the one asked for, else the ViT's likeliest.

    Raises ModelError("no_head") for a model without classes.
    """
    require_head(analysis.vit)
    asked = int(state.target or -1)
    if 0 <= asked < len(analysis.trace.logits):
        return asked
    return analysis.ranked[0][0][0]


def against_of(analysis: Analysis, state: ViewState) -> int | None:
    """The class to contrast with, if another than the explained one is asked for."""
    asked = int(state.against or -1)
    known = 0 <= asked < len(analysis.trace.logits)
    return asked if known and asked != target_of(analysis, state) else None


def name_of(model: Vit | Cnn, index: int, language: Literal["en", "zh"] = "en") -> str:
    """The label of a class, or its number where the model has no labels."""
    return label_of(model, index, language) if model.labels else str(index)


def start_of(trace: Trace, state: ViewState) -> int:
    """The first layer that generic relevance takes in; the last where there are not so many."""
    return min(state.start, len(trace.layers) - 1)


def cam_of(trace: Trace, state: ViewState) -> int | None:
    """The layer of the ViT's Grad-CAM, None for the usual one."""
    return min(int(state.cam), len(trace.layers) - 1) if state.cam else None


def off_of(text: str, vit: Vit) -> Off:
    """What "11.3-10.all" switches off; what the model does not have is left out."""
    pairs = [part.split(".") for part in text.split("-") if part]
    there = [(int(layer), head) for layer, head in pairs if int(layer) < len(vit.calls)]
    return Off(
        heads=frozenset(
            (layer, int(head))
            for layer, head in there
            if head != "all" and int(head) < vit.calls[layer].heads
        ),
        layers=frozenset(layer for layer, head in there if head == "all"),
    )


def maps_of(
    vit: Vit, pixels: Tensor, target: int, state: ViewState
) -> Float[np.ndarray, "methods rows cols"]:
    """The maps of `methods_of` in their order, as the core counts them; on one grid all.

    The caller holds the inference lock `with_gradients`.
    """
    found = gradients(vit, pixels, target)
    trace, cam = found.trace, cam_of(found.trace, state)
    if undefined_through(trace):
        single = in_last_stage(gradcam_of_each(vit, pixels, target), vit, cam)
        return np.stack([spread(class_attention(trace), single.shape), single])
    rolled = []
    if not undefined_rollout(trace):
        rolled = [to_grid(rollout(trace, "pooling"), trace.grid, trace.prefix)[0]]
    return np.stack(
        [
            class_attention(trace),
            *rolled,
            gradient_rollout_of(found),
            relevance_of(found, start_of(trace, state)),
            gradcam(vit, pixels, target, cam),
        ]
    )


def meaning_of(analysis: Analysis, target: int) -> tuple[int, ...]:
    """The CNN's classes that mean this one of the ViT's; none where they do not share it."""
    known = analysis.shared
    return known.cnn_classes(target) if known else ()
