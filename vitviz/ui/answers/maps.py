"""The maps that the page judges: five of the ViT, one of the CNN, each for one class.

They are those of the wall above, made by the same functions of the core.
"""

import numpy as np
from jaxtyping import Float
from torch import Tensor

from vitviz.core.gradcam import gradcam
from vitviz.core.gradients import gradients
from vitviz.core.maps import to_grid
from vitviz.core.models import Vit
from vitviz.core.relevance import class_attention, gradient_rollout_of, relevance_of
from vitviz.core.rollout import rollout
from vitviz.core.trace import Trace
from vitviz.ui import store
from vitviz.ui.choice import METHODS as ALL
from vitviz.ui.choice import Choice
from vitviz.ui.store import Look

METHODS, OF_CNN = ALL[:-1], ALL[-1]  # the ViT's five, and Grad-CAM of the CNN


def target_of(look: Look, choice: Choice) -> int:
    """The class to explain: the one asked for, else the ViT's likeliest."""
    asked = int(choice.target or -1)
    if 0 <= asked < len(look.trace.logits):
        return asked
    return look.ranked[0][0][0]


def start_of(trace: Trace, choice: Choice) -> int:
    """The first layer that generic relevance takes in; the last where there are not so many."""
    return min(choice.start, len(trace.layers) - 1)


def cam_of(trace: Trace, choice: Choice) -> int | None:
    """The layer of the ViT's Grad-CAM, None for the usual one."""
    return min(int(choice.cam), len(trace.layers) - 1) if choice.cam else None


def maps_of(
    vit: Vit, pixels: Tensor, target: int, choice: Choice
) -> Float[np.ndarray, "methods rows cols"]:
    """The maps of `METHODS` in their order, as the core counts them; the caller has the turn."""
    found = gradients(vit, pixels, target)
    trace = found.trace
    return np.stack(
        [
            class_attention(trace),
            to_grid(rollout(trace, "readout"), trace.grid, trace.prefix)[0],
            gradient_rollout_of(found),
            relevance_of(found, start_of(trace, choice)),
            gradcam(vit, pixels, target, cam_of(trace, choice)),
        ]
    )


def meaning_of(look: Look, target: int) -> tuple[int, ...]:
    """The CNN's classes that mean this one of the ViT's; none where they are no pair."""
    if len(look.trace.logits) != store.vocabulary().other:
        return ()
    meaning = store.vocabulary().meaning
    return tuple(index for index, place in enumerate(meaning) if place == target)
