"""The tokens that leave each block of a model with several grids, every block on its own grid.

Stages differ in grid and width, so norms and cosines compare within a block, never across stages.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from vitviz.core.internals.block_map import attending_blocks, map_of
from vitviz.core.internals.residual_stream import sinks
from vitviz.core.models.architecture import Size, refusal
from vitviz.core.models.call_spec import CallSpec
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import Vit, grid_of
from vitviz.core.models.token_layout import same_place
from vitviz.errors import ArgumentError, ModelError


@dataclass(frozen=True, eq=False)
class BlockTokens:
    """The patches' tokens as they leave the block `name`, in reading order of its `grid`.

    `entered` are those that it was given, None where they lie on another grid or have another
    width: where the block itself merges patches.
    """

    name: str
    grid: Size
    tokens: Float[Tensor, "patches dim"]
    entered: Float[Tensor, "entered width"] | None = None

    def __post_init__(self) -> None:
        count, rule = self.grid[0] * self.grid[1], "one token for each patch of the grid"
        if len(self.tokens) != count:
            got = len(self.tokens)
            raise ArgumentError("broken_invariant", argument="tokens", rule=rule, got=got)
        if self.entered is not None and self.entered.shape != self.tokens.shape:
            rule, got = f"of the shape {tuple(self.tokens.shape)}", tuple(self.entered.shape)
            raise ArgumentError("broken_invariant", argument="entered", rule=rule, got=got)

    @property
    def norms(self) -> Float[Tensor, " patches"]:
        """The Euclidean norm of each token; compare it with the block's median, not with others."""
        return self.tokens.norm(dim=-1)

    @property
    def added(self) -> Float[Tensor, " patches"] | None:
        """How much the block adds to each token: |tokens - entered| / |entered|.

        0 changes nothing, 1 adds as much as there was. None where nothing comparable entered.
        """
        if self.entered is None:
            return None
        return (self.tokens - self.entered).norm(dim=-1) / self.entered.norm(dim=-1)

    @property
    def outliers(self) -> Bool[Tensor, " patches"]:
        """Which norms stand out among the block's own, by the rule of `residual_stream.sinks`."""
        return sinks(self.norms[None], 0)[0]

    def similarity(self, patch: int, of: Size) -> Float[Tensor, " patches"]:
        """Return each token's cosine, from -1 to 1, with the one where `patch` of a grid `of` lies.

        Where this block's grid is coarser, that token stands for all patches that it covers.
        Raises ArgumentError("no_such_patch") for one that is not on the grid `of`.
        """
        query = same_place(patch, of, self.grid)
        unit = nn.functional.normalize(self.tokens, dim=-1)
        return (unit @ unit[query]).clamp(-1, 1)


def stage_stream(vit: Vit, pixels: Float[Tensor, "1 3 height width"]) -> tuple[BlockTokens, ...]:
    """Run one forward pass of a clone and return what leaves each block in which patches ask.

    Blocks come in the order of their calls. Raises ModelError("no_patch_tokens") where a block
    hands on no token for each patch of its grid (MobileViT's, whose patches are taken apart), and
    SizeError for a size that the model does not take.
    """
    whole = grid_of(vit, (pixels.shape[2], pixels.shape[3]))
    own, given, made = _pass(vit, pixels)
    found: list[BlockTokens] = []
    for name, call in attending_blocks(vit).items():
        grid = call.made or whole
        tokens = _laid(own, made[name], name, call, grid)
        if tokens is None:
            raise refusal("no_patch_tokens", vit.module, part=name)
        entered = _laid(own, given[name], name, call, grid)
        alike = entered is not None and entered.shape == tokens.shape
        found.append(BlockTokens(name, grid, tokens, entered if alike else None))
    return tuple(found)


def _laid(
    own: nn.Module, held: object, name: str, call: CallSpec, grid: Size
) -> Float[Tensor, "patches dim"] | None:
    try:
        return map_of(own, held, name, call, grid).flatten(1).T
    except (ModelError, RuntimeError):  # no map, or one of another number of tokens
        return None


def _pass(vit: Vit, pixels: Tensor) -> tuple[nn.Module, dict[str, object], dict[str, object]]:
    """A clone, what its blocks were given in a pass, and what they gave."""
    own = clone_sharing_weights(vit).module
    given: dict[str, object] = {}
    made: dict[str, object] = {}
    for name in attending_blocks(vit):
        _watch(own.get_submodule(name), name, given, made)
    with torch.no_grad():
        own(pixels)
    return own, given, made


def _watch(block: nn.Module, name: str, given: dict[str, object], made: dict[str, object]) -> None:
    # Hooks live as long as the clone, which ends with the pass.
    def before(_module: nn.Module, inputs: tuple[object, ...]) -> None:
        # Some blocks add to what they were given in place.
        held = tuple(each.clone() if isinstance(each, Tensor) else each for each in inputs)
        given[name] = held[0] if len(held) == 1 else held

    def after(_module: nn.Module, _given: object, out: object) -> None:
        made[name] = out

    block.register_forward_pre_hook(before)
    block.register_forward_hook(after)
