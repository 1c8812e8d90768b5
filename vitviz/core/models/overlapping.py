"""Windows that overlap: a patch is a key in several of them, each with a copy of its value."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from vitviz.core.attention.tap import AttentionCall
from vitviz.core.models.architecture import refusal
from vitviz.core.models.cells import Cells, cells_of_each

_MANY = 0.25  # of the keys of a window: rows that pad are copies too, but all of one


def cells_around(
    module: nn.Module, pixels: Tensor, calls: Mapping[str, AttentionCall]
) -> dict[str, Cells]:
    """Return the cells of the calls that look around or are convolved, and whose tokens are cells.

    `calls` are by the names of the modules that made them. Raises
    ModelError("overlapping_windows") for windows that overlap over something else.
    """
    around = [
        name
        for name, call in calls.items()
        if looks_around(call) or convolves(module.get_submodule(name))
    ]
    told = cells_of_each(module, pixels, around)
    for name, cells in told.items():
        if cells is None and windows_overlap(calls[name]):
            raise refusal("overlapping_windows", module, part=name)
    return {name: cells for name, cells in told.items() if cells is not None}


def convolves(part: nn.Module) -> bool:
    """Whether a module makes its queries, keys and values by convolutions alone."""
    kinds = {type(each) for each in part.modules()}
    return any(issubclass(each, nn.Conv2d) for each in kinds) and nn.Linear not in kinds


def looks_around(call: AttentionCall) -> bool:
    """Whether a call made by hand looks in each window at more than what asks there."""
    return call.by_hand and 1 < call.queries.shape[2] < call.keys.shape[2]


def windows_overlap(call: AttentionCall) -> bool:
    """Whether a call made by hand looks at windows larger than those that ask, and they overlap.

    Then many different values stand in it more than once, bit for bit, as HaloNet's do, whose
    blocks of queries look at their neighbourhood (Vaswani et al. 2021). Heads that share their
    values do so as well, but look at no more keys than ask in a window.
    """
    if not looks_around(call) or len(call.queries) == 1:
        return False
    rows, counts = torch.unique(call.values.flatten(0, 2), dim=0, return_counts=True)
    copied = (counts > 1) & rows.any(dim=1)
    return int(copied.sum()) > _MANY * call.keys.shape[2]
