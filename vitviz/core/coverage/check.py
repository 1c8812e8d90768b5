"""What holds of a model by name: whether it opens, and how exact what is shown of it is.

A model is made with random weights. Of a Vit every layer's attention and its gradient are held
against the model's own unfused pass, at its own size and, where it takes others or can be built
for another, at a second one;
of a Cnn the grid of Grad-CAM against that of its features. Whatever happens is one `Found`.
"""

import math
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn

from vitviz.core.attention.capture import capture
from vitviz.core.attention.invariants import check
from vitviz.core.attention.rollout import rollout, undefined_rollout, undefined_through
from vitviz.core.attention.trace import Layer, Trace, attention, attention_inside
from vitviz.core.attention.windows import Windows, rows_of
from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.attribution.gradients import Gradients, gradients, head_gradients
from vitviz.core.attribution.relevance import relevance_of
from vitviz.core.coverage.unfused import Unfused, unfused
from vitviz.core.models.architecture import Size, strides_of
from vitviz.core.models.architecture import family as family_of
from vitviz.core.models.call_spec import is_signed
from vitviz.core.models.load import Cnn, Vit, load
from vitviz.core.models.probing import noise
from vitviz.errors import ModelError, VitvizError

_OURS = ("bad_name", "unknown_model", "bad_arguments")  # the list's fault: nothing was examined
_SECOND = (6, 4)  # rows, columns
_CLASS = 1
_ROWS = 200  # that are compared of a layer with windows, besides the windows themselves
_DEEP = 4  # calls; noise grows from layer to layer with sharp attention
_STEP = 64  # pixels: of most CNNs the strides divide it
# float32 on both sides, through all layers; a wrong scale, bias, head or path gives 1e-2 and more.
LIMITS = {
    "rows": 1e-5,
    "outputs": 1e-4,
    "captured": 0.0,
    "attention": 2e-4,
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
    largest differences over all sizes by the names of `LIMITS`. `undefined` is the reason why
    rollout is refused (CaptureError's), and relevance with it but for signed maps; empty where not.
    """

    name: str
    family: str
    kind: Literal["vit", "cnn", "refused", "failed"]
    reason: str = ""
    sizes: tuple[Size, ...] = ()
    worst: Mapping[str, float] | None = None
    undefined: str = ""

    @property
    def holds(self) -> bool:
        """Whether it opens exactly, or is refused by a reason of its own."""
        if self.kind == "refused":
            return self.reason not in _OURS
        within = all(value <= LIMITS[name] for name, value in (self.worst or {}).items())
        return self.kind != "failed" and within


def examine(name: str, arguments: Mapping[str, Any] | None = None) -> Found:
    """Load timm's model of this name with random weights and measure it, on the CPU.

    Refused is what does not load; an error of what did load is a failure.
    """
    family = ""
    try:
        model = load(name, weights="random", device="cpu", arguments=arguments)
        family = family_of(model.module)
        if isinstance(model, Vit):
            return _of_vit(model, name, arguments)
        return _of_cnn(model, name, family)
    except Exception as error:  # noqa: BLE001 - the one place that is to find what nobody foresaw
        # Our own mistake is no reason to refuse a model.
        if isinstance(error, VitvizError) and not family and error.reason != "broken_invariant":
            return Found(name, str(error.facts.get("family", "")), "refused", error.reason)
        return Found(name, family, "failed", f"{type(error).__name__}: {error}")


def _of_vit(vit: Vit, name: str, arguments: Mapping[str, Any] | None) -> Found:
    _prepared(vit)
    undefined = _undefined(vit)
    sizes, every = [vit.size], [_measured(vit, vit.size)]
    if vit.dynamic:
        sizes.append((_SECOND[0] * vit.patch[0], _SECOND[1] * vit.patch[1]))
        every.append(_measured(vit, sizes[1]))
    elif vit.calls[0].grid is not None:
        other = _of_another_size(vit, name, arguments or {})
        if other is not None:
            sizes.append(other.size)
            every.append(_measured(_prepared(other), other.size))
    worst = {key: _largest(one[key] for one in every) for key in every[0]}
    known = tuple(dict.fromkeys(sizes))  # some cut other windows of the same picture
    family = f"{vit.family}, differential" if is_signed(vit.calls) else vit.family
    return Found(name, family, "vit", "", known, worst, undefined)


def _of_another_size(vit: Vit, name: str, arguments: Mapping[str, Any]) -> Vit | None:
    # Windows are cut when the model is built. Twice as wide tells rows from columns, but some
    # have square pictures alone, or of one size.
    high, wide = vit.size
    for size in ((high, 2 * wide), (high // 2, wide // 2)):
        with suppress(ModelError):
            return _built_for(name, arguments, size)
    return None


def _built_for(name: str, arguments: Mapping[str, Any], size: Size) -> Vit:
    sized = {**arguments, "img_size": size}
    model = load(name, weights="random", device="cpu", arguments=sized)
    if not isinstance(model, Vit):
        raise ModelError("not_a_vit", name=name)
    return model


def _undefined(vit: Vit) -> str:
    error = undefined_rollout(capture(vit, noise(vit.size)))
    return "" if error is None else error.reason


def _measured(vit: Vit, size: Size) -> dict[str, float]:
    pixels = noise(size)
    target = _CLASS if vit.has_head else None
    trace, held = capture(vit, pixels), check(vit, pixels).worst
    found = {name: held[name] for name in ("rows", "outputs", "captured")}
    whole = undefined_through(trace) is None
    if undefined_rollout(trace) is None:
        row = rollout(trace, "pooling")
        found["rollout"] = abs(float(row.sum()) - 1)
    slopes = None if target is None else gradients(vit, pixels, target)
    apart = partial(_apart_from, trace, slopes)
    found |= apart(unfused(vit, pixels, target, torch.float32))
    if not all(found[name] <= LIMITS[name] for name in found):
        # Rounding grows with sharp scores, and of two queries that are the same but for it a
        # maximum over them (Hiera's) may take one in this pass and the other in that.
        exact = apart(unfused(vit, pixels, target, torch.float64))
        found |= {name: min(found[name], exact[name]) for name in exact}
    if slopes is not None and whole:
        found["relevance"] = _strange(relevance_of(slopes))
    return found


def _attention_apart(layer: Layer, theirs: Tensor) -> float:
    if layer.windows is None:
        return _apart(attention(layer), theirs)
    asked = _some(layer.windows)
    rows = _apart(attention(layer, asked.tolist()), _on_grid(layer.windows, theirs, asked))
    return max(rows, _apart(attention_inside(layer), theirs))


def _apart_from(trace: Trace, slopes: Gradients | None, known: Unfused) -> dict[str, float]:
    pairs = zip(trace.layers, known.maps, strict=True)
    found = {"attention": _largest(_attention_apart(layer, map.float()) for layer, map in pairs)}
    if slopes is not None:
        layers = zip(slopes.trace.layers, known.slopes, strict=True)
        each = (_gradients_apart(slopes, layer, theirs.float()) for layer, theirs in layers)
        found["gradients"] = _largest(each)
    return found


def _gradients_apart(found: Gradients, layer: Layer, theirs: Tensor) -> float:
    windows = layer.windows
    asked = None if windows is None else _some(windows)
    ours = torch.stack([one.clone() for one in head_gradients(found, layer, asked)])
    if windows is None or asked is None:
        return _relative(ours, theirs)
    return _relative(ours, _on_grid(windows, theirs, asked))


def _some(windows: Windows) -> Tensor:
    # The rows of all are mostly zeros, and grow with the square of the finest grid's tokens.
    asked = windows.places.numel()
    return torch.arange(0, asked, max(1, asked // _ROWS))


def _on_grid(windows: Windows, theirs: Tensor, asked: Tensor) -> Tensor:
    found = theirs.new_empty(theirs.shape[1], len(asked), windows.tokens)
    for head, into in enumerate(found):
        rows_of(windows, theirs[:, head], asked, into)
    return found


def _of_cnn(cnn: Cnn, name: str, family: str) -> Found:
    # What no stride leaves a rest of: else a picture twice as wide has not twice the columns.
    step = math.lcm(_STEP, *strides_of(cnn.module))
    high, wide = (max(step, side - side % step) for side in cnn.size)
    sizes = [(high, wide), (high, 2 * wide)]
    if not cnn.has_head:
        return Found(name, family, "cnn", "", ((high, wide),))
    maps = [gradcam(cnn, noise(size), _CLASS) for size in sizes]
    other = float(maps[0].shape[0] != maps[1].shape[0] or 2 * maps[0].shape[1] != maps[1].shape[1])
    worst = {"grid": other, "relevance": _largest(map(_strange, maps))}
    return Found(name, family, "cnn", "", tuple(sizes), worst)


@torch.no_grad()
def _prepared(vit: Vit) -> Vit:
    # A batch norm that has seen nothing lets activations grow from block to block, in Visformer
    # until all scores are ties of float32's.
    _sharpened(vit)
    of_batches = nn.BatchNorm1d, nn.BatchNorm2d
    norms = [part for part in vit.module.modules() if isinstance(part, of_batches)]
    for norm in norms:
        norm.momentum = None  # the mean over what it sees
        norm.reset_running_stats()
        norm.train()
    if norms:
        vit.module(torch.cat([noise(vit.size), noise(vit.size).flip(3)]))
    for norm in norms:
        norm.eval()
    return vit


def _sharpened(vit: Vit) -> None:
    # Fresh weights attend almost evenly to all, and classifiers and LayerScales begin at nothing:
    # either would hide a wrong scale, head or layer.
    generator = torch.Generator().manual_seed(1)
    sharp = 3 if len(vit.calls) <= _DEEP or vit.calls[0].grid is None else 1
    for name, weight in vit.module.named_parameters():
        asks = {"qkv", "qk", "q", "k", "q_proj", "k_proj"} & set(name.split("."))
        if weight.ndim == 2 and (asks or not weight.any()):
            spread = (sharp if asks else 1) * weight.shape[1] ** -0.5
            weight.copy_(torch.randn(weight.shape, generator=generator) * spread)
        elif weight.ndim == 1 and ("gamma" in name or ".ls" in name or _is_shut(name, weight)):
            weight.fill_(1)


def _is_shut(name: str, weight: Tensor) -> bool:
    return name.endswith("weight") and not weight.any()  # a norm after attention, in Swin V2


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
