"""How the logit of one class answers to every attention weight of the pass that gave it.

No fused call hands out its attention, let alone the gradient of it. But a head's output is
O = A V, so dL/dA = dL/dO V^T: one backward pass to the calls' outputs gives the gradient of all
layers, exactly, with the model on its fast path. Like attention it grows with the square of the
tokens, so it is computed only when asked for, one head at a time. The parameters take no part.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vitviz.core.attention.capture import require_one_picture, watch
from vitviz.core.attention.per_head import products, spread
from vitviz.core.attention.tap import AttentionCall
from vitviz.core.attention.trace import Layer, Trace
from vitviz.core.attention.windows import Windows, laid
from vitviz.core.models.classes import require_head
from vitviz.core.models.load import Vit
from vitviz.errors import ArgumentError


@dataclass(frozen=True, eq=False)
class Gradients:
    """The trace of one pass, with values, and what one class's logit has to say to its calls.

    `outputs` has for every layer of the trace the gradient of the logit of class `target` with
    respect to the call's output, in logits per unit of output.
    """

    trace: Trace
    outputs: tuple[Float[Tensor, "_heads _queries _vdim"], ...]
    target: int

    def __post_init__(self) -> None:
        layers, classes = self.trace.layers, len(self.trace.logits)
        _require(0 <= self.target < classes, "target", f"from 0 to {classes - 1}", self.target)
        kept = [layer.values for layer in layers if layer.values is not None]
        _require(len(kept) == len(layers), "trace", "captured with values", len(kept))
        known = [
            (*layer.queries.shape[:2], values.shape[2])
            for layer, values in zip(layers, kept, strict=True)
        ]
        got = [tuple(output.shape) for output in self.outputs]
        _require(got == known, "outputs", f"heads, queries, vdim of each layer: {known}", got)

    @property
    def nbytes(self) -> int:
        """Bytes of memory that these gradients and their trace keep alive, if nobody shares it."""
        storages = {out.untyped_storage().data_ptr(): out.untyped_storage() for out in self.outputs}
        return self.trace.nbytes + sum(storage.nbytes() for storage in storages.values())


def gradients(vit: Vit, pixels: Float[Tensor, "1 3 height width"], target: int) -> Gradients:
    """Run one pass forward and one back from the logit (not the probability) of class `target`.

    `pixels` are as `capture` takes them and stay as they are. Raises as `capture` does,
    ModelError("no_head") for a model without classes, and ArgumentError for a class that the
    model does not have.
    """
    return gradients_of_each(vit, pixels, [target])[0]


def gradients_of_each(
    vit: Vit, pixels: Float[Tensor, "1 3 height width"], targets: Sequence[int]
) -> tuple[Gradients, ...]:
    """Return the gradients of each class: one pass forward for all, one back for each.

    They share one trace. Raises as `gradients` does.
    """
    require_head(vit)
    require_one_picture(vit, pixels)
    outputs: list[Tensor] = []

    def keep(call: AttentionCall) -> None:
        outputs.append(call.output)

    with torch.inference_mode(False), torch.enable_grad():
        trace, logits = watch(vit, pixels.clone().requires_grad_(), values=True, also=keep)
        scores = [score(logits, target) for target in targets]
        last = len(scores) - 1
        slopes = [
            # A call that the class does not depend on has the gradient 0.
            torch.autograd.grad(y, outputs, retain_graph=k < last, materialize_grads=True)
            for k, y in enumerate(scores)
        ]
    return tuple(
        Gradients(trace, tuple(map(_laid, trace.layers, each)), target)
        for each, target in zip(slopes, targets, strict=True)
    )


def score(logits: Float[Tensor, " classes"], target: int | Sequence[int]) -> Float[Tensor, ""]:
    """Return what is explained: the logit of one class, of several the log of their summed exp.

    Several classes are what one shared label means in a model with finer ones: the softmax of
    their common score among the others is the sum of their probabilities.
    Raises ArgumentError for a class that is not there, or for none.
    """
    several = [target] if isinstance(target, int) else list(target)
    _require(len(several) > 0, "target", "at least one class", target)
    for one in several:
        _require(0 <= one < len(logits), "target", f"from 0 to {len(logits) - 1}", one)
    return logits[target] if isinstance(target, int) else logits[several].logsumexp(0)


def _laid(layer: Layer, slope: Tensor) -> Tensor:
    return laid(layer.windows, slope)


def head_gradients(
    found: Gradients,
    layer: Layer,
    queries: slice | Int[Tensor, " queries"] | None = None,
    buffer: Float[Tensor, " numbers"] | None = None,
) -> Iterator[Float[Tensor, "queries tokens"]]:
    """Yield for each head dL/dA of the asked queries, None for all, as `per_head.heads` yields A.

    `layer` is one of the trace's. The next head may overwrite the last, for which there is room in
    `buffer` if one is given (float32, at least queries x tokens numbers). Outside a query's window,
    where the model has no weight, it is 0.
    """
    for several in gradient_batches(found, layer, queries, buffer):
        yield from several


def gradient_batches(
    found: Gradients,
    layer: Layer,
    queries: slice | Int[Tensor, " queries"] | None = None,
    buffer: Float[Tensor, " numbers"] | None = None,
) -> Iterator[Float[Tensor, "heads queries tokens"]]:
    """Yield what `head_gradients` does, as many heads together as `per_head.batches` yields."""
    output = found.outputs[found.trace.layers.index(layer)]
    if layer.windows is not None:
        inside = _inside(output, layer, layer.windows)
        yield from (head[None] for head in spread(layer.windows, inside, queries, buffer))
        return
    part = slice(None) if queries is None else queries
    asked, values = output[:, part].float(), _values(layer).detach().float()
    yield from (slopes for slopes, _ in products(asked, values, buffer))


def _inside(output: Tensor, layer: Layer, windows: Windows) -> Iterator[Tensor]:
    given, values = windows.cut(output), windows.cut(_values(layer).detach(), keys=True)
    for head in range(given.shape[1]):
        yield given[:, head].float() @ values[:, head].float().mT


def _values(layer: Layer) -> Tensor:
    if layer.values is None:
        raise ArgumentError("broken_invariant", argument="layer", rule="has values", got=None)
    return layer.values


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
