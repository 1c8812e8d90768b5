import pytest
import timm
import torch
from torch import nn

from tests.core.families import FAMILIES, small
from vitviz.core.models.architecture import (
    block_of,
    channels_first,
    entrance,
    family,
    head,
    innermost_block,
    patch_of,
    refusal,
    require_convolutions,
    strides_of,
    tokens_of,
    unseen,
    use_fused_attention,
)
from vitviz.core.models.probing import noise
from vitviz.errors import ModelError

TINY = {"depth": 1, "embed_dim": 48, "num_heads": 3, "img_size": 64}


def test_the_family_is_timms_word_for_it():
    assert family(small("dinov3").module) == "eva"
    assert family(small("deit distilled").module) == "deit"
    assert refusal("why", small("beit").module, part="x").facts == {"family": "beit", "part": "x"}


@pytest.mark.parametrize("name", FAMILIES)
def test_the_patch_is_what_the_first_convolution_strides(name):
    module = small(name).module
    assert patch_of(module) == module.patch_embed.proj.stride


def test_a_hybrids_patch_counts_the_stem_too():
    arguments = TINY | {"img_size": 224, "dynamic_img_size": True}
    module = timm.create_model("vit_tiny_r_s16_p8_224", **arguments).eval()
    assert patch_of(module) == (32, 32)
    assert module.forward_features(noise((64, 96))).shape[1] == 1 + 2 * 3


@pytest.mark.parametrize("size", [8, (8, 8), [8, 8]])
def test_one_number_means_a_square(size):
    module = nn.Module()
    module.patch_embed = nn.Module()
    module.patch_embed.patch_size = size
    assert patch_of(module) == (8, 8)


@pytest.mark.parametrize(
    ("kind", "known"),
    [("naflex", "embeds"), ("qwen3", "encoder.patch_embed"), ("sam", "patch_embed")],
)
def test_the_entrance_is_found_where_it_lies(kind, known):
    module = small(kind).module
    assert entrance(module) == known
    assert patch_of(module) == module.get_submodule(known).patch_size


def test_a_model_without_patches_has_no_entrance():
    assert entrance(timm.create_model("test_convnext")) == ""


@pytest.mark.parametrize(
    ("name", "block"),
    [("blocks.3.attns.0.attn", "blocks.3"), ("encoder.blocks.11.attn", "encoder.blocks.11"),
     ("attn_pool", "")],
)  # fmt: skip
def test_a_block_is_named_up_to_its_number(name, block):
    assert block_of(name) == block


def test_a_map_whose_channels_come_last_is_turned_and_any_other_is_left():
    module, features = nn.Module(), torch.arange(24).view(1, 2, 3, 4)
    assert channels_first(module, features) is features
    module.output_fmt = "NHWC"
    turned = channels_first(module, features)
    assert turned.shape == (1, 4, 2, 3)
    assert torch.equal(turned[0, :, 1, 2], features[0, 1, 2])
    assert torch.equal(tokens_of(module, features), features.flatten(1, 2))


def test_what_is_neither_tokens_nor_a_map_has_no_tokens():
    assert tokens_of(nn.Module(), torch.zeros(1, 2)) is None
    assert tokens_of(nn.Module(), []) is None
    assert tokens_of(nn.Module(), [torch.zeros(1, 2, 3, 3), torch.zeros(1, 4, 2, 2)]) is None


def test_of_several_branches_the_one_with_most_tokens_counts():
    few, many = torch.zeros(1, 2, 3), torch.ones(1, 5, 4)
    assert tokens_of(nn.Module(), [few, many]) is many


def test_a_model_without_patches_has_no_patch_size():
    assert patch_of(timm.create_model("test_convnext")) is None


def test_fused_attention_is_turned_on_whatever_the_environment_says(monkeypatch):
    monkeypatch.setattr("timm.layers.config._USE_FUSED_ATTN", 0)
    module = timm.create_model("vit_tiny_patch16_224", **TINY)
    assert not module.blocks[0].attn.fused_attn
    use_fused_attention(module)
    assert module.blocks[0].attn.fused_attn


def test_a_class_made_from_multihead_attention_is_refused_since_nobody_sees_its_inside():
    class Own(nn.MultiheadAttention):
        pass

    module = timm.create_model("vit_tiny_patch16_224", **TINY)
    module.extra = Own(8, 2)
    with pytest.raises(ModelError) as caught:
        use_fused_attention(module)
    assert (caught.value.reason, caught.value.facts["part"]) == ("fast_path", "extra")


def test_attention_that_no_call_belongs_to_is_unseen():
    module = small("vit").module
    assert unseen(module, ["blocks.0.attn"]) == ("blocks.1.attn",)
    assert unseen(module, ["blocks.0.attn", "blocks.1.attn"]) == ()


@pytest.mark.parametrize("name", ["test_convnext", "test_efficientnet", "test_resnet"])
def test_convolutional_networks_are_known_by_their_map_of_features(name):
    with torch.no_grad():
        require_convolutions(timm.create_model(name).eval(), noise((64, 64)))


@pytest.mark.parametrize("name", ["lambda_resnet26t", "edgenext_xx_small"])
def test_convolutions_with_heads_among_them_are_no_baseline(name):
    with pytest.raises(ModelError) as caught:
        require_convolutions(timm.create_model(name).eval(), noise((64, 64)))
    assert caught.value.reason == "no_attention_seen"
    assert caught.value.facts["heads_in"]


@pytest.mark.parametrize("name", ["efficientnet_lite0", "resnet10t"])
def test_the_strides_of_a_network_are_those_of_its_stages_and_the_last_is_its_maps(name):
    module, sizes = timm.create_model(name).eval(), []
    for stage in module.feature_info:
        part = module.get_submodule(stage["module"])
        part.register_forward_hook(lambda _, __, made: sizes.append(96 // made.shape[2]))
    features = module.forward_features(noise((96, 96)))
    assert strides_of(module) == tuple(sizes) == (2, 4, 8, 16, 32)
    assert features.shape[2] == 96 // 32


def test_a_network_that_does_not_tell_its_strides_has_none():
    assert strides_of(nn.Identity()) == ()


@pytest.mark.parametrize(
    ("name", "block"),
    [("layers.0.blocks.1.attn", "layers.0.blocks.1"), ("blocks.3.attn", "blocks.3"), ("attn", "")],
)
def test_the_innermost_block_ends_with_the_last_number(name, block):
    assert innermost_block(name) == block


@pytest.mark.parametrize("refuses", [NotImplementedError("no head"), None])
def test_an_encoder_has_no_head_whether_it_refuses_or_does_not_know_the_argument(refuses):
    class Encoder(nn.Module):
        def forward_head(self, features):
            raise refuses

    class Refusing(nn.Module):
        def forward_head(self, features, pre_logits):
            raise refuses

    module = Encoder() if refuses is None else Refusing()
    assert head(module, torch.zeros(1)) is None


def test_another_mistake_of_a_head_is_not_swallowed():
    class Wrong(nn.Module):
        def forward_head(self, features, pre_logits):
            return features + "one"

    with pytest.raises(TypeError):
        head(Wrong(), torch.zeros(1))
