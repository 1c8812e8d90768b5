"""Linear layers that take the quicker of torch's two libraries; see `core.matrix_products`."""

from typing import Any

import torch
from torch import Tensor, nn

from vitviz.core.matrix_products import by_onednn, mkl_is_slow, product


class Linear(nn.Linear):
    """A linear layer by oneDNN where no gradient of its own weights is asked for.

    Its input's gradient goes the same way back.
    """

    def forward(self, input: Tensor) -> Tensor:
        """Return input (..., inputs) times the weight, and the bias added: (..., outputs)."""
        followed = torch.is_grad_enabled()
        if not by_onednn(input) or (followed and self._learns()):
            return super().forward(input)
        rows = input.flatten(0, -2)
        made = _Product.apply if followed and input.requires_grad else product
        return made(rows, self.weight, self.bias).view(*input.shape[:-1], self.out_features)

    def _learns(self) -> bool:
        return any(parameter.requires_grad for parameter in self.parameters())


class _Product(torch.autograd.Function):
    """The product, of which the gradient with respect to the rows alone is wanted."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:  # noqa: ANN401
        ctx.save_for_backward(weight)
        return product(rows, weight, bias)

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> tuple[Tensor, None, None]:  # noqa: ANN401
        (slope,), (weight,) = slopes, ctx.saved_tensors
        again = torch.is_grad_enabled()  # a gradient of the gradient is wanted too
        return slope @ weight if again else product(slope, weight.T), None, None


def quick(module: nn.Module) -> nn.Module:
    """Return `module`, its linear layers by oneDNN where the processor makes MKL the slower one."""
    if mkl_is_slow():
        for part in module.modules():
            if type(part) is nn.Linear:
                part.__class__ = Linear
    return module
