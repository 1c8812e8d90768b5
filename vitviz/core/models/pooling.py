"""Which of the last tokens the head reads, found by asking the head itself.

A class token, a distilled pair, the mean of the patches: all are a fixed weighting of the last
tokens, whatever the family calls it. One small backward pass through the head tells the weights.

Some heads make something of each patch before they weigh them (LowFormer's 1 x 1 convolution and
its nonlinearity). Then the weights are those of what they made, if each is proven to be made of its
own patch alone.
"""

from functools import partial

import torch
from torch import Tensor, nn

from vitviz.core.models.architecture import head, refusal, tokens_of
from vitviz.core.models.each_place import made_of_each

_TOLERANCE = 1e-3  # relative; float32 gives about 1e-6


def pooling_of(
    module: nn.Module, features: Tensor | list[Tensor], prefix: int
) -> tuple[float, ...]:
    """Return the head's weights on the prefix tokens; the patches share evenly what is left of 1.

    `features` are what forward_features returned: tokens, a map of them, tokens into which each the
    same number of patches went, the prefix tokens alone, or the tokens of several branches, of
    which those with most are weighed. If the head reads only s = sum_i w_i x_i, its gradient at
    token i is w_i times one and the same vector, whatever follows. An encoder without a head gives
    all its patches away, each counting alike. A head that reads several things side by side, each
    by a matrix of its own (DINOv2's classifier: class token and mean of the patches), has no such
    weights of its own: each thing counts alike. Raises ModelError("pooling") where it is neither,
    as for a maximum over tokens.
    """
    slopes = _slopes(module, features)
    if slopes is None:
        return (0.0,) * prefix
    found, stray, uneven = _weights(slopes, prefix)
    if found is None and not stray <= _TOLERANCE:
        found = _side_by_side(slopes, prefix)
    if found is None and isinstance(features, Tensor):
        part = made_of_each(module, features)
        later = None if part is None else _slopes(module, features, part)
        found = None if later is None else _weights(later, prefix)[0]
    if found is None:
        raise refusal("pooling", module, stray=stray, uneven=uneven)
    return found


def _weights(slopes: Tensor, prefix: int) -> tuple[tuple[float, ...] | None, float, float]:
    """The prefix tokens' weights, None where the slopes are no fixed weighting, and how far off."""
    chief = slopes[slopes.norm(dim=1).argmax()]
    weights = slopes @ chief / (chief @ chief)
    stray = (slopes - weights[:, None] * chief).abs().max() / chief.abs().max()
    weights = weights / weights.sum()
    patches = weights[prefix:]
    uneven = (patches - patches.mean()).abs().max() * len(patches) if len(patches) else 0.0
    fits = stray <= _TOLERANCE and uneven <= _TOLERANCE and weights.min() >= -_TOLERANCE
    found = tuple(weights[:prefix].clamp(min=0).tolist()) if fits else None
    return found, float(stray), float(uneven)


def _side_by_side(slopes: Tensor, prefix: int) -> tuple[float, ...] | None:
    """An even share for each prefix token that is read, and one for the mean of the patches.

    None where the patches do not all count alike, so that they are no mean.
    """
    patches, largest = slopes[prefix:], slopes.abs().max()
    if not (len(patches) and (patches - patches.mean(0)).abs().max() <= _TOLERANCE * largest):
        return None  # not a number, too
    read = (slopes[:prefix].abs().amax(1) > _TOLERANCE * largest).tolist()
    things = sum(read) + bool(patches.abs().max() * len(patches) > _TOLERANCE * largest)
    return tuple(float(each) / things for each in read)


def _slopes(
    module: nn.Module, features: Tensor | list[Tensor], part: nn.Module | None = None
) -> Tensor | None:
    # (tokens, dim); None without a head. They are of what `part` made of the features, if given.
    several = isinstance(features, list)
    every = features if several else [features]
    leaves = [each.detach().clone().requires_grad_() for each in every]
    hook = None if part is None else part.register_forward_hook(partial(_cut, leaves))
    try:
        with torch.enable_grad():
            read = head(module, leaves if several else leaves[0])
            if read is None:
                return None
            probe = torch.randn(read.shape, generator=torch.Generator().manual_seed(0))
            slopes = list(torch.autograd.grad(read, leaves, probe.to(read)))
    finally:
        if hook is not None:
            hook.remove()
    tokens = tokens_of(module, slopes if several else slopes[0])
    if tokens is None:
        raise refusal("pooling", module, axes=slopes[0].ndim)
    return tokens[0]


def _cut(leaves: list[Tensor], _part: nn.Module, _given: object, made: Tensor) -> Tensor:
    leaves[:] = [made.detach().clone().requires_grad_()]
    return leaves[0]
