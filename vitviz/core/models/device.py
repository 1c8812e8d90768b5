"""Where a model computes: CUDA if there, else MPS, else the CPU, or what the caller names."""

import torch

from vitviz.errors import ArgumentError


def preferred() -> str:
    """Return the best kind of device of this machine: "cuda", "mps" or "cpu"."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def compute_exactly(where: torch.device) -> None:
    """Give CUDA's convolutions all of float32, for the whole process.

    By torch's default they round their inputs to ten bits (TF32), and with them every number here:
    a Vision Transformer begins with a convolution. Matrix products are exact by default and stay
    as they are. Whoever wants the speed back sets `torch.backends.cudnn.allow_tf32` after `load`.
    """
    if where.type == "cuda":
        torch.backends.cudnn.allow_tf32 = False


def device_of(name: str) -> torch.device:
    """Return the device of this name, "auto" for the preferred one, its index filled in.

    Raises ArgumentError("no_such_device") for a name that torch or this machine does not know.
    """
    asked = preferred() if name == "auto" else name
    try:
        return torch.empty(0, device=asked).device
    except (RuntimeError, AssertionError) as error:  # torch without CUDA fails by assertion
        facts = {"argument": "device", "rule": "a device of this machine", "got": name}
        raise ArgumentError("no_such_device", **facts) from error
