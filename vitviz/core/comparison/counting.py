"""Parameters by part, how often each weight is used, multiply-adds: counted on a real pass.

A convolution uses its kernel at every place, a Vision Transformer its layers at every token: that
is weight sharing, and what a layer would need without it is its weights times their uses. The
products of attention (q k and A v) have no weights; they alone grow with the square of the tokens.
Every call of the pass is read with its own shapes, so no formula of a family is trusted.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from vitviz.core.attention.capture import require_one_picture
from vitviz.core.models.architecture import entrance
from vitviz.core.models.load import Cnn, Vit, grid_of
from vitviz.errors import ArgumentError

ATTENTION = "products"  # q k and A v: the part without weights
_PREFIX = ("cls_token", "dist_token", "reg_token")
_NORMS = ("layer_norm", "rms_norm", "group_norm", "batch_norm")
_ELEMENTWISE = ("mul", "mul_", "__mul__", "__rmul__", "__imul__")
_WEIGHED = ("linear", "_linear_pointwise", "conv2d")  # the second is that of `product`
_PRODUCTS = ("matmul", "__matmul__", "bmm")


@dataclass(frozen=True)
class Part:
    """One part of a model: all its layers together.

    `parameters` are its weights and biases; the running statistics of a batch norm are none.
    `least` and `most` say how often one of them is used in a pass of one picture, in the layer
    that uses its weights least and most often. `unshared` is what the part would need if every
    use had weights of its own. `multiply_adds` counts those of linear layers, convolutions and
    attention, padding included; norms, activations and additions are left out.
    """

    name: str
    parameters: int
    least: int
    most: int
    unshared: int
    multiply_adds: int

    def __post_init__(self) -> None:
        bounds = self.parameters * self.least, self.parameters * self.most
        _require(0 <= self.least <= self.most, "least", "from 0 to most", self.least)
        fits = bounds[0] <= self.unshared <= bounds[1]
        _require(fits, "unshared", f"from {bounds[0]} to {bounds[1]}", self.unshared)
        _require(self.multiply_adds >= 0, "multiply_adds", "0 or more", self.multiply_adds)


@torch.no_grad()
def parts(model: Vit | Cnn, pixels: Float[Tensor, "1 3 height width"]) -> tuple[Part, ...]:
    """Return the model's parts in the order in which a picture meets them, from one plain pass.

    Of a Vit: patch_embedding, positions, prefix_tokens, attention (queries, keys, values and the
    output), products, mlp, norms, layer_scale, head, other. Of a Cnn: stem (the first
    convolution), depthwise, pointwise (1 x 1, or linear at every place), convolution, norms,
    layer_scale, head, other. Those that the model does not have are left out. A norm within
    attention or an MLP is part of that; a layer that makes both (parallel branches) is attention.
    Raises SizeError for a size that a Vit does not take, ArgumentError for more than one picture.
    """
    require_one_picture(model, pixels)
    if isinstance(model, Vit):
        grid_of(model, (pixels.shape[2], pixels.shape[3]))
    calls = Calls()
    with calls:
        model.module(pixels)
    return _parts(model, calls)


def _parts(model: Vit | Cnn, calls: "Calls") -> tuple[Part, ...]:
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for name, owner, parameter in _owned(model.module):
        uses = calls.uses.get(id(parameter), 1)
        row = parameter.numel(), uses, calls.products.get(id(parameter), 0)
        is_vit = isinstance(model, Vit)
        part = _of_vit(model, name, owner) if is_vit else _of_cnn(model, name, owner)
        found[part].append(row)
    if calls.free:
        found[ATTENTION].append((0, 1, calls.free))
    return tuple(_part(name, found[name]) for name in PARTS if name in found)


def _part(name: str, rows: Iterable[tuple[int, int, int]]) -> Part:
    counts, uses, products = zip(*rows, strict=True)
    return Part(
        name=name,
        parameters=sum(counts),
        least=min(uses),
        most=max(uses),
        unshared=sum(count * times for count, times in zip(counts, uses, strict=True)),
        multiply_adds=sum(products),
    )


@dataclass
class Calls(TorchFunctionMode):
    """By the id of a parameter: how often it was used, and in how many multiply-adds."""

    uses: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    products: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    free: int = 0  # multiply-adds of two tensors that are no weights

    def __post_init__(self) -> None:
        super().__init__()

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 - whatever the function gives
        given = dict(kwargs or {})
        made = func(*args, **given)
        if isinstance(made, Tensor):
            self._note(getattr(func, "__name__", ""), made, (*args, *given.values()))
        return made

    def _note(self, name: str, made: Tensor, args: tuple[Any, ...]) -> None:
        if name == "scaled_dot_product_attention":
            rows, keys = math.prod(args[0].shape[:-1]), args[1].shape[-2]  # of all windows, heads
            self.free += rows * keys * (args[0].shape[-1] + args[2].shape[-1])
        elif name in _WEIGHED:
            weight = args[1]
            places = made.numel() // len(weight)
            self._use(args, places)
            self.products[id(weight)] += places * weight.numel()
        elif name in _PRODUCTS:
            self.free += made.numel() * args[0].shape[-1]
        elif name in (*_NORMS, *_ELEMENTWISE):
            self._use(args, 0, made)

    def _use(self, args: tuple[Any, ...], times: int, made: Tensor | None = None) -> None:
        for one in args:
            if isinstance(one, nn.Parameter):
                self.uses[id(one)] += times if made is None else made.numel() // one.numel()


def _owned(module: nn.Module) -> Iterable[tuple[str, nn.Module, nn.Parameter]]:
    """Every parameter once, by its whole name, with the module that holds it."""
    seen: set[int] = set()
    for prefix, owner in module.named_modules():
        for name, parameter in owner.named_parameters(recurse=False):
            if id(parameter) not in seen:
                seen.add(id(parameter))
                yield f"{prefix}.{name}" if prefix else name, owner, parameter


def _of_vit(model: Vit, name: str, owner: nn.Module) -> str:
    attends = any(name.startswith(f"{call.name}.") for call in model.calls)
    known = {
        "patch_embedding": name.startswith(f"{entrance(model.module)}."),
        "positions": name.startswith("pos_embed"),
        "prefix_tokens": name in _PREFIX,
        "head": _in_head(model, owner),
        "mlp": ".mlp" in name,
        "attention": attends,
    }
    return next((part for part, holds in known.items() if holds), None) or _common(name, owner)


def _of_cnn(model: Cnn, name: str, owner: nn.Module) -> str:
    if _in_head(model, owner):
        return "head"
    if isinstance(owner, nn.Linear):
        return "pointwise"
    if not isinstance(owner, nn.Conv2d):
        return _common(name, owner)
    if owner is first_convolution(model):
        return "stem"
    if owner.groups > 1 and owner.groups == owner.in_channels:
        return "depthwise"
    return "pointwise" if set(owner.kernel_size) == {1} else "convolution"


def first_convolution(cnn: Cnn) -> nn.Conv2d:
    """Return the convolution that reads the pixels. Raises ArgumentError where there is none."""
    for part in cnn.module.modules():
        if isinstance(part, nn.Conv2d):
            return part
    raise ArgumentError("out_of_range", argument="cnn", rule="has a convolution", got=cnn.name)


def _common(name: str, owner: nn.Module) -> str:
    if _is_norm(owner):
        return "norms"
    return "layer_scale" if name.rsplit(".", 1)[-1].startswith("gamma") else "other"


def _is_norm(owner: nn.Module) -> bool:
    return "norm" in type(owner).__name__.lower()


def _in_head(model: Vit | Cnn, owner: nn.Module) -> bool:
    return model.has_head and any(owner is part for part in _classifiers(model.module))


def _classifiers(module: nn.Module) -> list[nn.Module]:
    found = module.get_classifier()  # pyright: ignore[reportCallIssue]
    several = found if isinstance(found, tuple) else (found,)
    return [part for one in several for part in one.modules()]


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("broken_invariant", argument=argument, rule=rule, got=got)


PARTS = (
    "stem",
    "depthwise",
    "pointwise",
    "convolution",
    "patch_embedding",
    "positions",
    "prefix_tokens",
    "attention",
    ATTENTION,
    "mlp",
    "norms",
    "layer_scale",
    "head",
    "other",
)
