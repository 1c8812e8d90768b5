import copy

import pytest
import timm
import torch
from timm.layers import Attention
from torch import nn
from torch.nn import functional

from tests.core.families import FAMILIES, small
from vitviz.core.models import probing
from vitviz.core.models.call_spec import CallSpec
from vitviz.core.models.load import load
from vitviz.core.models.probing import noise, probe, probe_sizes
from vitviz.errors import ModelError

TINY = {"depth": 2, "embed_dim": 48, "num_heads": 3, "img_size": (48, 80), "num_classes": 7}
REFUSED = [
    ("coat_lite_tiny", {}, "channel_attention", "coat"),  # factorised: by its channels
    ("edgenext_xx_small", {}, "channel_attention", "edgenext"),
    ("xcit_nano_12_p16_224", {"depth": 1}, "channel_attention", "xcit"),
    ("vit_tiny_patch16_224", TINY | {"global_pool": "max"}, "pooling", "vision_transformer"),
    ("vit_tiny_patch16_224", TINY | {"global_pool": "avgmax"}, "pooling", "vision_transformer"),
    ("mixer_s32_224", {}, "no_attention_seen", "mlp_mixer"),
    ("efficientvit_m0", {}, "combined_maps", "efficientvit_msra"),  # each head reads the one before
    ("efficientvit_m5", {}, "combined_maps", "efficientvit_msra"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "reason", "family"), REFUSED)
def test_a_family_that_cannot_be_opened_is_refused_by_name_and_reason(
    name, arguments, reason, family
):
    with pytest.raises(ModelError) as caught:
        load(name, weights="random", device="cpu", arguments=arguments)
    assert caught.value.reason == reason
    assert caught.value.facts["name"] == name
    assert caught.value.facts["family"] == family


class Twice(Attention):
    """Two maps added: a combination that is no difference."""

    def forward(self, x, **arguments):
        return super().forward(x, **arguments) + super().forward(x.flip(1), **arguments)


def test_a_module_that_adds_two_maps_is_refused():
    module = copy.deepcopy(small("vit").module)
    module.blocks[1].attn.__class__ = Twice
    with pytest.raises(ModelError, match="combined_maps"):
        probe(module, noise((48, 80)))


def test_a_difference_of_two_maps_is_one_signed_call():
    calls = small("differential").calls
    assert [(call.name, call.signed) for call in calls] == [
        ("blocks.0.attn", True),
        ("blocks.1.attn", True),
    ]
    assert not any(call.signed for call in small("vit").calls)


@pytest.mark.parametrize("family", FAMILIES)
def test_each_call_is_probed_with_its_module_and_shape(family):
    vit = small(family)
    for call in vit.calls:
        owner = vit.module.get_submodule(call.name)
        assert call.heads == owner.num_heads
        assert (call.kind == "self") == (call.queries is None)
    assert len({call.name for call in vit.calls}) == len(vit.calls)


@pytest.mark.parametrize(
    ("family", "calls"),
    [
        ("vit", ("blocks.0.attn", "blocks.1.attn")),
        ("parallel scaling", ("blocks.0", "blocks.1")),
        ("siglip", ("blocks.0.attn", "blocks.1.attn", "attn_pool")),
        ("cait", ("blocks_token_only.0.attn", "blocks_token_only.1.attn")),
        ("parallel blocks", tuple(f"blocks.{b}.attns.{k}.attn" for b in (0, 1) for k in (0, 1))),
    ],
)
def test_calls_come_in_the_order_of_the_pass(family, calls):
    assert tuple(call.name for call in small(family).calls) == calls


def test_class_and_pool_calls_are_told_from_self_attention():
    kinds = {name: [call.kind for call in small(name).calls] for name in ("vit", "siglip", "cait")}
    assert kinds == {
        "vit": ["self", "self"],
        "siglip": ["self", "self", "pool"],
        "cait": ["class", "class"],
    }


def test_a_pool_that_leaves_out_the_prefix_has_none():
    (pool,) = (call for call in small("pool without prefix").calls if call.kind == "pool")
    assert pool == CallSpec("attn_pool", "pool", heads=3, dim=16, queries=1, prefix=0)
    assert small("pool without prefix").prefix == 1


@pytest.mark.parametrize("family", FAMILIES)
def test_attention_that_is_not_among_the_calls_is_named(family):
    hidden = ("blocks.0.attn", "blocks.1.attn") if family == "cait" else ()
    assert small(family).unseen == hidden


