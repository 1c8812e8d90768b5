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
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import Vit, grid_of
from vitviz.core.models.token_layout import same_place
from vitviz.errors import ArgumentError, ModelError


@dataclass(frozen=True, eq=False)
class BlockTokens:
    """The patches' tokens as they leave the block `name`, in reading order of its `grid`."""

    name: str
    grid: Size
    tokens: Float[Tensor, "patches dim"]

    def __post_init__(self) -> None:
        count, rule = self.grid[0] * self.grid[1], "one token for each patch of the grid"
        if len(self.tokens) != count:
            got = len(self.tokens)
            raise ArgumentError("broken_invariant", argument="tokens", rule=rule, got=got)

    @property
    def norms(self) -> Float[Tensor, " patches"]:
        """The Euclidean norm of each token; compare it with the block's median, not with others."""
        return self.tokens.norm(dim=-1)

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
    own, met = _pass(vit, pixels)
    found: list[BlockTokens] = []
    for name, call in attending_blocks(vit).items():
        grid = call.made or whole
        try:
            laid = map_of(own, met[name], name, call, grid)
        except ModelError as error:
            raise refusal("no_patch_tokens", vit.module, part=name) from error
        found.append(BlockTokens(name, grid, laid.flatten(1).T))
    return tuple(found)


def _pass(vit: Vit, pixels: Tensor) -> tuple[nn.Module, dict[str, object]]:
    """A clone, and what its blocks gave in a pass."""
    own, met = clone_sharing_weights(vit).module, dict[str, object]()
    for name in attending_blocks(vit):
        _watch(own.get_submodule(name), name, met)
    with torch.no_grad():
        own(pixels)
    return own, met


def _watch(block: nn.Module, name: str, met: dict[str, object]) -> None:
    # Hooks live as long as the clone, which ends with the pass.
    def note(_module: nn.Module, _given: object, made: object) -> None:
        met[name] = made

    block.register_forward_hook(note)
