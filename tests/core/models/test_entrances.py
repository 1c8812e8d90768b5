import pytest
import torch
from torch import nn

import vitviz
from tests.core.models.towers import PATCH, SIZE, tower
from vitviz.core.models.entrances import entrance_of
from vitviz.core.models.probing import noise
from vitviz.errors import ArgumentError, ModelError

GIVEN = {"mean": (0.5,) * 3, "std": (0.5,) * 3, "size": SIZE, "device": "cpu"}
LINEAR = "embeddings.patch_embeddings.linear"


class Laid(nn.Module):
    """The same numbers as a convolution's, by a linear layer of flat patches (row, column, colour).

    `order` "columns" hands it the patches column after column.
    """

    def __init__(self, convolution, order="rows"):
        super().__init__()
        self.linear = nn.Linear(3 * PATCH * PATCH, convolution.out_channels)
        self.linear.weight.data = convolution.weight.data.permute(0, 2, 3, 1).flatten(1)
        self.linear.bias.data = convolution.bias.data
        self.order = order

    def forward(self, pixels):
        rows, cols = pixels.shape[2] // PATCH, pixels.shape[3] // PATCH
        cut = pixels.view(1, 3, rows, PATCH, cols, PATCH)
        axes = (0, 2, 4, 3, 5, 1) if self.order == "rows" else (0, 4, 2, 3, 5, 1)
        made = self.linear(cut.permute(axes).reshape(1, rows * cols, -1))
        return made.transpose(1, 2).unflatten(2, (rows, cols))


def laid(order="rows"):
    module = tower()
    module.embeddings.patch_embeddings = Laid(module.embeddings.patch_embeddings, order)
    return module.eval()


def test_a_convolution_says_its_patch_itself():
    name, patch = entrance_of(tower().eval(), noise(SIZE), None)
    assert (name, patch) == ("embeddings.patch_embeddings", (PATCH, PATCH))


def test_a_linear_layer_of_patches_in_reading_order_is_found_by_their_size():
    assert entrance_of(laid(), noise(SIZE), (PATCH, PATCH)) == (LINEAR, (PATCH, PATCH))


def test_maps_behind_a_linear_layer_are_those_behind_its_convolution():
    vit, other = vitviz.wrap(laid(), **GIVEN, patch=PATCH), vitviz.wrap(tower(), **GIVEN)
    assert (vit.layout.grid, vit.patch) == ((3, 5), (PATCH, PATCH))
    traces = [vitviz.capture(each, noise(SIZE)) for each in (vit, other)]
    for mine, known in zip(*(trace.layers for trace in traces), strict=True):
        torch.testing.assert_close(
            vitviz.attention(mine), vitviz.attention(known), atol=1e-5, rtol=0
        )


@pytest.mark.parametrize(
    ("order", "patch"),
    [("columns", (PATCH, PATCH)), ("rows", None), ("rows", (4, 4))],
)
def test_other_patches_than_those_in_reading_order_are_refused(order, patch):
    with pytest.raises(ModelError, match="no_patch_layer"):
        entrance_of(laid(order), noise(SIZE), patch)


@pytest.mark.parametrize("patch", [(0, 8), (7, 8)])
def test_a_patch_that_does_not_divide_the_photo_is_refused(patch):
    with pytest.raises(ArgumentError, match="divides"):
        entrance_of(laid(), noise(SIZE), patch)


def test_another_patch_than_the_convolutions_is_refused():
    with pytest.raises(ArgumentError, match="which the convolution"):
        vitviz.wrap(tower(), **GIVEN, patch=4)


def test_a_pass_that_fails_is_told():
    with pytest.raises(ModelError, match="pass_failed"):
        entrance_of(laid(), noise((64, 64)), (PATCH, PATCH))
