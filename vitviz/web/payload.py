"""A trace as the browser reads it: per layer one bundle of half-precision queries and keys.

An attention cube grows with the square of the tokens, its queries and keys with their number.
From them the browser answers any query, head and direction by itself. Before rounding, the
scale goes into the queries and each head's mean key is subtracted: a row's softmax does not
change by it (the same number is added to all its logits), and the rounding error falls tenfold.
The log-sum-exp of each row is taken from the rounded values, so rows and columns agree exactly
with each other in the browser.
"""

from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float, Int32
from numpy import ndarray
from torch import Tensor

from vitviz.core.attention.trace import Layer, Trace, query_roles
from vitviz.core.attention.windows import Windows
from vitviz.web.bundle import pack


@dataclass(frozen=True, eq=False)
class Rounded:
    """What the browser holds of one layer, as numpy arrays.

    queries: float16 (heads, queries, dim), scale folded in. keys: float16 (heads, tokens, dim),
    mean key subtracted; both can be told as they were by `scale` and means, float32 (heads, dim).
    lse: float32 (heads, queries), log of the row sums of exp(q k^T + bias).
    bias: float16 (heads, queries, tokens) or None.
    In a layer with windows places: int32 (windows, positions), the token that asks at each place,
    and looked the same of what is looked at, None where these are the same; bias has the axes
    kinds, heads, positions, positions, and kinds, int32, says which is each window's.
    less: the map that differential attention takes away, factor times; None where there is one map.
    """

    queries: Float[ndarray, "heads queries dim"]
    keys: Float[ndarray, "heads tokens dim"]
    lse: Float[ndarray, "heads queries"]
    means: Float[ndarray, "heads dim"]
    scale: float
    bias: Float[ndarray, "..."] | None
    places: Int32[ndarray, "windows positions"] | None = None
    looked: Int32[ndarray, "windows _positions"] | None = None
    kinds: Int32[ndarray, " windows"] | None = None
    less: "Rounded | None" = None
    factor: float = 0.0

    def bundle(self) -> bytes:
        """The arrays under these names, those that may be None only where they are not.

        Those of the map that is taken away end in "_less"; the header's "factor" is its lambda.
        """
        header, arrays = {"scale": self.scale}, self._arrays()
        if self.less is not None:
            header["factor"] = self.factor
            second = self.less._arrays()
            arrays |= {f"{name}_less": second[name] for name in _OF_MAP}
        return pack(header, arrays)

    def _arrays(self) -> dict[str, ndarray]:
        arrays = {"lse": self.lse, "queries": self.queries, "keys": self.keys, "means": self.means}
        windows = {"places": self.places, "looked": self.looked, "kinds": self.kinds}
        further = {"bias": self.bias, **windows}
        held = {name: array for name, array in further.items() if array is not None}
        return arrays | held


_OF_MAP = ("lse", "queries", "keys", "means")  # what the second map has of its own


def rounded(layer: Layer) -> Rounded:
    """The layer's queries, keys and bias in half precision with their log-sum-exp."""
    if layer.less is not None:
        first = replace(layer, less=None)
        second = replace(first, queries=layer.less.queries, keys=layer.less.keys)
        factor = float(layer.less.factor)
        return replace(rounded(first), less=rounded(second), factor=factor)
    queries = (layer.queries * layer.scale).half()
    means = layer.keys.float().mean(dim=1)
    keys = (layer.keys - means[:, None]).half()
    heads, rows, _ = queries.shape
    if layer.windows is not None:
        return _in_windows(layer, layer.windows, queries, keys, means)
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


def _in_windows(
    layer: Layer, windows: Windows, queries: Tensor, keys: Tensor, means: Tensor
) -> Rounded:
    """Likewise, within the windows: most have the same bias, which is told once."""
    scores = windows.cut(queries).float() @ windows.cut(keys, keys=True).float().mT
    count, bias = len(windows.places), None
    kinds = torch.zeros(count, dtype=torch.int32)
    if layer.bias is not None:
        each, which = layer.bias.half(), torch.arange(len(layer.bias))
        if not layer.by_hand:  # whose weights differ from window to window
            each, which = each.unique(dim=0, return_inverse=True)
        kinds = which.int().cpu().expand(count).contiguous()
        bias = each.expand(-1, len(keys), -1, -1)
        scores += bias[kinds.long()].float()
    lse = windows.lay(scores.logsumexp(dim=-1, keepdim=True))[..., 0]
    return Rounded(
        queries.cpu().numpy(),
        keys.cpu().numpy(),
        lse.cpu().numpy(),
        means.cpu().numpy(),
        layer.scale,
        None if bias is None else bias.cpu().numpy(),
        windows.places.int().cpu().numpy(),
        None if windows.looked is None else windows.looked.int().cpu().numpy(),
        kinds.cpu().numpy(),
    )


def attention_of(half: Rounded) -> Float[ndarray, "heads queries tokens"]:
    """The attention the browser computes from `half`, in float32: rows sum to 1.

    In a layer with windows a row is 0 outside its own. Of differential attention it is signed, and
    rows sum to 1 - lambda.
    """
    if half.less is not None:
        first = attention_of(replace(half, less=None))
        return first - np.float32(half.factor) * attention_of(half.less)
    if half.places is not None and half.kinds is not None:
        return _of_windows(half, half.places, half.kinds)
    logits = half.queries.astype(np.float32) @ half.keys.astype(np.float32).transpose(0, 2, 1)
    if half.bias is not None:
        logits += half.bias.astype(np.float32)
    return np.exp(logits - half.lse[..., None])


def _of_windows(half: Rounded, places: ndarray, kinds: ndarray) -> ndarray:
    heads, queries, _ = half.queries.shape
    found = np.zeros((heads, queries, half.keys.shape[1]), np.float32)
    looked = places if half.looked is None else half.looked
    for asked, keys, kind in zip(places, looked, kinds, strict=True):
        each = half.queries[:, asked].astype(np.float32)
        scores = each @ half.keys[:, keys].astype(np.float32).transpose(0, 2, 1)
        if half.bias is not None:
            scores += half.bias[kind].astype(np.float32)
        found[:, asked[:, None], keys] = np.exp(scores - half.lse[:, asked, None])
    return found


def describe(trace: Trace) -> dict[str, object]:
    """What the browser needs to read the layers and lay out the wall: small JSON.

    `grid` is [rows, columns], `roles` what each of the `prefix` tokens before the patches is, and
    `reads` what the head reads, both as `TokenLayout` has them. Layer l is `calls[layers[l]]`:
    most models have one kind of layer, which is told once. A call's `tokens` are the last ones of
    the trace's; `asks` says what its queries are where they are not those tokens, one by one: the
    class token alone, or a pool's latents; `by_hand` is there where no queries and keys make the
    weights. In a model with windows or several grids a call has its own `grid`, that of what asks,
    and in `seen` how many tokens a query of it may look at; `key_grid` is there where these lie on
    another grid, `beyond` where so many of the last ones lie beyond the picture, and `shared` where
    all windows ask the same. `signed` is there where weights may be negative.
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
    if layer.signed:
        shape["signed"] = True
    if not trace.one_grid or any(each.windows for each in trace.layers):
        shape |= {"grid": list(layer.grid), "seen": layer.seen}
    if layer.looked != layer.grid:
        shape["key_grid"] = list(layer.looked)
    if layer.beyond:
        shape["beyond"] = layer.beyond
    if layer.shared_queries and not layer.by_hand:
        shape["shared"] = True
    return shape if layer.kind == "self" else shape | {"asks": list(query_roles(trace, layer))}
