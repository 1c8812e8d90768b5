"""Where a model computes: CUDA if there, else MPS, else the CPU, or what the caller names."""

import torch

from vitviz.core.errors import ArgumentError


def preferred() -> str:
    """Return the best kind of device of this machine: "cuda", "mps" or "cpu"."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


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
