"""The grid of a model whose calls all look at the same tokens: its patches' size tells it."""

from collections.abc import Sequence

from torch import Tensor, nn

from vitviz.core.attention.tap import AttentionCall
from vitviz.core.models.architecture import Size, patch_of, refusal
from vitviz.core.models.channels import asks_by_channels


def grid_of_patches(
    module: nn.Module, pixels: Tensor, tokens: Tensor | None, calls: Sequence[AttentionCall]
) -> tuple[Size, int]:
    """Return (rows, columns) of the patches, and how many tokens stand before them.

    `tokens` are what the body made of the pixels, None where that is no row of tokens. Raises
    ModelError: "no_patch_grid" where no one size of a patch is known, "several_grids" where it is
    not or the calls look at other numbers of tokens, "channel_attention" where channels ask.
    """
    counts = sorted({call.keys.shape[2] for call in calls})
    patch = patch_of(module)
    if patch is None:
        reason = "several_grids" if len(counts) > 1 else "no_patch_grid"
        raise refusal(reason, module, tokens=counts)
    grid = pixels.shape[2] // patch[0], pixels.shape[3] // patch[1]
    patches = grid[0] * grid[1]
    length = 0 if tokens is None else tokens.shape[1]
    # A projector may have merged the patches of a whole grid, k x k of them into one.
    merged = bool(length) and length < patches and patches % length == 0 and counts == [patches]
    whole = (patches, patches if merged else length)
    if any(asks_by_channels(call, whole) for call in calls):
        raise refusal("channel_attention", module, tokens=counts, patches=patches)
    if whole[1] < patches or not set(counts) <= set(whole) or not _asked_by(calls, whole):
        raise refusal("several_grids", module, tokens=counts, patches=patches)
    return grid, whole[1] - patches


def _asked_by(calls: Sequence[AttentionCall], whole: Size) -> bool:
    # What asks fewer queries than a token each is a class or pool call: fewer than the patches.
    asked = {call.queries.shape[2] for call in calls if call.queries.shape[2] != call.keys.shape[2]}
    return all(count <= whole[1] - whole[0] or count == 1 for count in asked)
