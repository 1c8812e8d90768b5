"""What leaves a block as a map on the block's own grid, in models whose stages have several grids.

Blocks hand on channels first or last, prefix tokens before the patches, Hiera its tokens in the
order of its windows, NesT and MobileViT their windows apart. All are laid in reading order here.
"""

from jaxtyping import Float
from torch import Tensor, nn

from vitviz.core.models.architecture import Size, innermost_block, refusal
from vitviz.core.models.call_spec import CallSpec
from vitviz.core.models.load import Vit


def attending_blocks(vit: Vit) -> dict[str, CallSpec]:
    """Return the innermost block of every call in which patches ask; what leaves it is on its grid.

    Of the calls of one block (TNT's inner and outer ones) it is the last. What holds blocks itself
    (LeViT's stages, which begin with an attention) is none.
    """
    looking = (call for call in vit.calls if call.kind == "self")
    found = {_around(vit.module, call.name): call for call in looking}
    holding = {name for name in found if any(other.startswith(f"{name}.") for other in found)}
    return {name: call for name, call in found.items() if name not in holding}


def _around(module: nn.Module, name: str) -> str:
    """The innermost block that a module is, or is in.

    What stands in a row with others unlike it is a step of a block (LowFormer's norm, attention).
    """
    inner = innermost_block(name)
    if inner != name:
        return inner
    row, own = module.get_submodule(name.rpartition(".")[0]), module.get_submodule(name)
    step = any(type(part) is not type(own) for part in row.children())
    return (innermost_block(name.rpartition(".")[0]) if step else "") or name


def map_of(
    module: nn.Module, made: object, layer: str, call: CallSpec, grid: Size
) -> Float[Tensor, "channels rows cols"]:
    """Return what the block `layer` of `module` made as a map on this grid.

    Raises ModelError("unequal_grids") where nothing of it is one.
    """
    reroll = getattr(module, "reroll", None)
    if reroll is not None:  # Hiera's tokens are in the order of its windows
        made = reroll(made, int(layer.rpartition(".")[2]))
    held = made if isinstance(made, tuple | list) else (made,)
    (rows, cols), windows = grid, call.windows
    for each in held:
        if not isinstance(each, Tensor):
            continue
        if len(each) != 1:
            if windows is None or each.ndim != 3 or each.shape[:2] != windows.places.shape:
                continue
            return windows.lay(each[:, None])[0].T.unflatten(1, grid)  # MobileViT's, as a batch
        if each.ndim == 4 and each.shape[1:3] == grid:
            return each[0].movedim(-1, 0)
        if each.ndim == 4 and each.shape[2:] == grid:
            return each[0]
        if windows is not None and each.shape[1:3] == windows.places.shape:  # NesT keeps them apart
            return windows.lay(each[0][:, None])[0].T.unflatten(1, grid)
        tokens = each[:, 0] if each.ndim == 4 and each.shape[1] == 1 else each
        if tokens.ndim == 3 and 0 <= tokens.shape[1] - rows * cols <= call.prefix:
            return tokens[0, -rows * cols :].T.unflatten(1, grid)
    raise refusal("unequal_grids", module)
