"""Pictures on levels, made by a seed."""

import torch

LEVELS = 255


def levels(height, width, seed=0):
    """A picture whose every number is a level."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, LEVELS + 1, (1, 3, height, width), generator=generator) / LEVELS
