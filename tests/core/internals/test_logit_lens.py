from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.nn import functional

from tests.core.families import FAMILIES, noise, small
from vitviz.core.internals.logit_lens import lens, patch_lens
from vitviz.core.internals.residual_stream import Depth, depth
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import load, logits
from vitviz.errors import ArgumentError, ModelError

NO_STEPS = ("parallel blocks", "parallel scaling", "cait")
FAMILIES_WITH_STEPS = [family for family in FAMILIES if family not in NO_STEPS]
CLASS_TOKEN = ["vit", "deit", "dinov2", "dinov2 registers", "rope", "relpos class token", "clip"]
MEAN = ["relpos", "beit", "eva02", "vit mean"]


def seen(family):
    vit = small(family)
    return vit, depth(vit, noise(vit))


def shortened(vit, blocks):
    """The model with its first blocks only."""
    own = clone_sharing_weights(vit)
    own.module.blocks = nn.Sequential(*list(own.module.blocks)[:blocks])
    return own


@pytest.mark.parametrize("family", FAMILIES_WITH_STEPS)
def test_the_last_row_is_what_the_model_says_to_the_last_bit(family):
    vit, found = seen(family)
    said = lens(vit, found)
    assert said.shape == (3, 7)
    if family == "relpos":  # its mean runs over tokens that lie column by column in memory
        torch.testing.assert_close(said[-1], logits(vit, noise(vit)), atol=1e-6, rtol=1e-6)
    else:
        assert torch.equal(said[-1], logits(vit, noise(vit)))


@pytest.mark.parametrize("family", ["vit", "deit distilled", "siglip", "vit registers, mean"])
@pytest.mark.parametrize("blocks", [0, 1])
def test_an_earlier_row_is_what_a_model_with_fewer_blocks_would_say(family, blocks):
    vit, found = seen(family)
    known = logits(shortened(vit, blocks), noise(vit))
    torch.testing.assert_close(lens(vit, found)[blocks], known)


@pytest.mark.parametrize("family", CLASS_TOKEN)
def test_the_lens_of_the_class_token_is_that_of_the_layer(family):
    vit, found = seen(family)
    for tokens, said in zip(found.tokens, lens(vit, found), strict=True):
        torch.testing.assert_close(patch_lens(vit, tokens)[0], said)


@pytest.mark.parametrize("family", CLASS_TOKEN)
def test_a_patch_is_read_by_the_norm_and_the_linear_layer_alone(family):
    vit, found = seen(family)
    module, tokens = vit.module, found.tokens[1]
    known = functional.linear(module.norm(tokens), module.head.weight, module.head.bias)
    torch.testing.assert_close(patch_lens(vit, tokens), known)


@pytest.mark.parametrize("family", MEAN)
def test_where_the_head_reads_the_mean_a_patch_is_its_own_mean(family):
    vit, found = seen(family)
    module, tokens = vit.module, found.tokens[1]
    normed = module.fc_norm(module.norm(tokens))
    known = functional.linear(normed, module.head.weight, module.head.bias)
    torch.testing.assert_close(patch_lens(vit, tokens), known)


@pytest.mark.parametrize("family", FAMILIES_WITH_STEPS)
def test_a_picture_of_one_token_everywhere_says_what_that_token_says(family):
    vit, found = seen(family)
    token = found.tokens[1, -1]
    same = replace(found, tokens=token.expand_as(found.tokens))
    torch.testing.assert_close(patch_lens(vit, token[None])[0], lens(vit, same)[0])


def test_the_distilled_pair_is_the_mean_of_both_heads():
    vit, found = seen("deit distilled")
    normed = vit.module.norm(found.tokens[2])
    known = (vit.module.head(normed) + vit.module.head_dist(normed)) / 2
    torch.testing.assert_close(patch_lens(vit, found.tokens[2]), known)


def test_a_model_without_a_head_has_no_class_to_read():
    vit = load("vit_tiny_patch16_224", weights="random", device="cpu", arguments={"num_classes": 0})
    tokens = torch.zeros(197, 192)
    found = Depth(tokens[None], tokens[None, :0].new_zeros(0, 197, 192), (14, 14), 1, tokens[0, :0])
    for read in (lambda: lens(vit, found), lambda: patch_lens(vit, tokens)):
        with pytest.raises(ModelError, match="no_head"):
            read()


def test_a_model_without_a_final_norm_has_no_lens():
    vit, found = seen("vit")
    own = clone_sharing_weights(vit)
    own.module.norm = None
    with pytest.raises(ModelError, match="no_lens"):
        lens(own, found)


def test_a_pool_with_positions_of_its_own_reads_no_single_token():
    vit, found = seen("siglip")
    own = clone_sharing_weights(vit)
    own.module.attn_pool.pos_embed = nn.Parameter(torch.zeros(15, 48), False)
    assert lens(own, found).shape == (3, 7)
    with pytest.raises(ModelError, match="attn_pool"):
        patch_lens(own, found.tokens[0])


def test_tokens_of_another_width_are_refused():
    with pytest.raises(ArgumentError, match="48 wide"):
        patch_lens(small("vit"), torch.zeros(2, 47))
