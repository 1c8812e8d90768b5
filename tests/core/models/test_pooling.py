import pytest
import timm
import torch
from torch import nn

from tests.core.families import FAMILIES, noise, small
from vitviz.core.models.architecture import body, head
from vitviz.core.models.pooling import pooling_of
from vitviz.errors import ModelError

LINEAR = [name for name in FAMILIES if small(name).layout.pooling is not None]
TINY = {"depth": 1, "embed_dim": 48, "num_heads": 3, "img_size": 64}


def features(name):
    with torch.no_grad():
        return body(small(name).module, noise(small(name)))


@pytest.mark.parametrize("name", LINEAR)
def test_the_head_cannot_tell_the_tokens_from_their_weighted_sum(name):
    vit, tokens = small(name), features(name)
    patches = tokens.shape[1] - vit.prefix
    even = (1 - sum(vit.layout.pooling)) / patches
    weights = torch.tensor([*vit.layout.pooling, *[even] * patches])
    summed = torch.einsum("n,nd->d", weights, tokens[0]).expand_as(tokens)
    torch.testing.assert_close(
        head(vit.module, summed), head(vit.module, tokens), atol=1e-4, rtol=1e-3
    )


class SideBySide(nn.Module):
    """A head over a class token, a register that it leaves alone, and patches."""

    def __init__(self, *parts):
        super().__init__()
        self.parts, self.linear = parts, nn.Linear(8 * len(parts), 3)

    def forward_head(self, tokens, pre_logits=False):
        found = {"class": tokens[:, 0], "mean": tokens[:, 2:].mean(1), "max": tokens[:, 2:].amax(1)}
        return self.linear(torch.cat([found[part] for part in self.parts], dim=1))


@pytest.mark.parametrize(
    ("parts", "known"),
    [(("class", "mean"), (0.5, 0.0)), (("class",), (1.0, 0.0)), (("mean",), (0.0, 0.0))],
)
def test_what_is_read_side_by_side_counts_alike(parts, known):
    tokens = torch.randn(1, 12, 8, generator=torch.Generator().manual_seed(1))
    assert pooling_of(SideBySide(*parts), tokens, 2) == pytest.approx(known, abs=1e-6)


@pytest.mark.parametrize("parts", [("class", "max"), ("max",)])
def test_a_maximum_is_no_fixed_proportion_beside_a_class_token_either(parts):
    tokens = torch.randn(1, 12, 8, generator=torch.Generator().manual_seed(1))
    with pytest.raises(ModelError, match="pooling"):
        pooling_of(SideBySide(*parts), tokens, 2)


@pytest.mark.parametrize("name", LINEAR)
def test_tokens_without_weight_may_be_anything(name):
    vit, tokens = small(name), features(name)
    even = 1 - sum(vit.layout.pooling)
    read = [
        *(weight > 0 for weight in vit.layout.pooling),
        *[even > 0] * (tokens.shape[1] - vit.prefix),
    ]
    other = tokens.clone()
    other[:, ~torch.tensor(read)] = 17.0
    assert torch.equal(head(vit.module, other), head(vit.module, tokens))


@pytest.mark.parametrize(
    ("name", "pooling"),
    [
        ("vit", (1.0,)),
        ("vit mean", ()),
        ("vit registers, mean", (0.0,) * 4),
        ("deit distilled", (0.5, 0.5)),
        ("dinov2 registers", (1.0, 0.0, 0.0, 0.0, 0.0)),
        ("dinov3", (0.0,) * 5),
        ("beit", (0.0,)),
        ("cait", (1.0,)),
    ],
)
def test_each_kind_of_head_is_recognised(name, pooling):
    assert pooling_of(small(name).module, features(name), small(name).prefix) == pooling


@pytest.mark.parametrize("pool", ["max", "avgmax"])
def test_a_maximum_over_tokens_is_no_weighting(pool):
    module = timm.create_model("vit_tiny_patch16_224", global_pool=pool, **TINY).eval()
    module.requires_grad_(False)
    with pytest.raises(ModelError) as caught:
        pooling_of(module, torch.randn(1, 17, 48), 1)
    assert caught.value.reason == "pooling"


def test_a_mean_that_takes_in_the_prefix_weighs_it_like_a_patch():
    arguments = {"global_pool": "avg", "pool_include_prefix": True, **TINY}
    module = timm.create_model("vit_tiny_patch16_224", **arguments).eval().requires_grad_(False)
    assert pooling_of(module, torch.randn(1, 17, 48), 1) == pytest.approx((1 / 17,), abs=1e-5)


@pytest.mark.parametrize("name", ["lowformer", "cpubone"])
def test_the_mean_of_what_is_made_of_each_patch_counts_all_patches_alike(name):
    """Their convolution and its nonlinearity come before the mean."""
    vit = small(name)
    with torch.no_grad():
        tokens = body(vit.module, noise(vit))
    assert pooling_of(vit.module, tokens, 0) == ()
    assert vit.layout.reads == "patches"


class Behind(nn.Module):
    """A head that makes something of each patch, not linearly, and pools it then."""

    def __init__(self, pool, mixing=None):
        super().__init__()
        torch.manual_seed(0)
        self.each = nn.Sequential(nn.Conv2d(8, 16, 1), nn.GELU(), mixing or nn.Identity())
        self.pool, self.linear = pool, nn.Linear(16, 3)

    def forward_head(self, features, pre_logits=False):
        return self.linear(self.pool(self.each(features).flatten(2)))


UNEVEN = torch.linspace(0.5, 1.5, 15) / 15


@pytest.mark.parametrize(
    ("head_of", "fits"),
    [
        (Behind(lambda made: made.mean(2)), True),
        (Behind(lambda made: made.amax(2)), False),
        (Behind(lambda made: made @ UNEVEN), False),
        (Behind(lambda made: (made * made[:, :1].softmax(2)).sum(2)), False),  # an unseen attention
        (Behind(lambda made: made.mean(2), nn.Conv2d(16, 16, 3, padding=1)), False),
    ],
)
def test_only_an_even_mean_of_what_is_made_of_each_patch_alone_is_one(head_of, fits):
    features = torch.randn(1, 8, 3, 5, generator=torch.Generator().manual_seed(1))
    if fits:
        assert pooling_of(head_of, features, 0) == ()
        return
    with pytest.raises(ModelError, match="pooling"):
        pooling_of(head_of, features, 0)


def test_uneven_weights_on_patches_are_refused():
    module = timm.create_model("vit_tiny_patch16_224", **TINY).eval().requires_grad_(False)
    module.pool = lambda x: x[:, 5]
    with pytest.raises(ModelError) as caught:
        pooling_of(module, torch.randn(1, 17, 48), 1)
    assert caught.value.reason == "pooling"