def test_a_convolutional_network_makes_no_call():
    module = timm.create_model("test_convnext").eval()
    assert probe(module, noise((64, 64))) is None
    assert probe_sizes(module, (64, 64)) == (None, False)


def test_a_pool_with_positions_of_its_own_binds_the_model_to_its_size():
    arguments = TINY | {"dynamic_img_size": True, "global_pool": "map", "class_token": False}
    module = timm.create_model("vit_tiny_patch16_224", **arguments).eval()
    assert probe_sizes(module, (48, 80))[1]
    module.attn_pool.pos_embed = nn.Parameter(torch.zeros(15, 48))
    assert not probe_sizes(module, (48, 80))[1]  # tried on another number of patches
    module.attn_pool.pos_embed = nn.Parameter(torch.zeros(24, 48))
    probed, dynamic = probe_sizes(module, (64, 96))
    assert (len(probed.calls), dynamic) == (3, False)


def test_a_mean_that_weighs_a_prefix_token_by_the_grid_binds_the_model_to_its_size():
    arguments = TINY | {"dynamic_img_size": True, "global_pool": "avg", "pool_include_prefix": True}
    probed, dynamic = probe_sizes(
        timm.create_model("vit_tiny_patch16_224", **arguments).eval(), (64, 96)
    )
    assert probed.layout.reads == "tokens"
    assert not dynamic


def fused(*tensors, **options):
    return functional.scaled_dot_product_attention(*tensors, **options)


class Odd(nn.Module):
    """A model of one attention call, made as the test says."""

    num_heads = 1

    def __init__(self, call):
        super().__init__()
        self.patch_embed = nn.Module()
        self.patch_embed.patch_size = 16
        self.call = call

    def forward_features(self, x):
        tokens = x.unfold(2, 16, 16).unfold(3, 16, 16).mean((-1, -2)).flatten(2).transpose(1, 2)
        return self.call(tokens[:, None])[:, 0]

    def forward_head(self, x, pre_logits=False):
        return x.mean(1)


def reason_of(call):
    with pytest.raises(ModelError) as caught:
        probe(Odd(call), noise((48, 80)))
    return caught.value.reason


def test_a_causal_call_is_unusual():
    assert reason_of(lambda x: fused(x, x, x, is_causal=True)) == "unusual_call"


def test_a_map_that_cannot_be_recomputed_is_refused():
    assert reason_of(lambda x: fused(x * float("nan"), x, x)) == "not_reproduced"


def test_a_window_that_covers_the_grid_is_no_window():
    arguments = {"depth": 1, "embed_dim": 48, "num_heads": 3, "img_size": 112, "window_size": 7}
    vit = load("samvit_base_patch16_224", weights="random", device="cpu", arguments=arguments)
    assert (vit.layout.grid, vit.dynamic) == ((7, 7), False)


def test_values_that_are_all_0_are_reproduced():
    probed = probe(Odd(lambda x: fused(x, x, x * 0) + 0 * x), noise((48, 80)))
    assert len(probed.calls) == 1


def test_an_encoders_own_merging_binds_it_to_its_size():
    assert not small("qwen3 encoder").dynamic
    assert small("qwen3").dynamic


def test_a_pass_that_fails_is_told_as_such():
    assert reason_of(lambda x: x @ x) == "pass_failed"


def test_a_pass_without_room_says_so_of_the_machine_and_not_of_the_model():
    assert reason_of(lambda x: x.new_empty(1 << 60)) == "no_memory"


def test_no_room_for_following_its_tokens_is_of_the_machine_too(monkeypatch):
    def without_room(*_):
        torch.empty(1 << 60)

    module = copy.deepcopy(small("pvt").module)
    monkeypatch.setattr(probing, "places_of", without_room)
    with pytest.raises(ModelError, match="no_memory"):
        probe(module, noise((64, 64)))


def test_a_plain_call_of_the_same_model_is_probed():
    probed = probe(Odd(lambda x: fused(x, x, x)), noise((48, 80)))
    assert [call.kind for call in probed.calls] == ["self"]
    assert (probed.layout.prefix_roles, probed.layout.pooling) == ((), ())


def test_probing_disturbs_no_random_numbers():
    torch.manual_seed(5)
    want = torch.randn(3)
    torch.manual_seed(5)
    load("test_vit", weights="random", device="cpu", arguments={"depth": 1})
    assert torch.equal(torch.randn(3), want)
