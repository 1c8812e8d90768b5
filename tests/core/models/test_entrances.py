import pytest
import timm
import torch
from torch import nn

import vitviz
from tests.core.models.towers import SIZE, tower
from vitviz.core.attribution.gradients import gradients, head_gradients
from vitviz.core.comparison.receptive_field import field, layers_of
from vitviz.core.internals.patch_embedding import patches_of
from vitviz.core.models.entrances import entrance_of
from vitviz.core.models.probing import noise
from vitviz.errors import ArgumentError, ModelError

GIVEN = {"mean": (0.5,) * 3, "std": (0.5,) * 3, "size": SIZE, "device": "cpu"}
PATCH = (8, 4)  # 3 x 10 patches; 4 x 8 pixels are as many numbers
LINEAR = "embeddings.cut.linear"


class Flattening(nn.Module):
    """Cut, a norm, one linear layer. `order`: of the patches; `blurred`: mixed with a neighbour."""

    def __init__(self, order=None, *, blurred=False):
        super().__init__()
        self.order, self.blurred = order, blurred
        self.norm, self.linear = nn.LayerNorm(96), nn.Linear(96, 24)

    def forward(self, pixels):
        rows = patches_of(pixels, PATCH)
        rows = rows if self.order is None else rows[self.order]
        rows = (rows + rows.roll(1, 0)) / 2 if self.blurred else rows
        return self.linear(self.norm(rows))[None]


class Embeddings(nn.Module):
    def __init__(self, own, cut):
        super().__init__()
        self.cls_token, self.register_tokens = own.cls_token, own.register_tokens
        self.position_embeddings, self.cut = nn.Parameter(torch.randn(1, 31, 24)), cut

    def forward(self, pixel_values):
        placed = torch.cat([self.cls_token, self.cut(pixel_values)], 1) + self.position_embeddings
        return torch.cat([placed[:, :1], self.register_tokens, placed[:, 1:]], 1)


def flattening(*given, **how):
    """A tower whose patches a linear layer reads."""
    module = tower()
    with torch.random.fork_rng():
        torch.manual_seed(1)
        module.embeddings = Embeddings(module.embeddings, Flattening(*given, **how))
    return module.eval()


def exchanged(one, other):
    order = list(range(30))
    order[one], order[other] = other, one
    return order


@pytest.fixture(scope="module")
def vit():
    return vitviz.wrap(flattening(), **GIVEN, patch=PATCH)


def test_a_convolution_says_its_patch_itself():
    name, patch = entrance_of(tower().eval(), noise(SIZE), None)
    assert (name, patch) == ("embeddings.patch_embeddings", (8, 8))


def test_a_linear_layer_of_patches_in_reading_order_is_found_by_their_size(vit):
    assert entrance_of(flattening(), noise(SIZE), PATCH) == (LINEAR, PATCH)
    assert (vit.patch, vit.layout.grid, vit.layout.reads) == (PATCH, (3, 10), "class")
    assert vit.layout.prefix_roles == ("class", "register", "register")


def test_attention_and_gradients_equal_an_unfused_pass_in_double_precision(vit):
    module = flattening().double()
    parts = [layer.attention for layer in module.encoder.layer]
    for part in parts:
        part.eager = True
    logits = module(noise(SIZE).double()).logits[0]
    maps = [part.weights for part in parts]
    slopes = torch.autograd.grad(logits[3], maps)
    found = gradients(vit, noise(SIZE), 3)
    torch.testing.assert_close(found.trace.logits.double(), logits.detach(), atol=1e-5, rtol=1e-4)
    for layer, known, slope in zip(found.trace.layers, maps, slopes, strict=True):
        mine = vitviz.attention(layer).double()
        torch.testing.assert_close(mine, known[0].detach(), atol=1e-5, rtol=1e-4)
        each = torch.stack([one.clone() for one in head_gradients(found, layer)]).double()
        assert float((each - slope[0]).abs().max() / slope.abs().max()) < 1e-4


def test_the_embedding_feels_its_own_patch_alone(vit):
    found = field(vit, noise(SIZE), layers_of(vit)[0])
    inside = found.values[8:16, 20:24]  # of the middle one, row 1 and column 5
    assert float(inside.sum()) > 0
    assert inside.sum() == pytest.approx(found.values.sum())


@pytest.mark.parametrize("order", [list(range(29, -1, -1)), exchanged(12, 13), exchanged(11, 21)])
def test_patches_in_another_order_are_refused(order):
    with pytest.raises(ModelError, match="no_patch_layer"):
        entrance_of(flattening(order), noise(SIZE), PATCH)


@pytest.mark.parametrize(
    ("how", "patch"), [({"blurred": True}, PATCH), ({}, None), ({}, (4, 8)), ({}, (4, 4))]
)
def test_where_no_layer_reads_such_patches_it_is_said(how, patch):
    with pytest.raises(ModelError, match="no_patch_layer"):
        entrance_of(flattening(**how), noise(SIZE), patch)


@pytest.mark.parametrize("patch", [(0, 8), (8, -4), (7, 8), (8, 16)])
def test_a_patch_that_does_not_divide_the_photo_is_refused(patch):
    with pytest.raises(ArgumentError, match="divides"):
        entrance_of(flattening(), noise(SIZE), patch)


@pytest.mark.parametrize(
    "module", [tower(), timm.create_model("test_vit", img_size=SIZE)], ids=["own", "timm"]
)
def test_another_patch_than_the_module_reads_is_refused(module):
    with pytest.raises(ArgumentError, match="reads"):
        vitviz.wrap(module, **GIVEN, patch=4)


def test_a_pass_that_fails_is_told():
    with pytest.raises(ModelError, match="pass_failed"):
        entrance_of(flattening(), noise((64, 64)), PATCH)


def test_no_hook_is_left_on_the_module():
    module = flattening()
    entrance_of(module, noise(SIZE), PATCH)
    assert not any(part._forward_pre_hooks for part in module.modules())
