"""What holds of a model by name: whether it opens, and how exact what is shown of it is.

A model is made with random weights. Of a Vit every layer's attention and its gradient are held
against the model's own unfused pass, at its own size and, where it takes others, at a second one;
of a Cnn the grid of Grad-CAM against that of its features. Whatever happens is one `Found`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

from vitviz.core.attention.capture import capture
from vitviz.core.attention.invariants import check
from vitviz.core.attention.rollout import rollout
from vitviz.core.attention.trace import attention
from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.attribution.gradients import gradients, head_gradients
from vitviz.core.attribution.relevance import relevance_of
from vitviz.core.coverage.unfused import unfused
from vitviz.core.models.architecture import Size
from vitviz.core.models.architecture import family as family_of
from vitviz.core.models.load import Cnn, Vit, load
from vitviz.core.models.probing import noise
from vitviz.errors import VitvizError

_OURS = ("bad_name", "unknown_model", "bad_arguments")  # the list's fault: nothing was examined
_SECOND = (6, 4)  # rows, columns
_CLASS = 1
_STEP = 64  # pixels: every stride of a CNN in timm divides it
# float32 on both sides, through all layers; a wrong scale, bias, head or path gives 1e-2 and more.
LIMITS = {
    "rows": 1e-5,
    "outputs": 1e-4,
    "captured": 0.0,
    "attention": 1e-4,
    "gradients": 5e-3,
    "rollout": 1e-4,
    "relevance": 0.0,
    "grid": 0.0,
}


@dataclass(frozen=True)
class Found:
    """What was found of one name.

    `kind` is "vit" or "cnn" for what opens, "refused" where the program says why not, and "failed"
    for an error that nobody foresaw; `reason` is the refusal's or the error's. `worst` are the
    largest differences over all sizes by the names of `LIMITS`. `whole` is False where some
    attention is not seen, so that rollout and relevance are refused.
    """

    name: str
    family: str
    kind: Literal["vit", "cnn", "refused", "failed"]
    reason: str = ""
    sizes: tuple[Size, ...] = ()
    worst: Mapping[str, float] | None = None
    whole: bool = True

    @property
    def holds(self) -> bool:
        """Whether it opens exactly, or is refused by a reason of its own."""
        if self.kind == "refused":
            return self.reason not in _OURS
        within = all(value <= LIMITS[name] for name, value in (self.worst or {}).items())
        return self.kind != "failed" and within


def examine(name: str, arguments: Mapping[str, Any] | None = None) -> Found:
    """Load timm's model of this name with random weights and measure it, on the CPU."""
    family = ""
    try:
        model = load(name, weights="random", device="cpu", arguments=arguments)
        family = family_of(model.module)
        return _of_vit(model, name) if isinstance(model, Vit) else _of_cnn(model, name, family)
    except VitvizError as error:
        return Found(name, str(error.facts.get("family", family)), "refused", error.reason)
    except Exception as error:  # noqa: BLE001 - the one place that is to find what nobody foresaw
        return Found(name, family, "failed", f"{type(error).__name__}: {error}")


def _of_vit(vit: Vit, name: str) -> Found:
    _sharpen(vit)
    sizes = [vit.size]
    if vit.dynamic:
        sizes.append((_SECOND[0] * vit.patch[0], _SECOND[1] * vit.patch[1]))
    every = [_measured(vit, size) for size in sizes]
    worst = {key: _largest(one[key] for one in every) for key in every[0]}
    return Found(name, vit.family, "vit", "", tuple(sizes), worst, not vit.unseen)


def _measured(vit: Vit, size: Size) -> dict[str, float]:
    pixels = noise(size)
    target = _CLASS if vit.has_head else None
    trace, held = capture(vit, pixels), check(vit, pixels).worst
    known = unfused(vit, pixels, target, torch.float32)
    found = {name: held[name] for name in ("rows", "outputs", "captured")}
    pairs = zip(trace.layers, known.maps, strict=True)
    found["attention"] = _largest(_apart(attention(layer), theirs) for layer, theirs in pairs)
    if not vit.unseen:
        row = rollout(trace, "pooling")
        found["rollout"] = abs(float(row.sum()) - 1)
    if target is not None:
        slopes = gradients(vit, pixels, target)
        found["gradients"] = _largest(
            _relative(torch.stack([one.clone() for one in head_gradients(slopes, layer)]), theirs)
            for layer, theirs in zip(slopes.trace.layers, known.slopes, strict=True)
        )
        if not vit.unseen:
            found["relevance"] = _strange(relevance_of(slopes))
    return found


def _of_cnn(cnn: Cnn, name: str, family: str) -> Found:
    # What no stride leaves a rest of: else a picture twice as wide has not twice the columns.
    high, wide = (max(_STEP, side - side % _STEP) for side in cnn.size)
    sizes = [(high, wide), (high, 2 * wide)]
    if not cnn.has_head:
        return Found(name, family, "cnn", "", ((high, wide),))
    maps = [gradcam(cnn, noise(size), _CLASS) for size in sizes]
    other = float(maps[0].shape[0] != maps[1].shape[0] or 2 * maps[0].shape[1] != maps[1].shape[1])
    worst = {"grid": other, "relevance": _largest(map(_strange, maps))}
    return Found(name, family, "cnn", "", tuple(sizes), worst)


@torch.no_grad()
def _sharpen(vit: Vit) -> None:
    # Fresh weights attend almost evenly to all, and classifiers and LayerScales begin at nothing:
    # either would hide a wrong scale, head or layer.
    generator = torch.Generator().manual_seed(1)
    for name, weight in vit.module.named_parameters():
        asks = {"qkv", "qk", "q", "k", "q_proj", "k_proj"} & set(name.split("."))
        if weight.ndim == 2 and (asks or not weight.any()):
            spread = (3 if asks else 1) * weight.shape[1] ** -0.5
            weight.copy_(torch.randn(weight.shape, generator=generator) * spread)
        elif weight.ndim == 1 and ("gamma" in name or ".ls" in name):
            weight.fill_(1)


def _largest(numbers: Iterable[float]) -> float:
    return float(np.max(list(numbers)))  # NaN is the worst of all, where max() may pass it over


def _apart(found: Tensor, known: Tensor) -> float:
    return float((found - known).abs().max())


def _relative(found: Tensor, known: Tensor) -> float:
    # NaN where there is nothing to compare: a check that cannot fail is none.
    return float((found - known).abs().max() / known.abs().max())


def _strange(found: np.ndarray) -> float:
    """1 for a map that is not finite or not of one number a place, else 0."""
    return float(found.ndim != 2 or not np.isfinite(found).all())
