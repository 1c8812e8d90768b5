import pytest
import torch

from tests.core.families import POOLED, WINDOWED, hooked, noise, small
from vitviz.core.internals.block_map import attending_blocks
from vitviz.core.internals.stage_lens import Reading, stage_lens, stage_readings
from vitviz.core.internals.stage_stream import stage_stream
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import scores
from vitviz.errors import ArgumentError, ModelError, SizeError

# Behind their last block stands more than a head: fusion, or a convolution that tells places.
GOING_ON = ("crossvit", "pvt", "twins", "cpubone")
READ = [name for name in (*WINDOWED, *POOLED) if name not in GOING_ON]


def whole_pass(vit, last, made):
    """What a whole pass of the model says whose last block gives this instead."""
    own = clone_sharing_weights(vit).module
    own.get_submodule(last).register_forward_hook(lambda *_: made)
    with torch.no_grad():
        return scores(vit, own(noise(vit)))[0]


@pytest.mark.parametrize("family", READ)
def test_each_block_is_read_to_the_bit_as_a_whole_pass_reads_it(family):
    vit = small(family)
    found = stage_lens(vit, noise(vit))
    met, logits = hooked(vit, attending_blocks(vit))
    *before, last = found
    assert last == list(met)[-1]
    assert torch.equal(found[last], logits)
    for name in before:
        assert torch.equal(found[name], whole_pass(vit, last, met[name]))


def test_no_block_runs_again_for_another_one(monkeypatch):
    vit, ran = small("swin v2"), []
    kind = type(vit.module.get_submodule(next(iter(attending_blocks(vit)))))
    original = kind.forward
    monkeypatch.setattr(kind, "forward", lambda *given: ran.append(0) or original(*given))
    stage_readings(vit, noise(vit))
    assert len(ran) == len(attending_blocks(vit))


def test_a_block_of_the_last_stage_of_swin_is_read_by_its_own_norm_pool_and_head():
    vit = small("swin")
    found = stage_lens(vit, noise(vit))
    met, _ = hooked(vit, found)
    assert len(found) == 2
    for name, logits in found.items():
        with torch.no_grad():
            mean = vit.module.norm(met[name]).mean((1, 2))
            torch.testing.assert_close(logits, vit.module.head.fc(mean)[0])
    first, last = found.values()
    assert not torch.allclose(first, last)


def test_blocks_of_earlier_stages_are_not_read():
    vit = small("swin")
    blocks = stage_stream(vit, noise(vit))
    last = [each.name for each in blocks if each.grid == blocks[-1].grid]
    assert list(stage_lens(vit, noise(vit))) == last
    assert blocks[0].tokens.shape[1] != blocks[-1].tokens.shape[1]


def test_a_size_that_the_model_does_not_take_is_refused():
    vit = small("swin")
    with pytest.raises(SizeError):
        stage_lens(vit, noise(vit, size=(50, 32)))


@pytest.mark.parametrize("family", GOING_ON)
def test_where_more_than_a_head_follows_the_last_block_no_block_is_read(family):
    vit = small(family)
    with pytest.raises(ModelError, match="more_than_head"):
        stage_lens(vit, noise(vit))


def test_the_shared_model_has_no_hook():
    vit = small("swin")
    stage_lens(vit, noise(vit))
    assert not any(part._forward_hooks for part in vit.module.modules())


def test_without_a_block_in_which_patches_ask_there_is_no_lens():
    vit = small("cait")
    with pytest.raises(ModelError, match="no_lens"):
        stage_lens(vit, noise(vit))


@pytest.mark.parametrize("ending", ["swin", "maxvit", "pvt v2"])
def test_a_patch_alone_is_its_token_through_the_models_own_norm_and_head(ending):
    """Whatever pools alike tokens gives the token: so the mean needs no pooling."""
    vit = small(ending)
    for found in stage_readings(vit, noise(vit)):
        block = {each.name: each for each in stage_stream(vit, noise(vit))}[found.name]
        assert found.grid == block.grid
        with torch.no_grad():
            for patch, token in enumerate(block.tokens):
                torch.testing.assert_close(found.patches[patch], by_hand(vit, ending, token))


def by_hand(vit, family, token):
    module = vit.module
    if family == "swin":
        return module.head.fc(module.norm(token))
    if family == "pvt v2":  # its last norm is the stage's
        return module.head(module.stages[-1].norm(token))
    return module.head.fc(module.norm(token.view(1, -1, 1, 1)).flatten())


@pytest.mark.parametrize("family", READ)
def test_patches_read_many_at_once_are_those_read_one_by_one(family):
    """A whole pass for one patch of each block, its token in every place that is as wide."""
    vit = small(family)
    met, _ = hooked(vit, attending_blocks(vit))
    last = list(met)[-1]
    tokens = {each.name: each.tokens for each in stage_stream(vit, noise(vit))}
    for found in stage_readings(vit, noise(vit)):
        patch = len(found.patches) - 2
        held = met[found.name]
        parts = held if isinstance(held, tuple) else (held,)
        alone = tuple(everywhere(part, tokens[found.name][patch], found.grid) for part in parts)
        known = whole_pass(vit, last, alone if isinstance(held, tuple) else alone[0])
        torch.testing.assert_close(found.patches[patch], known)


def everywhere(made, token, grid):
    if made.shape[-1] == len(token):
        return torch.ones_like(made) * token
    if made.ndim == 4 and made.shape[2:] == grid:
        return torch.ones_like(made) * token[:, None, None]
    return made  # TNT's pixels


def test_the_logits_are_those_of_the_lens():
    vit = small("swin")
    known = stage_lens(vit, noise(vit))
    for each in stage_readings(vit, noise(vit)):
        assert torch.equal(each.logits, known[each.name])


def test_patches_that_do_not_fill_the_grid_are_refused():
    with pytest.raises(ArgumentError, match="broken_invariant"):
        Reading("blocks.0", (2, 3), torch.zeros(4), torch.zeros(5, 4))
