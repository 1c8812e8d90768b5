"""What ViT vs CNN alters: the picture that the ViT sees, and what is to be done to it.

The picture is altered in the ViT's frame, and the CNN is handed the very same one: it does not see
its own crop of the photo here.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from vitviz.app.compute import analyses, photos
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.endpoints.maps import meaning_of, target_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.framing import surroundings
from vitviz.core.perturbation import importance
from vitviz.core.perturbation.pair import Pair
from vitviz.core.perturbation.perturbation import Perturbation, Subject, blocks
from vitviz.core.perturbation.picture import LEVELS, picture_of
from vitviz.core.perturbation.ranges import Targets
from vitviz.web.bundle import pack, unpack

MARGIN = 224  # pixels beside the picture, as many as a shift may have


@dataclass(frozen=True, eq=False)
class Ground:
    """The unaltered picture on levels, and the CNN's logits of it; the trace has the ViT's."""

    picture: Tensor
    cnn: Tensor


def pair_of(analysis: Analysis) -> Pair:
    """Both models. Raises ModelError("no_head")."""
    return Pair(analysis.vit, analysis.cnn)


def ground_of(analysis: Analysis) -> Ground:
    """Made once for a photo in a model at a size."""

    def make() -> bytes:
        pair, picture = pair_of(analysis), picture_of(analyses.pixels(analysis), analysis.vit)
        with inference_lock:
            logits = pair.of_cnn(picture)[0]
        return pack({}, {"picture": levels_of(picture), "cnn": logits.cpu().numpy()})

    _, arrays = unpack(analyses.blob(f"{analysis.key}/versus_ground", make))
    levels, logits = (torch.tensor(arrays[name]) for name in ("picture", "cnn"))
    picture = levels.permute(2, 0, 1)[None].float() / LEVELS
    return Ground(picture.to(analysis.vit.device), logits)


def levels_of(picture: Tensor) -> np.ndarray:
    """One picture as a screen takes it: uint8 (height, width, 3)."""
    return (picture[0] * LEVELS).round().byte().permute(1, 2, 0).cpu().numpy()


def subject_of(analysis: Analysis, state: ViewState, picture: Tensor) -> Subject:
    """The picture with what the state's perturbation needs besides."""
    maps, wide, patch = {}, None, analysis.vit.patch
    if state.alter == "drop" and state.first != "random":
        model = state.first.split("_")[0]
        maps[model] = _map(analysis, state, model, picture)
    if state.alter == "shift" and state.beyond == "photo":
        photo = photos.image_of(analysis.spec.photo)
        wide = surroundings(photo, analysis.vit, analysis.framing, MARGIN)
    return Subject(picture, patch, maps, wide, MARGIN, analysis.framing.cells)


def _map(analysis: Analysis, state: ViewState, model: str, picture: Tensor) -> np.ndarray:
    """How important each patch is to the model, made once for a class."""
    targets = targets_of(analysis, state)
    ground, pair = ground_of(analysis), pair_of(analysis)
    of_cnn = targets.cnn or (int(ground.cnn.argmax()),)

    def make() -> bytes:
        with inference_lock.with_gradients():
            found = (
                importance.of_vit(pair, picture, *targets.vit)
                if model == "vit"
                else importance.of_cnn(pair, picture, of_cnn)
            )
        return pack({}, {"map": found.astype(np.float32)})

    name = f"{analysis.key}/versus_map/{model}/{targets.vit}"
    return unpack(analyses.blob(name, make))[1]["map"]


def targets_of(analysis: Analysis, state: ViewState) -> Targets:
    """The label that both are asked for: the state's class, else the ViT's likeliest."""
    target = target_of(analysis, state)
    return Targets((target,), meaning_of(analysis, target))


def block_of(analysis: Analysis, state: ViewState) -> int:
    """The block nearest to the state's among those that divide the picture."""
    sides = blocks(analysis.trace.size, analysis.vit.patch)
    return min(sides, key=lambda side: abs(side - state.block))


def perturbation_of(analysis: Analysis, state: ViewState) -> Perturbation:
    """What the state does to the picture."""
    amounts: dict[str, float] = {
        "shift": 0,
        "shuffle": block_of(analysis, state),
        "drop": state.share,
        "occlude": state.side,
        "blur": state.sigma,
        "noise": state.noise,
        "grey": state.grey,
        "rotate": state.angle,
        "edges": state.edges,
    }
    return Perturbation(
        state.alter,
        amounts[state.alter],
        right=state.right,
        down=state.down,
        beyond=state.beyond,
        first=state.first,
        fill=state.fill,
        centre=(state.cx / 100, state.cy / 100),
        seed=state.seed,
    )
