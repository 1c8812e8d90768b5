"""What the blocks of the last stage would predict in a model with several grids.

The classifier reads tokens of one width, so those of an earlier stage cannot be given to it. What a
block of the last stage hands on takes the last one's place, and the rest of the pass runs on it
(replay.py): the model's own final norm, pooling and head (the logit lens, nostalgebraist 2020).
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vitviz.core.internals.block_map import attending_blocks, map_of
from vitviz.core.internals.replay import Ending
from vitviz.core.models.architecture import Size, refusal
from vitviz.core.models.call_spec import CallSpec
from vitviz.core.models.classes import require_head
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import Vit, grid_of, scores
from vitviz.errors import ArgumentError, ModelError

_AT_ONCE = 32  # patches that are read in one end of a pass


@dataclass(frozen=True, eq=False)
class Reading:
    """The logits after the block `name`, and of each patch of its `grid` read alone, in order.

    A patch alone stands in every place of the block's output, so that the head reads it and nothing
    else. `patches` is None where the block hands on no token for each patch.
    """

    name: str
    grid: Size
    logits: Float[Tensor, " classes"]
    patches: Float[Tensor, "patches classes"] | None

    def __post_init__(self) -> None:
        known = (self.grid[0] * self.grid[1], len(self.logits))
        if self.patches is not None and tuple(self.patches.shape) != known:
            got, rule = tuple(self.patches.shape), f"of the shape {known}"
            raise ArgumentError("broken_invariant", argument="patches", rule=rule, got=got)


def stage_lens(
    vit: Vit, pixels: Float[Tensor, "1 3 height width"]
) -> dict[str, Float[Tensor, " classes"]]:
    """Return the logits that the rest of the model gives to each block of the last stage, by name.

    One pass, and its end for each block. The last one's are the model's own answer. Blocks of
    earlier stages are left out, as their output has another shape than the head reads. Raises
    ModelError("no_head") for a model without classes, ModelError("more_than_head") where the model
    goes on after its last such block with more than norms, pooling and the head (DaViT's channels,
    CrossViT's branches), SizeError for a size that the model does not take.
    """
    ending = _ending(vit, pixels, attending_blocks(vit))
    return _read(vit, ending)


def stage_readings(vit: Vit, pixels: Float[Tensor, "1 3 height width"]) -> tuple[Reading, ...]:
    """Return the same with what each patch alone would say; raises as `stage_lens`."""
    return tuple(readings(vit, pixels))


def readings(vit: Vit, pixels: Float[Tensor, "1 3 height width"]) -> Generator[Reading, None, None]:
    """Give what `stage_readings` returns one by one, resting after each."""
    blocks = attending_blocks(vit)
    ending = _ending(vit, pixels, blocks)
    for name, logits in _read(vit, ending).items():
        grid = blocks[name].made or grid_of(vit, (pixels.shape[2], pixels.shape[3]))
        patches = _alone(vit, ending, name, blocks[name], grid)
        yield Reading(name, grid, logits, patches)


def _ending(vit: Vit, pixels: Tensor, blocks: Mapping[str, CallSpec]) -> Ending:
    require_head(vit)
    grid_of(vit, (pixels.shape[2], pixels.shape[3]))
    if not blocks:  # CaiT's are talking heads, which cannot be captured
        raise refusal("no_lens", vit.module, part="blocks")
    ending = Ending(clone_sharing_weights(vit).module, pixels, list(blocks)[-1], blocks)
    _require_head_alone(vit.module, tuple(blocks), ending.after)
    return ending


def _read(vit: Vit, ending: Ending) -> dict[str, Tensor]:
    *before, last = ending.made
    shapes = {name: _shapes(made) for name, made in ending.made.items()}
    alike = [name for name in before if shapes[name] == shapes[last]]
    found = {name: scores(vit, ending.of(ending.made[name]))[0] for name in alike}
    return {**found, last: scores(vit, ending.said)[0]}


def _alone(vit: Vit, ending: Ending, name: str, call: CallSpec, grid: Size) -> Tensor | None:
    made = ending.made[name]
    try:
        tokens = map_of(vit.module, made, name, call, grid).flatten(1).T
    except ModelError:
        return None
    with_numbers = [scores(vit, said) for said in _ends(ending, made, tokens, grid)]
    return torch.cat(with_numbers)


def _ends(ending: Ending, made: object, tokens: Tensor, grid: Size) -> list[Tensor]:
    """What the end says of each token in all places: many at once, or where that fails each."""
    try:
        return [ending.of(filled(made, some, grid)) for some in tokens.split(_AT_ONCE)]
    except RuntimeError:  # PiT lays its map for as many pictures as came in
        return [ending.of(filled(made, one, grid)) for one in tokens.split(1)]


def filled(made: object, tokens: Float[Tensor, "batch dim"], grid: Size) -> object:
    """Return what a block made of one picture as if of several, each with one token everywhere.

    Prefix tokens are replaced too. What goes along and is not as wide (TNT's pixels) stays.
    """
    if isinstance(made, tuple | list):
        return type(made)(filled(each, tokens, grid) for each in made)
    if not isinstance(made, Tensor) or not made.is_floating_point():
        return made
    batch, width = tokens.shape
    first = made.ndim == 4 and made.shape[1:3] != grid and made.shape[2:] == grid
    if made.shape[1 if first else -1] != width:
        return made
    shape = (batch, width, 1, 1) if first else (batch, *(1,) * (made.ndim - 2), width)
    return tokens.view(shape).expand(batch, *made.shape[1:]).clone()


def _require_head_alone(module: nn.Module, blocks: tuple[str, ...], after: list[str]) -> None:
    stages = {name.partition(".")[0] for name in blocks}
    for name in after:
        part = module.get_submodule(name)
        mixes = isinstance(part, nn.Conv2d) and max(part.kernel_size) > 1
        plain = "norm" in type(part).__name__.lower() or not list(part.parameters())
        if mixes or (name.partition(".")[0] in stages and not plain):
            raise refusal("more_than_head", module, part=name)


def _shapes(made: object) -> list[tuple[int, ...] | None]:
    held = made if isinstance(made, tuple | list) else (made,)
    return [tuple(each.shape) if isinstance(each, Tensor) else None for each in held]
