import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from tests.core.families import FAMILIES, noise, small
from vitviz.core.attention.tap import AttentionTap
from vitviz.core.comparison.counting import ATTENTION, Part, parts
from vitviz.core.models.linear import Linear
from vitviz.core.models.load import Cnn, load
from vitviz.errors import ArgumentError, SizeError

PAIR = ["everyday-vit-s14", "efficientnet-lite0"]


@pytest.fixture(scope="module", params=PAIR)
def model(request):
    return load(request.param, device="cpu")


def named(model, pixels):
    return {part.name: part for part in parts(model, pixels)}


def total(found, what):
    return sum(getattr(part, what) for part in found.values())


def test_the_bundled_vit_has_the_counts_of_a_vit_s_14():
    """Width 384, 12 blocks, an MLP of 4 x 384, 16 x 16 patches of 14 px and a class token."""
    d, layers, n, classes = 384, 12, 257, 62
    found = named(load("everyday-vit-s14", device="cpu"), torch.zeros(1, 3, 224, 224))
    flat = 3 * 14 * 14
    assert {name: part.parameters for name, part in found.items()} == {
        "patch_embedding": d * flat + d,
        "positions": (37 * 37 + 1) * d,
        "prefix_tokens": d,
        "attention": layers * (3 * d * d + 3 * d + d * d + d),
        ATTENTION: 0,
        "mlp": layers * (2 * 4 * d * d + 4 * d + d),
        "norms": (2 * layers + 1) * 2 * d,
        "layer_scale": layers * 2 * d,
        "head": classes * d + classes,
    }
    assert {name: part.multiply_adds for name, part in found.items() if part.multiply_adds} == {
        "patch_embedding": 256 * d * flat,
        "attention": layers * n * 4 * d * d,
        ATTENTION: layers * 2 * n * n * d,
        "mlp": layers * n * 8 * d * d,
        "head": classes * d,
    }
    uses = {name: (part.least, part.most) for name, part in found.items()}
    assert uses["patch_embedding"] == (256, 256)
    assert uses["attention"] == uses["mlp"] == uses["norms"] == uses["layer_scale"] == (n, n)
    assert uses["positions"] == uses["head"] == uses["prefix_tokens"] == (1, 1)


def test_only_the_products_of_attention_grow_with_the_square_of_the_tokens():
    vit = load("everyday-vit-s14", device="cpu")
    few, many = (named(vit, torch.zeros(1, 3, side, side)) for side in (112, 224))
    assert many[ATTENTION].multiply_adds * 65**2 == few[ATTENTION].multiply_adds * 257**2
    assert many["mlp"].multiply_adds * 65 == few["mlp"].multiply_adds * 257
    assert many["mlp"].parameters == few["mlp"].parameters


def test_every_parameter_is_counted_once(model):
    found = named(model, torch.zeros(1, 3, 224, 224))
    assert total(found, "parameters") == sum(one.numel() for one in model.module.parameters())


def test_the_multiply_adds_are_those_of_torch_but_for_fused_attention(model, monkeypatch):
    """torch counts the CPU's fused attention as nothing, and a multiply-add as two.

    It does not count what oneDNN multiplies either.
    """
    monkeypatch.setattr(Linear, "forward", nn.Linear.forward)
    pixels = torch.zeros(1, 3, 224, 224)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model.module(pixels)
    found = named(model, pixels)
    weightless = found[ATTENTION].multiply_adds if ATTENTION in found else 0
    assert total(found, "multiply_adds") - weightless == counter.get_total_flops() / 2


class Plain(nn.Module):
    """A stem with stride 2, a depthwise 3 x 3, a 1 x 1, a grouped 3 x 3, a norm, five classes."""

    num_classes = 5

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False)
        self.deep = nn.Conv2d(4, 4, 3, padding=1, groups=4)
        self.point = nn.Conv2d(4, 6, 1)
        self.square = nn.Conv2d(6, 6, 3, groups=2)
        self.norm = nn.BatchNorm2d(6)
        self.last = nn.Linear(6, 5)

    def get_classifier(self):
        return self.last

    def forward(self, pixels):
        features = self.square(self.point(self.deep(self.stem(pixels))))
        return self.last(functional.relu(self.norm(features)).mean(dim=(2, 3)))


def test_a_small_cnn_is_counted_as_by_hand():
    common = dict.fromkeys(("labels", "labels_zh"), ())
    cnn = Cnn(
        name="plain",
        module=Plain().eval(),
        mean=(0, 0, 0),
        std=(1, 1, 1),
        interpolation="bicubic",
        crop=1,
        size=(8, 8),
        device=torch.device("cpu"),
        card={},
        **common,
    )
    assert parts(cnn, torch.zeros(1, 3, 8, 8)) == (
        Part("stem", 4 * 3 * 9, 16, 16, 16 * 108, 16 * 108),
        Part("depthwise", 4 * 9 + 4, 16, 16, 16 * 40, 16 * 36),
        Part("pointwise", 4 * 6 + 6, 16, 16, 16 * 30, 16 * 24),
        Part("convolution", 6 * 3 * 9 + 6, 4, 4, 4 * 168, 4 * 162),
        Part("norms", 12, 4, 4, 4 * 12, 0),
        Part("head", 35, 1, 1, 35, 30),
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_of_every_family_all_parameters_are_counted_and_all_layers_used(family):
    vit = small(family)
    found = named(vit, noise(vit))
    assert total(found, "parameters") == sum(one.numel() for one in vit.module.parameters())
    tokens = vit.layout.patches
    assert found["mlp"].most >= tokens
    assert found["attention"].most >= tokens
    assert found[ATTENTION].multiply_adds > 0


@pytest.mark.parametrize("name", ["resnet10t", "convnext_atto", "efficientnet_b0"])
def test_other_cnns_are_counted_as_torch_does(name):
    cnn = load(name, weights="random", device="cpu")
    pixels = torch.zeros(1, 3, 64, 64)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        cnn.module(pixels)
    found = named(cnn, pixels)
    assert total(found, "multiply_adds") == counter.get_total_flops() / 2
    assert total(found, "parameters") == sum(one.numel() for one in cnn.module.parameters())


def test_an_open_attention_tap_hides_no_product():
    vit = small("vit")
    known = parts(vit, noise(vit))
    with AttentionTap(lambda _: None):
        assert parts(vit, noise(vit)) == known


def test_a_size_that_the_model_does_not_take_is_refused():
    with pytest.raises(SizeError):
        parts(small("vit"), torch.zeros(1, 3, 50, 50))


def test_a_part_that_would_need_less_without_sharing_is_none():
    with pytest.raises(ArgumentError):
        Part("mlp", 10, 2, 3, 19, 0)
