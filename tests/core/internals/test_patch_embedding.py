import pytest
import torch
from torch import nn

from tests.core.families import FAMILIES, noise, small
from vitviz.core.internals.patch_embedding import PatchEmbedding, embedding_of, patches_of, project
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import load
from vitviz.errors import ArgumentError, ModelError


@pytest.mark.parametrize("family", FAMILIES)
def test_the_projection_of_all_patches_is_what_the_models_own_embedding_gives(family):
    vit = small(family)
    pixels, embedding = noise(vit), embedding_of(vit)
    found = project(embedding, patches_of(pixels, vit.patch))
    known = vit.module.patch_embed(pixels).flatten(0, -2)  # some give rows and columns
    torch.testing.assert_close(found, known, atol=1e-5, rtol=1e-5)
    assert embedding.patch == vit.patch


def test_a_patch_of_the_bundled_model_is_588_numbers():
    embedding = embedding_of(load("everyday-vit-s14", weights="random", device="cpu"))
    assert embedding.numbers == 3 * 14 * 14 == 588
    assert embedding.filters.shape == (384, 3, 14, 14)


def test_a_patch_is_read_colour_by_colour_row_by_row():
    pixels = torch.arange(3 * 4 * 6, dtype=torch.float32).reshape(1, 3, 4, 6)
    found = patches_of(pixels, (2, 3))
    assert found.shape == (4, 18)
    for token, (top, left) in enumerate([(0, 0), (0, 3), (2, 0), (2, 3)]):
        assert torch.equal(found[token], pixels[0, :, top : top + 2, left : left + 3].flatten())


def test_a_projection_without_bias_adds_nothing():
    vit = clone_sharing_weights(small("vit"))
    vit.module.patch_embed.proj.bias = None
    embedding = embedding_of(vit)
    assert not embedding.bias.any()
    found = project(embedding, torch.zeros(2, embedding.numbers))
    assert not found.any()


@pytest.mark.parametrize(
    "other",
    [
        nn.Linear(3 * 16 * 16, 48),
        nn.Conv2d(3, 48, 16, 8),
        nn.Conv2d(3, 48, 16, 16, padding=1),
        nn.Conv2d(12, 48, 16, 16),
        None,
    ],
)
def test_what_is_no_convolution_from_patch_to_patch_is_refused(other):
    vit = clone_sharing_weights(small("vit"))
    vit.module.patch_embed.proj = other
    with pytest.raises(ModelError) as refused:
        embedding_of(vit)
    assert refused.value.reason == "no_patch_projection"
    assert refused.value.facts["part"] == type(other).__name__


@pytest.mark.parametrize("patch", [(5, 3), (2, 4), (0, 3), (-2, 3)])
def test_pixels_that_are_not_whole_patches_are_refused(patch):
    with pytest.raises(ArgumentError, match="patch"):
        patches_of(torch.zeros(1, 3, 4, 6), patch)


def test_patches_of_another_size_are_refused():
    with pytest.raises(ArgumentError, match="588 numbers"):
        project(PatchEmbedding(torch.zeros(4, 3, 14, 14), torch.zeros(4)), torch.zeros(2, 768))


@pytest.mark.parametrize("shapes", [((4, 2, 3, 3), (4,)), ((4, 3, 3, 3), (5,)), ((4, 3, 3), (4,))])
def test_filters_and_bias_that_do_not_fit_are_refused(unchecked, shapes):
    with pytest.raises(ArgumentError):
        PatchEmbedding(*(torch.zeros(shape) for shape in shapes))
