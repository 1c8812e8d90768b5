"""Attention calls as a tap sees them, made by hand: of these sizes, and zero."""

import torch

from vitviz.core.attention.tap import AttentionCall


def call(asking, looked, width=8, query=8, **differs):
    """Two heads, `asking` queries and `looked` keys of `query` numbers, values of `width`."""
    zeros = torch.zeros
    made = {
        "owner": None,
        "queries": zeros(1, 2, asking, query),
        "keys": zeros(1, 2, looked, query),
        "values": zeros(1, 2, looked, width),
        "bias": None,
        "scale": 1.0,
        "plain": True,
        "output": zeros(1, 2, asking, width),
    }
    return AttentionCall(**made | differs)
