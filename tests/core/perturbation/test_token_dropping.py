import pytest
import torch

from tests.core.families import noise, small
from vitviz.core.evaluation.perturbations import masked
from vitviz.core.models.load import logits
from vitviz.core.perturbation.token_dropping import logits_without
from vitviz.core.positions.embedding import table
from vitviz.errors import ArgumentError, ModelError

PATCHES = 15
FAMILIES = ("vit", "vit mean", "vit registers, mean", "deit distilled", "dinov2", "clip")


def some(count, seed=0):
    gone = torch.zeros(1, PATCHES, dtype=torch.bool)
    gone[0, torch.randperm(PATCHES, generator=torch.Generator().manual_seed(seed))[:count]] = True
    return gone


@pytest.mark.parametrize("family", FAMILIES)
def test_without_a_patch_gone_the_model_says_what_it_always_says(family):
    vit = small(family)
    assert torch.equal(logits_without(vit, noise(vit), some(0))[0], logits(vit, noise(vit)))


@pytest.mark.parametrize("family", FAMILIES)
def test_what_a_gone_patch_shows_makes_no_difference(family):
    vit, gone = small(family), some(6)
    here, there = noise(vit), masked(noise(vit), gone, noise(vit, seed=1), vit.patch)
    found = logits_without(vit, here, gone)
    torch.testing.assert_close(logits_without(vit, there, gone), found, atol=1e-5, rtol=1e-4)
    assert not torch.allclose(found[0], logits(vit, here), atol=1e-3)


@pytest.mark.parametrize("family", ["vit", "vit mean", "dinov2"])
def test_it_is_the_sequence_without_those_tokens_each_other_at_its_own_position(family):
    vit, gone = small(family), some(9, seed=2)
    module, pixels = vit.module, noise(vit)
    patches = module.patch_embed(pixels).reshape(1, PATCHES, -1)
    added = table(vit)
    tokens = torch.cat([*([module.cls_token] if vit.prefix else []), patches], dim=1) + added
    kept = torch.cat([torch.ones(vit.prefix, dtype=torch.bool), ~gone[0]])
    tokens = module.norm_pre(tokens[:, kept])
    for block in module.blocks:
        tokens = block(tokens)
    known = module.forward_head(module.norm(tokens))
    torch.testing.assert_close(logits_without(vit, pixels, gone), known, atol=1e-5, rtol=1e-4)


def test_every_picture_of_a_batch_lacks_its_own_patches():
    vit = small("vit")
    pixels, gone = torch.cat([noise(vit), noise(vit, 1)]), torch.cat([some(4), some(4, 1)])
    found = logits_without(vit, pixels, gone)
    for k in range(2):
        alone = logits_without(vit, pixels[k : k + 1], gone[k : k + 1])
        torch.testing.assert_close(found[k : k + 1], alone, atol=1e-5, rtol=1e-4)


def test_the_class_token_alone_still_says_something_that_no_picture_changes():
    vit = small("vit")
    said = [logits_without(vit, noise(vit, seed), some(PATCHES)) for seed in (0, 1)]
    assert torch.equal(*said)


def test_the_model_is_left_as_it_was():
    vit = small("vit")
    before = logits(vit, noise(vit))
    logits_without(vit, noise(vit), some(5))
    assert torch.equal(logits(vit, noise(vit)), before)


@pytest.mark.parametrize("family", ["dinov3", "beit", "rope", "relpos", "eva02"])
def test_a_model_whose_positions_are_not_in_its_tokens_is_refused(family):
    vit = small(family)
    with pytest.raises(ModelError) as refused:
        logits_without(vit, noise(vit), some(3))
    assert refused.value.reason == "other_positions"


def test_a_model_that_knows_the_place_for_it_and_leaves_it_empty_is_refused():
    vit = small("naflex")
    gone = torch.zeros(1, vit.layout.patches, dtype=torch.bool)
    with pytest.raises(ModelError, match="other_positions"):
        logits_without(vit, noise(vit), gone)


@pytest.mark.usefixtures("unchecked")
def test_masks_that_do_not_fit_are_refused():
    vit = small("vit")
    for gone in (some(3)[:, 1:], torch.cat([some(3), some(3)])):
        with pytest.raises(ArgumentError):
            logits_without(vit, noise(vit), gone)
    uneven = torch.cat([some(3), some(4)])
    with pytest.raises(ArgumentError, match="as many"):
        logits_without(vit, torch.cat([noise(vit)] * 2), uneven)
