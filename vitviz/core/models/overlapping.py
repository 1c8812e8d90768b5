"""Windows that overlap: a patch is a key in several of them, each with a copy of its value."""

import torch

from vitviz.core.attention.tap import AttentionCall

_MANY = 0.25  # of the keys of a window: rows that pad are copies too, but all of one


def windows_overlap(call: AttentionCall) -> bool:
    """Whether a call made by hand looks at windows larger than those that ask, and they overlap.

    Then many different values stand in it more than once, bit for bit, as HaloNet's do, whose
    blocks of queries look at their neighbourhood (Vaswani et al. 2021). Heads that share their
    values do so as well, but look at no more keys than ask in a window.
    """
    windows, _, asked, _ = call.queries.shape
    looked = call.keys.shape[2]
    if not call.by_hand or windows == 1 or not 1 < asked < looked:
        return False
    rows, counts = torch.unique(call.values.flatten(0, 2), dim=0, return_counts=True)
    copied = (counts > 1) & rows.any(dim=1)
    return int(copied.sum()) > _MANY * looked
