"""A trace as the browser reads it: per layer one bundle of half-precision queries and keys.

An attention cube grows with the square of the tokens, its queries and keys with their number.
From them the browser answers any query, head and direction by itself. Before rounding, the
scale goes into the queries and each head's mean key is subtracted: a row's softmax does not
change by it (the same number is added to all its logits), and the rounding error falls tenfold.
The log-sum-exp of each row is taken from the rounded values, so rows and columns agree exactly
with each other in the browser.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from numpy import ndarray

from vitviz.core.attention.trace import Layer, Trace, query_roles
from vitviz.web.bundle import pack


@dataclass(frozen=True, eq=False)
class Rounded:
    """What the browser holds of one layer, as numpy arrays.

    queries: float16 (heads, queries, dim), scale folded in. keys: float16 (heads, tokens, dim),
    mean key subtracted; both can be told as they were by `scale` and means, float32 (heads, dim).
    lse: float32 (heads, queries), log of the row sums of exp(q k^T + bias).
    bias: float16 (heads, queries, tokens) or None.
    """

    queries: Float[ndarray, "heads queries dim"]
    keys: Float[ndarray, "heads tokens dim"]
    lse: Float[ndarray, "heads queries"]
    means: Float[ndarray, "heads dim"]
    scale: float
    bias: Float[ndarray, "heads queries tokens"] | None

    def bundle(self) -> bytes:
        """The arrays under these names, "bias" only where the layer has one."""
        arrays = {"lse": self.lse, "queries": self.queries, "keys": self.keys, "means": self.means}
        with_bias = arrays if self.bias is None else arrays | {"bias": self.bias}
        return pack({"scale": self.scale}, with_bias)


def rounded(layer: Layer) -> Rounded:
    """The layer's queries, keys and bias in half precision with their log-sum-exp."""
    queries = (layer.queries * layer.scale).half()
    means = layer.keys.float().mean(dim=1)
    keys = (layer.keys - means[:, None]).half()
    heads, rows, _ = queries.shape
    bias = None
    if layer.bias is not None:
        bias = layer.bias.expand(heads, rows, keys.shape[1]).half()
    lse = torch.empty(heads, rows, dtype=torch.float32, device=queries.device)
    for head in range(heads):  # one head at a time: the whole cube would not fit a cache
        logits = queries[head].float() @ keys[head].float().T
        if bias is not None:
            logits += bias[head].float()
        lse[head] = torch.logsumexp(logits, dim=-1)
    return Rounded(
        queries.cpu().numpy(),
        keys.cpu().numpy(),
        lse.cpu().numpy(),
        means.cpu().numpy(),
        layer.scale,
        None if bias is None else bias.cpu().numpy(),
    )


def attention_of(half: Rounded) -> Float[ndarray, "heads queries tokens"]:
    """The attention the browser computes from `half`, in float32: rows sum to 1."""
    logits = half.queries.astype(np.float32) @ half.keys.astype(np.float32).transpose(0, 2, 1)
    if half.bias is not None:
        logits += half.bias.astype(np.float32)
    return np.exp(logits - half.lse[..., None])


def describe(trace: Trace) -> dict[str, object]:
    """What the browser needs to read the layers and lay out the wall: small JSON.

    `grid` is [rows, columns], `roles` what each of the `prefix` tokens before the patches is, and
    `reads` what the head reads, both as `TokenLayout` has them. Layer l is `calls[layers[l]]`:
    most models have one kind of layer, which is told once. A call's `tokens` are the last ones of
    the trace's; `asks` says what its queries are where they are not those tokens, one by one: the
    class token alone, or a pool's latents; `by_hand` is there where no queries and keys make the
    weights.
    """
    told = [_describe_call(trace, layer) for layer in trace.layers]
    calls = [call for index, call in enumerate(told) if call not in told[:index]]
    return {
        "grid": list(trace.grid),
        "prefix": trace.prefix,
        "roles": list(trace.layout.prefix_roles),
        "reads": trace.layout.reads,
        "tokens": trace.layout.tokens,
        "calls": calls,
        "layers": [calls.index(call) for call in told],
    }


def _describe_call(trace: Trace, layer: Layer) -> dict[str, object]:
    heads, queries, dim = layer.queries.shape
    shape: dict[str, object] = {
        "kind": layer.kind,
        "heads": heads,
        "queries": queries,
        "tokens": layer.keys.shape[1],
        "dim": dim,
        "bias": layer.bias is not None,
    }
    if layer.by_hand:
        shape["by_hand"] = True
    return shape if layer.kind == "self" else shape | {"asks": list(query_roles(trace, layer))}
