"""Patch to vector: the numbers of a patch, the learned filters, and the product of both.

A convolution whose stride is its kernel is one matrix for all patches: each filter, laid flat,
is multiplied with the patch's numbers (Dosovitskiy et al. 2021, eq. 1, the E in it). Here that
matrix is taken out of the model, so that a page can show a patch, a filter and their product.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vitviz.core.models.architecture import Size, entrance, refusal
from vitviz.core.models.load import Vit
from vitviz.errors import ArgumentError


@dataclass(frozen=True, eq=False)
class PatchEmbedding:
    """The learned filters of the patch projection, one for each number of the vector, and bias.

    A filter has the layout of the pixels it reads: 3 colours (R, G, B), height, width, and counts
    on normalised pixels, not on the photo's.
    """

    filters: Float[Tensor, "dim 3 height width"]
    bias: Float[Tensor, " dim"]

    def __post_init__(self) -> None:
        shape = tuple(self.filters.shape)
        _require(len(shape) == 4 and shape[1] == 3, "filters", "dim, 3, height, width", shape)
        _require(self.bias.shape == shape[:1], "bias", "one per filter", tuple(self.bias.shape))

    @property
    def patch(self) -> Size:
        """(height, width) of a patch in pixels."""
        return int(self.filters.shape[2]), int(self.filters.shape[3])

    @property
    def numbers(self) -> int:
        """How many numbers a patch is for the model: 3 x 14 x 14 = 588 for the bundled Vit."""
        return self.filters[0].numel()


def embedding_of(vit: Vit) -> PatchEmbedding:
    """Return the model's patch projection; the tensors are the model's own, nobody may write.

    Raises ModelError("no_patch_projection") where patches are not read by one convolution that
    steps from patch to patch (a hybrid's stem, overlapping patches).
    """
    part = vit.module.get_submodule(entrance(vit.module))
    projection = part if isinstance(part, nn.Conv2d) else getattr(part, "proj", None)
    if not isinstance(projection, nn.Conv2d) or not _reads_patches(projection, vit.patch):
        raise refusal("no_patch_projection", vit.module, part=type(projection).__name__)
    filters, bias = projection.weight.detach(), projection.bias
    return PatchEmbedding(filters, filters.new_zeros(len(filters)) if bias is None else bias.data)


def patches_of(
    pixels: Float[Tensor, "1 3 height width"], patch: Size
) -> Float[Tensor, "tokens numbers"]:
    """Return each patch as the row of numbers that a filter reads: colour, then row, then column.

    `patch` is (height, width) in pixels; patches are in reading order. Raises ArgumentError for
    pixels that are not cut into whole patches.
    """
    sizes = pixels.shape[2], pixels.shape[3]
    whole = min(patch) > 0 and not (sizes[0] % patch[0] or sizes[1] % patch[1])
    _require(whole, "patch", f"divides {sizes}", patch)
    rows, columns = sizes[0] // patch[0], sizes[1] // patch[1]
    cut = pixels[0].reshape(3, rows, patch[0], columns, patch[1])
    # colour, row of patches, y, column of patches, x -> row, column, colour, y, x
    return cut.permute(1, 3, 0, 2, 4).reshape(rows * columns, -1)


def project(
    embedding: PatchEmbedding, patches: Float[Tensor, "tokens numbers"]
) -> Float[Tensor, "tokens dim"]:
    """Return each patch's vector: its numbers times every filter, plus the bias.

    It is what the model's projection makes of the patch, before a norm that may follow and
    before any position is added. Raises ArgumentError for patches of another size.
    """
    _require(
        patches.shape[1] == embedding.numbers,
        "patches",
        f"{embedding.numbers} numbers each",
        tuple(patches.shape),
    )
    with torch.no_grad():
        return torch.addmm(embedding.bias, patches, embedding.filters.flatten(1).T)


def _reads_patches(projection: nn.Conv2d, patch: Size) -> bool:
    plain = projection.padding == (0, 0) and projection.dilation == (1, 1)
    alone = projection.in_channels == 3 and projection.groups == 1
    return plain and alone and projection.kernel_size == projection.stride == patch


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("broken_invariant", argument=argument, rule=rule, got=got)
