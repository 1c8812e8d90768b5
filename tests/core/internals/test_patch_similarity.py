import math

import pytest
import torch
from torch import nn

from tests.core.families import noise, small
from vitviz.core.internals.components import patch_tokens
from vitviz.core.internals.patch_similarity import directions, patch_similarity
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.errors import ArgumentError

NORMED = ["vit", "vit mean", "dinov2 registers", "siglip", "dinov3"]
PLAIN = ["beit", "eva02"]  # they norm the mean of their patches alone


def pair(family):
    """A model, and the tokens of two pictures after its first block."""
    vit = small(family)
    pixels = noise(vit)
    return vit, patch_tokens(vit, pixels, 1), patch_tokens(vit, pixels.flip(3), 1)


@pytest.mark.parametrize("family", NORMED + PLAIN)
def test_each_cosine_is_that_of_the_two_tokens_after_the_models_own_norm(family):
    vit, here, there = pair(family)
    with torch.no_grad():
        a, b = (vit.module.norm(one).double().tolist() for one in (here, there))
    found = patch_similarity(vit, here, there)
    assert found.shape == (15, 15)
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            product = sum(x * y for x, y in zip(one, other, strict=True))
            assert float(found[i, j]) == pytest.approx(
                product / math.hypot(*one) / math.hypot(*other), abs=1e-5
            )


def test_the_last_depth_compares_what_the_model_hands_on():
    vit = small("vit")
    pixels = noise(vit)
    with torch.no_grad():
        handed = vit.module.forward_features(pixels)[0, vit.prefix :]
    known = torch.cosine_similarity(handed[:, None], handed[None], dim=-1)
    tokens = patch_tokens(vit, pixels)
    torch.testing.assert_close(patch_similarity(vit, tokens, tokens), known, atol=1e-5, rtol=0)


def test_a_patch_is_most_like_itself():
    vit, here, _ = pair("vit")
    found = patch_similarity(vit, here, here)
    torch.testing.assert_close(found.diagonal(), torch.ones(15))
    assert torch.equal(found.argmax(dim=1), torch.arange(15))
    assert float(found.max()) <= 1


def test_a_token_of_no_length_is_like_nothing():
    vit = clone_sharing_weights(small("vit"))
    vit.module.norm = nn.Identity()
    tokens = torch.ones(3, 48)
    tokens[1] = 0
    assert patch_similarity(vit, tokens, tokens)[1].tolist() == [0, 0, 0]


def test_tokens_of_another_model_are_refused():
    with pytest.raises(ArgumentError, match="48 wide"):
        directions(small("vit"), torch.ones(3, 20))


def test_a_norm_of_maps_is_given_each_token_as_one_place():
    vit = small("coatnet")
    tokens = patch_tokens(vit, noise(vit))
    normed = vit.module.norm(tokens.T[None, :, :, None])[0, :, :, 0].T
    torch.testing.assert_close(directions(vit, tokens), nn.functional.normalize(normed, dim=-1))
