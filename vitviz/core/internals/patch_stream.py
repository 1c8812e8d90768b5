"""The patches' tokens between the blocks, whatever happens inside a block.

Where attention and MLP need not be told apart (residual_stream.py tells them), blocks of any kind
do: parallel ones, ones that norm what they add, ones whose class token joins late, ones that hand
on a map instead of a sequence. They are found by the attention inside them.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vitviz.core.internals.block_map import attending_blocks, map_of
from vitviz.core.models.architecture import Size, block_of, holders, refusal
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import Vit, grid_of
from vitviz.core.models.wrapped import Wrapped
from vitviz.errors import ModelError


def patch_stream(
    vit: Vit, pixels: Float[Tensor, "1 3 height width"]
) -> Float[Tensor, "depths patches dim"]:
    """Run one forward pass of a clone and return the patches' tokens before and after each block.

    Depth 0 enters the first block, positions included, and depth k leaves the k-th; patches are in
    reading order, prefix tokens are left out. Of a model with several grids these are the patches
    of its last one after each block there, without what enters the first. Raises
    ModelError("no_patch_tokens") where some block hands on no token of one width for each patch,
    and SizeError for a size that the model does not take.
    """
    if not vit.one_grid:
        return _of_last_grid(vit, pixels)
    grid = grid_of(vit, (pixels.shape[2], pixels.shape[3]))
    attending = [call.name for call in vit.calls if call.kind == "self"]
    names = {block_of(name) for name in (*attending, *vit.unseen)} - {""}
    own, met = clone_sharing_weights(vit), dict[str, object]()
    for name in names:
        _watch(own.module.get_submodule(name), name, met)
    with torch.no_grad():
        own.module(pixels)
    found: list[Tensor] = []
    for name, made in met.items():
        tokens = _patches(made, grid, vit.prefix)
        if tokens is None or (found and tokens.shape != found[0].shape):
            raise refusal("no_patch_tokens", vit.module, part=name)
        found.append(tokens)
    if not found:
        raise refusal("no_patch_tokens", vit.module, part="")
    return torch.stack(found)


def last_grid(vit: Vit) -> tuple[Size, tuple[int, ...]]:
    """Return the grid on which the last patches ask, and which blocks' patches ask there.

    Blocks are those in which patches ask (`block_map.attending_blocks`), counted from 1 over the
    whole model; where branches take turns (CrossViT) these may have others between them.
    """
    grids = [call.made or vit.layout.grid for call in attending_blocks(vit).values()]
    return grids[-1], tuple(k for k, grid in enumerate(grids, 1) if grid == grids[-1])


def _of_last_grid(vit: Vit, pixels: Tensor) -> Float[Tensor, "depths patches dim"]:
    grid_of(vit, (pixels.shape[2], pixels.shape[3]))
    grid, _ = last_grid(vit)
    blocks = {
        name: call
        for name, call in attending_blocks(vit).items()
        if (call.made or vit.layout.grid) == grid
    }
    own, met = clone_sharing_weights(vit).module, dict[str, object]()
    for name in blocks:
        _watch(own.get_submodule(name), name, met)
    with torch.no_grad():
        own(pixels)
    try:
        maps = [map_of(own, met[name], name, call, grid) for name, call in blocks.items()]
        return torch.stack([each.flatten(1).T for each in maps])
    except (ModelError, RuntimeError) as error:  # no map, or one of another width
        raise refusal("no_patch_tokens", vit.module, part="") from error


def final_norm(vit: Vit, dim: int) -> nn.Module | None:
    """Return the layer that norms the last tokens, `dim` numbers each, before anything reads them.

    None where there is no such layer, as in a model that norms the mean of its tokens alone.
    """
    module = vit.module
    if isinstance(module, Wrapped):
        found = [module.model.get_submodule(module.last)]
    else:
        found = [getattr(holder, "norm", None) for holder in holders(module).values()]
    return next((norm for norm in found if isinstance(norm, nn.Module) and _norms(norm, dim)), None)


def _norms(module: nn.Module, dim: int) -> bool:
    weight = getattr(module, "weight", None)
    fits = isinstance(weight, Tensor) and tuple(weight.shape) == (dim,)
    return fits and "norm" in type(module).__name__.lower()


def _watch(block: nn.Module, name: str, met: dict[str, object]) -> None:
    # Hooks live as long as the clone, which ends with the pass.
    def before(_module: nn.Module, given: tuple[object, ...], named: dict[str, object]) -> None:
        if not met:
            met["entrance"] = given[0] if given else next(iter(named.values()), None)

    def after(_module: nn.Module, _given: tuple[object, ...], made: object) -> None:
        met[name] = made

    block.register_forward_pre_hook(before, with_kwargs=True)
    block.register_forward_hook(after)


def _patches(made: object, grid: Size, prefix: int) -> Tensor | None:
    """What a block was given or made, as (patches, dim); None where it is nothing of the kind."""
    tokens = made[0] if isinstance(made, tuple | list) and made else made
    if not isinstance(tokens, Tensor) or tokens.ndim not in (3, 4) or len(tokens) != 1:
        return None
    count = grid[0] * grid[1]
    if tokens.ndim == 4:
        return tokens[0].flatten(0, 1) if tokens.shape[1:3] == grid else None
    if tokens.shape[1] not in (count, prefix + count):
        return None
    return tokens[0, tokens.shape[1] - count :]
