"""Layers and traces by hand: with given attention, or with random queries and keys."""

import numpy as np
import torch

from vitviz.core.attention.trace import Layer, Trace
from vitviz.core.models.token_layout import TokenLayout

GRID = (3, 4)


def given(*heads, prefix=1, grid=GRID, kind="self", name="attn"):
    """A layer with exactly this attention, each head queries x tokens; its bias is the log."""
    attention = torch.as_tensor(np.stack(heads), dtype=torch.float32)
    count, asked, tokens = attention.shape
    return Layer(
        name=name,
        kind=kind,
        queries=torch.zeros(count, asked, 2),
        keys=torch.zeros(count, tokens, 2),
        values=None,
        scale=1.0,
        bias=attention.log(),
        grid=grid,
        prefix=prefix,
    )


def drawn(seed, heads=3, prefix=1, grid=GRID, bias=None, queries=None, **names):
    """A layer with random queries and keys; `bias` is the shape of a random bias."""
    generator = torch.Generator().manual_seed(seed)
    tokens = prefix + grid[0] * grid[1]
    fields = {"name": f"blocks.{seed}.attn", "kind": "self"} | names
    return Layer(
        queries=torch.randn(heads, queries or tokens, 8, generator=generator) * 2,
        keys=torch.randn(heads, tokens, 8, generator=generator) * 2,
        values=None,
        scale=0.3,
        bias=None if bias is None else torch.randn(*bias, generator=generator),
        grid=grid,
        prefix=prefix,
        **fields,
    )


def laid(grid, prefix, pooling=None):
    """A layout with `prefix` tokens before the patches, the first of them a class token."""
    roles = (("class",) + ("register",) * prefix)[:prefix]
    first = (1.0, *(0.0,) * (prefix - 1)) if prefix else ()
    return TokenLayout(roles, grid, first if pooling is None else pooling)


def traced(*layers, pooling=None, prefix=None, **facts):
    """A trace of these layers; its head reads the first token unless told otherwise."""
    prefix = layers[0].prefix if prefix is None else prefix
    tokens = prefix + layers[0].grid[0] * layers[0].grid[1]
    first = torch.eye(tokens)[0]
    return Trace(
        layers=layers,
        logits=torch.zeros(2),
        layout=laid(layers[0].grid, prefix),
        pooling=first if pooling is None else torch.as_tensor(pooling),
        size=(layers[0].grid[0] * 14, layers[0].grid[1] * 14),
        **facts,
    )
