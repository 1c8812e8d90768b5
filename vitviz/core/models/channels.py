"""Attention whose channels ask in place of tokens: it has no map over patches, and is told so.

XCiT and EdgeNeXt let the channels of a head look at one another; factorised attention (CoaT) weighs
all tokens once for each channel. Both are known by their shapes: a channel is as long as there are
tokens.
"""

from torch import Tensor

from vitviz.core.attention.tap import AttentionCall
from vitviz.core.models.architecture import Size


def asks_by_channels(call: AttentionCall, whole: Size) -> bool:
    """Whether channels of a fused call ask each other: their width is the number of tokens.

    `whole` are the patches, and the tokens with those that are no patches.
    """
    return call.queries.shape[3] in whole and call.keys.shape[2] not in whole


def multiplies_channels(call: AttentionCall, pixels: Tensor) -> bool:
    """Whether what a module multiplies by hand, which lies nowhere, are weights of channels.

    There are as many rows as numbers in a value and other columns (factorised), or a value has a
    number for each token of a grid of the picture and the rows are no such grid.
    """
    asking, width = call.queries.shape[2], call.values.shape[3]
    high, wide = pixels.shape[2:]
    grids = {(high // stride) * (wide // stride) for stride in range(1, 1 + min(high, wide))}
    factorised = asking == width != call.keys.shape[2]
    return factorised or (width in grids and asking not in grids)
