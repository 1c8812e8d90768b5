from dataclasses import replace

import pytest
import torch

from tests.core.families import FAMILIES, noise, small
from vitviz.core.internals.residual_stream import Depth, added, depth, norms, similarity, sinks
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import load, logits
from vitviz.errors import ArgumentError, ModelError, SizeError

NO_STEPS = ("parallel blocks", "parallel scaling", "cait")
FAMILIES_WITH_STEPS = [family for family in FAMILIES if family not in NO_STEPS]
TINY = {"depth": 2, "embed_dim": 48, "num_heads": 3, "num_classes": 7, "img_size": (48, 80)}


def entering(vit, pixels):
    """The tokens before the first block, by the model's own steps."""
    found, own = [], clone_sharing_weights(vit)
    own.module.blocks[0].register_forward_pre_hook(lambda _m, given: found.append(given[0][0]))
    logits(own, pixels)
    return found[0]


def drawn(seed=0, prefix=1, grid=(2, 3), depths=3, dim=8):
    generator = torch.Generator().manual_seed(seed)
    tokens = torch.randn(depths, prefix + grid[0] * grid[1], dim, generator=generator)
    middle = torch.randn(tokens[1:].shape, generator=generator)
    return Depth(tokens, middle, grid, prefix, torch.zeros(2))


@pytest.mark.parametrize("family", FAMILIES_WITH_STEPS)
def test_the_steps_begin_at_the_first_block_and_end_at_the_final_norm(family):
    vit = small(family)
    pixels = noise(vit)
    found, module = depth(vit, pixels), vit.module
    assert len(found.tokens) == len(module.blocks) + 1 == len(found.middle) + 1
    assert torch.equal(found.tokens[0], entering(vit, pixels))
    assert torch.equal(module.norm(found.tokens[-1:]), module.forward_features(pixels))
    assert torch.equal(found.logits, logits(vit, pixels))
    assert (found.grid, found.prefix) == ((3, 5), vit.prefix)


