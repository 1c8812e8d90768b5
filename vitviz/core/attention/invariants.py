"""What must hold if the maps are the model's own, measured now on this photo.

The maps are computed beside the model, so they could be wrong while the prediction is right. Four
numbers tell: a row's weights sum to 1, of differential attention to 1 - lambda; a map times the
values is what the model's own call gave; capturing does not change the prediction; and, the
strongest, the model run on our maps in place of its attention says the same.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from vitviz.core.attention.capture import capture
from vitviz.core.attention.tap import AttentionCall, AttentionTap
from vitviz.core.attention.trace import Layer, Trace, attention, attention_inside
from vitviz.core.attention.windows import laid
from vitviz.core.models.load import Vit, logits

# All are float32, so 1e-7 relative in each operation, and sums in another order than the model's.
LIMITS = {
    "rows": 1e-5,  # a sum of some hundred to a thousand weights, all positive
    "outputs": 1e-4,  # two products and a softmax; a wrong scale, bias or head gives 1e-2 and more
    "captured": 1e-4,  # the same pass twice, in general the same to the last bit
    "logits": 1e-3,  # the outputs' differences through all layers above; logits differ by several
}


@dataclass(frozen=True)
class Invariants:
    """The worst differences that were found; `LIMITS` says how large each may be.

    `rows` are for each layer the largest |sum of a row - 1|, of a signed one |sum - (1 - lambda)|.
    `outputs` are for each layer the largest difference between our attention times the values and
    the call's own output, relative to its largest number. `captured` is the largest difference of a
    logit with capture and without. `logits` is that between the model and the model on our maps,
    `same_top` whether both have the same class first (True for a model without classes).
    """

    rows: tuple[float, ...]
    outputs: tuple[float, ...]
    captured: float
    logits: float
    same_top: bool

    @property
    def worst(self) -> dict[str, float]:
        """The worst of each, over all layers, by the names of `LIMITS`; NaN is the worst of all."""
        found = {"rows": self.rows, "outputs": self.outputs}
        alone = {"captured": self.captured, "logits": self.logits}
        return {name: float(np.max(values)) for name, values in found.items()} | alone

    @property
    def hold(self) -> bool:
        """Whether all are within their limits and the first class is the same."""
        worst = self.worst
        return self.same_top and all(worst[name] <= limit for name, limit in LIMITS.items())


@torch.no_grad()
def check(vit: Vit, pixels: Float[Tensor, "1 3 height width"]) -> Invariants:
    """Measure on this picture: three passes, and every layer's attention twice, one at a time.

    Raises as `capture` does.
    """
    outputs: list[Tensor] = []
    with AttentionTap(lambda call: outputs.append(call.output)):  # what the model's own call gave
        trace = capture(vit, pixels, values=True)
    plain = logits(vit, pixels)
    ours = _on_our_maps(vit, pixels, trace)
    pairs = zip(trace.layers, outputs, strict=True)
    errors = [_errors(layer, laid(layer.windows, out)) for layer, out in pairs]
    return Invariants(
        rows=tuple(rows for rows, _ in errors),
        outputs=tuple(output for _, output in errors),
        captured=_largest(trace.logits - plain),
        logits=_largest(ours - plain),
        same_top=not len(plain) or int(ours.argmax()) == int(plain.argmax()),
    )


def _errors(layer: Layer, output: Float[Tensor, "heads queries vdim"]) -> tuple[float, float]:
    if layer.windows is None:
        weights = attention(layer)
        mixed = weights @ _values(layer)
    else:
        weights = attention_inside(layer)
        mixed = layer.windows.lay(weights @ layer.windows.cut(_values(layer), keys=True))
    return _largest(weights.sum(-1) - layer.row_sum), _largest(mixed - output) / _largest(output)


def _on_our_maps(vit: Vit, pixels: Tensor, trace: Trace) -> Float[Tensor, " classes"]:
    """The logits of a pass in which every call gives the trace's attention times its values."""
    layers = iter(trace.layers)

    def see(call: AttentionCall) -> Tensor:
        layer = next(layers)
        if layer.windows is not None:
            return (attention_inside(layer) @ call.values).to(call.output)
        return (attention(layer) @ call.values[0]).to(call.output)[None]

    with AttentionTap(see):
        return logits(vit, pixels)


def _values(layer: Layer) -> Tensor:
    return layer.keys[..., :0] if layer.values is None else layer.values


def _largest(numbers: Tensor) -> float:
    return float(numbers.abs().max()) if numbers.numel() else 0.0
