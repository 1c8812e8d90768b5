import threading

import pytest
import torch

from tests.core.families import FAMILIES, noise, small
from vitviz.core.attention.capture import capture
from vitviz.core.evaluation.weight_randomization import depths, randomized
from vitviz.core.models.load import logits
from vitviz.errors import ArgumentError


def changed(vit, other):
    """The names of the parameters that are not the same tensor."""
    theirs = dict(other.module.named_parameters(remove_duplicate=False))
    mine = dict(vit.module.named_parameters(remove_duplicate=False))
    assert theirs.keys() == mine.keys()
    return {name for name, tensor in mine.items() if theirs[name] is not tensor}


def test_the_head_is_randomized_first_then_block_by_block_then_the_entrance():
    vit = small("vit")
    assert depths(vit) == 4
    stages, before = [], set()
    for depth in range(5):
        now = changed(vit, randomized(vit, depth))
        assert now >= before
        stages.append({name.split(".")[0] if "blocks" not in name else name[:8] for name in now})
        before = now
    assert stages[0] == set()
    assert stages[1] == {"norm", "head"}
    assert stages[2] - stages[1] == {"blocks.1"}
    assert stages[3] - stages[2] == {"blocks.0"}
    assert stages[4] - stages[3] == {"patch_embed", "cls_token", "pos_embed"}
    assert before == {name for name, _ in vit.module.named_parameters()}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_randomized_entirely_by_its_last_stage(family):
    vit, pixels = small(family), noise(small(family))
    plain = logits(vit, pixels)
    last = randomized(vit, depths(vit))
    every = {name for name, _ in vit.module.named_parameters(remove_duplicate=False)}
    assert changed(vit, last) == every
    for depth in range(1, depths(vit) + 1):
        said = capture(randomized(vit, depth), pixels).logits
        assert torch.isfinite(said).all()
        assert not torch.allclose(said, plain, rtol=1e-2, atol=0)


def test_a_seed_draws_the_same_numbers_at_every_depth_and_another_seed_others():
    vit, pixels = small("vit"), noise(small("vit"))
    assert torch.equal(logits(randomized(vit, 2, 5), pixels), logits(randomized(vit, 2, 5), pixels))
    assert not torch.equal(
        logits(randomized(vit, 2, 5), pixels), logits(randomized(vit, 2, 6), pixels)
    )
    heads = [randomized(vit, depth, 5).module.head.weight for depth in (1, 4)]
    assert torch.equal(*heads)


def test_a_redrawn_tensor_keeps_its_mean_and_spread_and_equal_numbers_stay():
    vit = small("vit")
    own = dict(randomized(vit, depths(vit)).module.named_parameters())
    for name, tensor in vit.module.named_parameters():
        if tensor.amin() == tensor.amax():
            assert torch.equal(own[name], tensor), name
        elif tensor.numel() > 2000:
            spread = float(tensor.std())
            assert float(own[name].std()) == pytest.approx(spread, rel=0.1), name
            assert float(own[name].mean()) == pytest.approx(float(tensor.mean()), abs=0.1 * spread)
            assert not torch.allclose(own[name], tensor)


def test_no_depth_is_the_model_itself_and_what_is_no_depth_is_refused():
    vit, pixels = small("vit"), noise(small("vit"))
    assert torch.equal(logits(randomized(vit, 0), pixels), logits(vit, pixels))
    for depth in (-1, 5):
        with pytest.raises(ArgumentError, match="from 0 to 4"):
            randomized(vit, depth)


def test_while_one_visitor_randomizes_another_captures_bit_for_bit_as_before():
    vit, pixels = small("vit"), noise(small("vit"))
    known, started, over = capture(vit, pixels), threading.Event(), threading.Event()

    def randomize():
        while not over.is_set():
            logits(randomized(vit, depths(vit), 1), pixels)
            started.set()

    thread = threading.Thread(target=randomize)
    thread.start()
    try:
        assert started.wait(30)
        for _ in range(20):
            found = capture(vit, pixels)
            assert torch.equal(found.logits, known.logits)
            for mine, theirs in zip(found.layers, known.layers, strict=True):
                assert torch.equal(mine.queries, theirs.queries)
                assert torch.equal(mine.keys, theirs.keys)
    finally:
        over.set()
        thread.join()
