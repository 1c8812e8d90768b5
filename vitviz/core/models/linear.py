"""Linear layers by oneDNN, on processors for which MKL leaves half of their arithmetic unused.

torch multiplies matrices by MKL, which gives AVX-512 to Intel's processors alone; oneDNN, which is
in torch too, asks only whether it is there. On an AMD EPYC of 2024 a layer of a ViT-S takes 1.3 ms
there and 2.9 ms with MKL, on one thread. The numbers are the same within float32's rounding.
"""

import platform
from functools import cache
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

_ROWS = 32  # of the input; with fewer the copies between the two layouts cost more than is gained
_CPUINFO = Path("/proc/cpuinfo")


class Linear(nn.Linear):
    """A linear layer that is computed by oneDNN where no gradient is asked for."""

    def forward(self, input: Tensor) -> Tensor:
        """Return input (..., inputs) times the weight, and the bias added: (..., outputs)."""
        plain = input.dtype != torch.float32 or input.device.type != "cpu"
        few = input.numel() < _ROWS * self.in_features
        if plain or few or (torch.is_grad_enabled() and self._is_followed(input)):
            return super().forward(input)
        rows = input.flatten(0, -2).to_mkldnn()  # which takes five axes at most
        made = functional.linear(rows, self.weight, self.bias).to_dense()
        return made.view(*input.shape[:-1], self.out_features)

    def _is_followed(self, given: Tensor) -> bool:
        tensors = (given, self.weight, self.bias)
        return any(tensor is not None and tensor.requires_grad for tensor in tensors)


def quick(module: nn.Module) -> nn.Module:
    """Return `module`, its linear layers by oneDNN where the processor makes MKL the slower one."""
    if mkl_is_slow():
        for part in module.modules():
            if type(part) is nn.Linear:
                part.__class__ = Linear
    return module


@cache
def mkl_is_slow() -> bool:
    """Whether this processor has AVX-512 and is not Intel's, and torch has both libraries."""
    both = torch.backends.mkl.is_available() and torch.backends.mkldnn.is_available()
    wide = torch.backends.cpu.get_cpu_capability() == "AVX512"
    return both and wide and "AuthenticAMD" in _processor()


def _processor() -> str:
    try:
        return _CPUINFO.read_text().partition("\n\n")[0]
    except OSError:  # no Linux
        return platform.processor()
