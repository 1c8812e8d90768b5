import pytest
import torch
from torch import nn

from tests.core.families import FAMILIES, noise, small
from tests.core.models.towers import SIZE, tower
from vitviz.core.internals.block_map import attending_blocks
from vitviz.core.internals.patch_stream import final_norm, last_grid, patch_stream
from vitviz.core.internals.residual_stream import depth
from vitviz.core.models.architecture import tokens_of
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.wrap import wrap
from vitviz.errors import ModelError, SizeError

SEVERAL = ("swin", "swin v2 cr", "hiera", "pit", "levit", "pvt", "twins", "coatnet", "maxvit")
BESIDE = ("parallel blocks", "parallel scaling", "cait")  # no residual steps can be told
FURTHER = ("residual post-norm", "eva post-norm", "convit", "sam", "naflex", "deepseek", "gemma4")
PLAIN = (
    "beit",
    "eva02",
    "beit shared bias",
    "relpos",
    "vit registers, mean",
)  # they norm the mean of their patches


@pytest.mark.parametrize("family", [family for family in FAMILIES if family not in BESIDE])
def test_between_the_blocks_lies_the_residual_stream(family):
    vit = small(family)
    pixels = noise(vit)
    assert torch.equal(patch_stream(vit, pixels), depth(vit, pixels).tokens[:, vit.prefix :])


@pytest.mark.parametrize("family", [*BESIDE, "eva post-norm", "deepseek"])
def test_the_last_tokens_through_the_final_norm_are_what_the_model_hands_on(family):
    vit = small(family)
    pixels = noise(vit)
    norm = final_norm(vit, 48) or nn.Identity()
    with torch.no_grad():
        handed = tokens_of(vit.module, vit.module.forward_features(pixels))
        assert torch.allclose(norm(patch_stream(vit, pixels)[-1]), handed[0, vit.prefix :])


@pytest.mark.parametrize("family", FURTHER)
def test_blocks_of_other_kinds_have_a_token_for_each_patch_too(family):
    vit = small(family)
    found = patch_stream(vit, noise(vit))
    rows, cols = vit.layout.grid
    assert found.shape[1] == rows * cols
    assert len(found) >= 3


@pytest.mark.parametrize("family", SEVERAL)
def test_on_several_grids_it_is_that_of_the_last_one(family):
    vit = small(family)
    found = patch_stream(vit, noise(vit))
    (rows, cols), numbers = last_grid(vit)
    blocks = attending_blocks(vit)
    assert (rows, cols) == (vit.calls[-1].grid or vit.layout.grid)
    assert found.shape[:2] == (len(numbers), rows * cols)
    assert numbers == tuple(range(len(blocks) - len(found) + 1, len(blocks) + 1))


def test_blocks_of_the_last_grid_keep_their_numbers_where_branches_take_turns():
    vit = small("crossvit")
    (rows, cols), numbers = last_grid(vit)
    assert numbers == (2, 3, 5)
    calls = list(attending_blocks(vit).values())
    assert [k for k, call in enumerate(calls, 1) if call.grid == (rows, cols)] == [2, 3, 5]


def test_the_last_stage_of_swin_is_what_its_norm_is_given():
    vit = small("swin")
    with torch.no_grad():
        handed = vit.module.forward_features(noise(vit))[0].flatten(0, 1)
        norm = final_norm(vit, handed.shape[1])
        torch.testing.assert_close(norm(patch_stream(vit, noise(vit))[-1]), handed)


def test_a_map_is_read_row_after_row():
    vit = clone_sharing_weights(small("sam"))
    rows, cols = vit.layout.grid
    places = torch.arange(rows * cols, dtype=torch.float32)
    last = vit.module.blocks[-1]
    last.register_forward_hook(lambda *given: places.view(1, rows, cols, 1).expand_as(given[2]))
    assert torch.equal(patch_stream(vit, noise(vit))[-1][:, 0], places)


@pytest.mark.parametrize("made", ["fewer tokens", "another width", "no tensor"])
def test_a_block_without_a_token_for_each_patch_is_refused(made):
    vit = clone_sharing_weights(small("vit"))
    changed = {
        "fewer tokens": lambda *given: given[2][:, ::2],
        "another width": lambda *given: given[2][..., :24],
        "no tensor": lambda *given: {"tokens": given[2]},
    }
    found = []
    for block in vit.module.blocks[1:]:
        block.register_forward_hook(changed[made])
    vit.module.norm = nn.Identity()
    vit.module.forward_head = lambda tokens, **_: found.append(tokens) or torch.zeros(1, 7)
    with pytest.raises(ModelError) as refused:
        patch_stream(vit, noise(vit))
    assert refused.value.reason == "no_patch_tokens"
    assert refused.value.facts["part"] == "blocks.1"


def test_a_size_that_the_model_does_not_take_is_refused():
    with pytest.raises(SizeError):
        patch_stream(small("vit"), noise(small("vit"), size=(50, 32)))


def test_the_shared_model_has_no_hook():
    vit = small("vit")
    patch_stream(vit, noise(vit))
    hooks = [part._forward_hooks or part._forward_pre_hooks for part in vit.module.modules()]
    assert not any(hooks)


def test_a_norm_of_other_numbers_than_the_tokens_have_is_not_theirs():
    assert final_norm(small("qwen3 merged"), 48) is None


@pytest.mark.parametrize("family", FAMILIES)
def test_the_final_norm_is_told_from_none(family):
    found = final_norm(small(family), 48)
    assert (found is None) == (family in PLAIN)


def test_a_module_of_ones_own_is_read_between_its_layers():
    half = (0.5, 0.5, 0.5)
    vit = wrap(tower(), mean=half, std=half, size=SIZE, device="cpu")
    pixels, own = noise(vit), vit.module.model
    with torch.no_grad():
        tokens = own.embeddings(pixels)
        steps = [tokens, *(tokens := layer(tokens) for layer in own.encoder.layer)]
    known = torch.cat(steps)[:, own.before :]
    torch.testing.assert_close(patch_stream(vit, pixels), known)
    norm = final_norm(vit, 24)
    with torch.no_grad():
        torch.testing.assert_close(norm(known), own.layernorm(known))