@pytest.mark.parametrize(
    "family", ["vit", "dinov2", "dinov2 registers", "siglip", "pool with prefix"]
)
def test_attention_adds_its_scaled_output_and_the_mlp_adds_its_own(family):
    vit = small(family)
    found = depth(vit, noise(vit))
    for block, before, middle, after in zip(
        vit.module.blocks, found.tokens, found.middle, found.tokens[1:], strict=False
    ):
        with torch.no_grad():
            attention = block.ls1(block.attn(block.norm1(before[None])))[0]
            mlp = block.ls2(block.mlp(block.norm2(middle[None])))[0]
        torch.testing.assert_close(middle - before, attention, atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(after - middle, mlp, atol=1e-5, rtol=1e-5)


def test_layer_scale_of_any_size_is_part_of_what_is_added():
    vit = clone_sharing_weights(small("dinov2"))
    for block in vit.module.blocks:
        gamma = torch.linspace(-2, 2, 48) ** 3 * 1e-3
        block.ls1.gamma = torch.nn.Parameter(gamma, False)
    found = depth(vit, noise(vit))
    block = vit.module.blocks[0]
    with torch.no_grad():
        known = block.ls1(block.attn(block.norm1(found.tokens[:1])))[0]
    torch.testing.assert_close(found.middle[0] - found.tokens[0], known, atol=1e-5, rtol=0)


@pytest.mark.parametrize("family", NO_STEPS)
def test_blocks_that_do_not_add_twice_are_refused(family):
    vit = small(family)
    with pytest.raises(ModelError) as refused:
        depth(vit, noise(vit))
    assert refused.value.reason == "no_residual_steps"
    assert refused.value.facts["part"] == "blocks.0"


@pytest.mark.parametrize("name", ["vit_base_patch16_rpn_224", "vit_relpos_small_patch16_rpn_224"])
def test_blocks_that_norm_what_they_add_are_refused(name):
    vit = load(name, weights="random", device="cpu", arguments=TINY)
    with pytest.raises(ModelError, match="no_residual_steps"):
        depth(vit, noise(vit))


def test_a_block_that_damps_the_stream_is_refused_though_its_parts_have_the_right_names():
    vit = clone_sharing_weights(small("vit"))
    block = vit.module.blocks[1]
    block.forward = lambda x: (
        (m := 0.9 * x + block.attn(block.norm1(x))) + block.mlp(block.norm2(m))
    )
    with pytest.raises(ModelError) as refused:
        depth(vit, noise(vit))
    assert refused.value.facts["part"] == "blocks.1"


def test_the_shared_model_has_no_hook_and_says_what_it_said():
    vit = small("vit")
    before = logits(vit, noise(vit))
    depth(vit, noise(vit))
    hooks = [part._forward_hooks or part._forward_pre_hooks for part in vit.module.modules()]
    assert not any(hooks)
    assert torch.equal(logits(vit, noise(vit)), before)


def test_another_size_has_its_own_grid_and_an_impossible_one_is_refused():
    vit = small("vit")
    assert depth(vit, noise(vit, size=(64, 32))).grid == (4, 2)
    with pytest.raises(SizeError):
        depth(vit, noise(vit, size=(50, 32)))


def test_what_is_added_is_measured_against_the_stream_it_is_added_to():
    one = torch.zeros(4)
    one[0] = 1
    tokens = torch.stack([2 * one, 6 * one]).expand(3, 2, 4).transpose(0, 1)
    middle = torch.stack([2 * one, torch.tensor([2.0, 3, 0, 0]), 3 * one])[None]
    attention, mlp = added(Depth(tokens, middle, (1, 3), 0, torch.zeros(0)))
    torch.testing.assert_close(attention, torch.tensor([[0.0, 1.5, 0.5]]))
    torch.testing.assert_close(mlp, torch.tensor([[2.0, 5 / 13**0.5, 1.0]]))


def test_norms_are_euclidean():
    found = drawn()
    torch.testing.assert_close(norms(found), (found.tokens**2).sum(-1).sqrt())


def test_a_token_far_above_the_patches_norms_is_a_sink():
    lengths = torch.tensor([[9.0, 10, 11, 10, 9, 11, 10, 100, 10], [3.0, 1, 1, 2, 2, 2, 3, 3, 4]])
    found = sinks(lengths, 0)
    assert found.nonzero().tolist() == [[0, 7]]


def test_the_limit_is_six_robust_deviations_above_the_patches_median():
    patches = torch.tensor([8.0, 9, 10, 11, 12])  # median 10, MAD 1
    limit = 10 + 6 * 1.4826
    below, above = (
        torch.cat([torch.tensor([limit + step]), patches])[None] for step in (-0.01, 0.01)
    )
    assert not sinks(below, 1).any()
    assert sinks(above, 1).tolist() == [[True, False, False, False, False, False]]


def test_a_short_token_or_rounding_among_equals_is_no_sink():
    even = torch.full((1, 20), 5.0)
    even[0, 3] += 1e-5
    even[0, 7] = 0.01
    assert not sinks(even, 1).any()
    even[0, 9] = 5.1
    assert sinks(even, 1).nonzero().tolist() == [[0, 9]]


def test_without_patches_nothing_says_what_is_usual():
    with pytest.raises(ArgumentError, match="prefix"):
        sinks(torch.ones(2, 3), 3)


def test_similarity_is_the_cosine_to_one_token():
    found = drawn()
    for token in (0, 6):
        known = torch.nn.functional.cosine_similarity(
            found.tokens, found.tokens[:, [token]].expand_as(found.tokens), dim=-1
        )
        torch.testing.assert_close(similarity(found, token), known)
        torch.testing.assert_close(similarity(found, token)[:, token], torch.ones(3))


def test_similarity_does_not_depend_on_length():
    found = drawn()
    longer = replace(found, tokens=found.tokens * torch.arange(1.0, 8)[:, None])
    torch.testing.assert_close(similarity(longer, 2), similarity(found, 2))


@pytest.mark.parametrize("token", [-1, 7])
def test_a_token_that_is_not_there_is_refused(token):
    with pytest.raises(ArgumentError, match="no_such_token"):
        similarity(drawn(), token)


def test_a_depth_whose_parts_do_not_fit_is_refused():
    found = drawn()
    with pytest.raises(ArgumentError, match="tokens"):
        replace(found, prefix=2)
    with pytest.raises(ArgumentError, match="middle"):
        replace(found, middle=found.middle[1:])


def test_the_bytes_are_those_of_its_tensors():
    assert drawn().nbytes == 4 * (3 * 7 * 8 + 2 * 7 * 8 + 2)
