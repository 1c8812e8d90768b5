"""A model by name, with everything it must never travel without: preprocessing, labels, geometry.

`load` gives a Vit (its attention can be captured) or a Cnn (the baseline beside it), or says with
a ModelError why a model cannot be had or opened. It keeps nothing: every call makes a new module.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor, nn

from vitviz.core import assets
from vitviz.core.attention.by_hand import show_products
from vitviz.core.attention.differential import show_differences
from vitviz.core.models.architecture import (
    Size,
    family,
    require_convolutions,
    use_fused_attention,
)
from vitviz.core.models.call_spec import CallSpec, grids_of
from vitviz.core.models.device import compute_exactly, device_of
from vitviz.core.models.labels import Given
from vitviz.core.models.layer_parts import LayerParts, layer_parts
from vitviz.core.models.linear import quick
from vitviz.core.models.loaded import Loaded
from vitviz.core.models.preparation import Named, Preparation, Triple, named, preparation_of
from vitviz.core.models.probing import noise, patch_at, probe_sizes
from vitviz.core.models.sources import Sourced, module_of
from vitviz.core.models.token_layout import TokenLayout
from vitviz.errors import ArgumentError, ModelError, SizeError


@dataclass(frozen=True, eq=False)
class Cnn:
    """A convolutional network, its labels and its preprocessing.

    Pixels are RGB in [0, 1], less `mean`, over `std`, resized with `interpolation` so that the
    centre crop is the fraction `crop` of the short side. `size` is the default (height, width).
    `labels[i]` is the English name of class i, `labels_zh[i]` the Chinese one; both are empty
    when not known. `card` is the parsed card.json, {} for a model that is not bundled. `loaded`
    says what was done to get a file's weights in, None where there is nothing to say. `synsets[i]`
    is WordNet's id of class i, empty where the classes are not all known by one.
    """

    name: str
    module: nn.Module
    labels: tuple[str, ...]
    labels_zh: tuple[str, ...]
    mean: Triple
    std: Triple
    interpolation: str
    crop: float
    size: Size
    device: torch.device
    card: Mapping[str, Any]
    loaded: Loaded | None = None
    synsets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(self)

    @property
    def has_head(self) -> bool:
        """Whether the module ends in a classifier; if not, its output is no logits."""
        return _has_head(self.module)


@dataclass(frozen=True, eq=False)
class Vit:
    """A Vision Transformer: what a Cnn has, the facts of its patches and what `load` probed.

    `family` is timm's word for it ("vision_transformer", "eva", ...). `patch` is (height, width)
    in pixels; a `dynamic` model takes every multiple of it, others only `size`. `layout` says
    which token is which at `size`, and what the head reads. `calls` are the attention calls in
    their order. `unseen` names attention modules whose maps are not among the calls (CaiT's
    talking heads): a rollout would skip them. `convolved` says that convolutions mix neighbours
    before some call: tokens have read more than their cells. `largest`: bytes of the largest call.
    """

    name: str
    module: nn.Module
    family: str
    labels: tuple[str, ...]
    labels_zh: tuple[str, ...]
    mean: Triple
    std: Triple
    interpolation: str
    crop: float
    size: Size
    patch: Size
    layout: TokenLayout
    device: torch.device
    dynamic: bool
    card: Mapping[str, Any]
    calls: tuple[CallSpec, ...]
    unseen: tuple[str, ...] = ()
    convolved: bool = False
    largest: int = 0
    loaded: Loaded | None = None
    synsets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(self)
        _require(min(self.patch) > 0, "patch", "positive", self.patch)
        _require(len(self.calls) > 0, "calls", "at least one", self.calls)
        grid = self.calls[0].grid  # found by itself, of patches that may overlap
        if grid is None:
            whole = all(side % part == 0 for side, part in zip(self.size, self.patch, strict=True))
            _require(whole, "patch", f"divides {self.size}", self.patch)
            grid = self.size[0] // self.patch[0], self.size[1] // self.patch[1]
        _require(self.layout.grid == grid, "layout", f"over {grid}", self.layout.grid)

    @property
    def prefix(self) -> int:
        """How many tokens stand before the patches."""
        return self.layout.prefix

    @property
    def has_head(self) -> bool:
        """Whether the module ends in a classifier; if not, its output is no logits."""
        return _has_head(self.module)

    @cached_property
    def attending(self) -> tuple[nn.Module, ...]:
        """The modules that make the calls, in their order."""
        return tuple(self.module.get_submodule(call.name) for call in self.calls)

    @cached_property
    def layer_parts(self) -> LayerParts:
        """What its layers have beside attention."""
        return layer_parts(self.module)

    @property
    def one_grid(self) -> bool:
        """Whether all calls work on the grid of `layout`, not each stage on a coarser one."""
        return len(grids_of(self.calls)) == 1

    @property
    def windowed(self) -> bool:
        """Whether some calls let a patch look at its window alone."""
        return any(call.windows is not None for call in self.calls)


def load(
    name: str,
    *,
    weights: str | Path = "published",
    device: str = "auto",
    arguments: Mapping[str, Any] | None = None,
    labels: Given = (),
    table: str | None = None,
    architecture: str = "",
    size: Size | None = None,
    read: Callable[[], None] = lambda: None,
) -> Vit | Cnn:
    """Return the bundled model of this name, or any that can be opened, for inference.

    `name` is a bundled model's, timm's ("name", "name.tag"), the hub's
    ("hf-hub:owner/name@revision"), a folder of timm's ("local-dir:/folder") or a file of weights
    ("file:my.ckpt"), with its `architecture` where it says none; `names.parse` reads bare forms.

    `weights` are "published", "random" (the same at every call) or a file: .safetensors, or any of
    torch's that holds tensors and plain data (`checkpoints`). Which table of it was taken, and what
    was inferred, dropped and resampled, is told by the model's `loaded`; `table` takes another one
    ("state_dict"). `arguments` go to timm's constructor; `size` is the (height, width) to open for
    where it needs to know nothing of it. `labels` name the classes: a sequence, a mapping, or the
    path of a txt, csv or json (`labels_from`). `read` is called once the weights are there.
    `device` "auto" is CUDA, else MPS, else the CPU; CUDA then convolves in full float32.

    Raises ModelError with the reasons of `sources.module_of` and `probing.probe`, or
    "no_attention_seen" for a model that is no convolutional network either; ArgumentError for a
    device that is not there or labels that do not fit.
    """
    if not isinstance(name, str):
        rule = "a model's name; a module of one's own opens with vitviz.wrap"
        raise ArgumentError("not_a_name", argument="name", rule=rule, got=type(name).__name__)
    where = device_of(device)
    compute_exactly(where)
    card = assets.read_card(name) if name in bundled() else {}
    try:
        found = module_of(name, card, weights, arguments or {}, table, architecture)
        read()
        known = named(name, card, found.module, given=labels, own=found.own)
        return _open(name, found, card, known, where, size or (arguments or {}).get("img_size"))
    except ModelError as error:
        raise ModelError(error.reason, **{"name": name, **error.facts}) from error


def bundled() -> tuple[str, ...]:
    """Return the names of the bundled models, Vision Transformers first."""
    return assets.bundled_models()


def grid_of(vit: Vit, size: Size) -> Size:
    """Return (rows, columns) of patches at this (height, width). Raises SizeError if not taken."""
    if min(size) <= 0:
        raise SizeError("size_not_positive", size=size)
    if size != vit.size and not vit.dynamic:
        raise SizeError("fixed_size", size=size, takes=vit.size)
    if size == vit.size:
        return vit.layout.grid
    if size[0] % vit.patch[0] or size[1] % vit.patch[1]:
        raise SizeError("size_not_a_multiple", size=size, patch=vit.patch)
    return size[0] // vit.patch[0], size[1] // vit.patch[1]


def logits(
    model: Vit | Cnn, pixels: Float[Tensor, "1 3 height width"]
) -> Float[Tensor, " classes"]:
    """Return what the head says of the pixels in a plain forward pass, nothing captured.

    A model without a head has no classes. Raises SizeError for a size that a Vit does not take.
    """
    if isinstance(model, Vit):
        grid_of(model, (pixels.shape[2], pixels.shape[3]))
    with torch.no_grad():
        return scores(model, model.module(pixels))[0]


def scores(model: Vit | Cnn, said: Float[Tensor, "batch ..."]) -> Float[Tensor, "batch classes"]:
    """Return what the module said as logits: nothing of a model without a head."""
    return said if model.has_head else said.flatten(1)[:, :0]


def _open(
    name: str,
    found: Sourced,
    card: Mapping[str, Any],
    known: Named,
    where: torch.device,
    built_for: int | Sequence[int] | None,
) -> Vit | Cnn:
    module = quick(found.module.eval().requires_grad_(False).float())
    preparation = preparation_of(card, module)
    if built_for is not None:  # some modules keep no word of it
        height, width = (built_for,) * 2 if isinstance(built_for, int) else built_for
        preparation["size"] = height, width
    return opened(name, module, preparation, where, **known, card=card, loaded=found.loaded)


def opened(
    name: str,
    module: nn.Module,
    preparation: Preparation,
    where: torch.device,
    **facts: Any,  # noqa: ANN401 - fields of a Vit and a Cnn alike
) -> Vit | Cnn:
    """Probe a module that is in inference, without gradients and in float32, and return its model.

    `facts` are labels, labels_zh, synsets, card and loaded. Raises as `probe` does.
    """
    use_fused_attention(module)
    show_products(module)
    show_differences(module)
    probed, dynamic = probe_sizes(module, preparation["size"])
    if probed is None:
        require_convolutions(module, noise(preparation["size"]))
    common = {"name": name, "module": module.to(where), **preparation, "device": where, **facts}
    if probed is None:
        return Cnn(**common)
    return Vit(
        **common,
        family=family(module),
        patch=patch_at(module, preparation["size"], probed),
        layout=probed.layout,
        dynamic=dynamic,
        calls=tuple(call.on(where) for call in probed.calls),
        unseen=probed.unseen,
        convolved=probed.convolved,
        largest=probed.largest,
    )


def _has_head(module: nn.Module) -> bool:
    return getattr(module, "num_classes", 1) > 0


def _check(model: Cnn | Vit) -> None:
    _require(min(model.size) > 0, "size", "positive", model.size)
    _require(0 < model.crop <= 1, "crop", "in (0, 1]", model.crop)
    _require(min(model.std) > 0, "std", "positive", model.std)
    ways = Image.Resampling.__members__
    _require(model.interpolation.upper() in ways, "interpolation", "a filter", model.interpolation)
    classes = getattr(model.module, "num_classes", len(model.labels))
    each = {"labels": classes, "synsets": classes, "labels_zh": len(model.labels)}
    for name, count in each.items():
        held = len(getattr(model, name))
        _require(held in (0, count), name, f"{count} of them, or none", held)


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("broken_invariant", argument=argument, rule=rule, got=got)
