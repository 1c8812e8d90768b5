"""Random numbers that depend on what they are for, not on how many were drawn before.

A training step's numbers follow from the run's seed and the step alone. So a checkpoint holds no
state of a generator, and a run that was stopped anywhere goes on exactly as if it had not been.
"""

import hashlib

import torch


def number(*purpose: str | int) -> int:
    """Return a seed of 63 bits for this purpose, e.g. number("augment", seed, step)."""
    digest = hashlib.sha256(repr(purpose).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def generator(*purpose: str | int) -> torch.Generator:
    """Return a new generator on the CPU for this purpose."""
    return torch.Generator().manual_seed(number(*purpose))
