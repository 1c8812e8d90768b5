import numpy as np
import pytest
import torch

from tests.core.families import noise, small
from vitviz.core.internals.components import components, patch_tokens
from vitviz.core.internals.residual_stream import depth
from vitviz.errors import ArgumentError

SPREAD = torch.tensor([5.0, 3, 2, 1, 0.5, 0.1])


def drawn(count, seed=0):
    """Made-up tokens whose components are well apart."""
    return torch.randn(count, 6, generator=torch.Generator().manual_seed(seed)) * SPREAD + 7


def by_numpy(*photos):
    """Scores and shares of all photos together by numpy's SVD in double precision."""
    tokens = torch.cat(photos).double().numpy()
    centred = tokens - tokens.mean(axis=0)
    _, strengths, directions = np.linalg.svd(centred, full_matrices=False)
    signed = [one * np.sign(one[np.abs(one).argmax()]) for one in directions[:3]]
    return centred @ np.stack(signed).T, (strengths**2 / (strengths**2).sum())[:3]


@pytest.mark.parametrize("counts", [(40,), (40, 25)], ids=str)
def test_scores_and_shares_are_those_of_numpys_svd_over_all_photos(counts):
    photos = [drawn(count, seed) for seed, count in enumerate(counts)]
    found, (scores, shares) = components(*photos), by_numpy(*photos)
    assert [len(one) for one in found.scores] == list(counts)
    np.testing.assert_allclose(torch.cat(found.scores), scores, atol=1e-4)
    np.testing.assert_allclose(found.shares, shares, atol=1e-6)


def test_two_photos_share_one_basis():
    here, there = drawn(40), drawn(25, 1)
    together, alone = components(here, there), components(here)
    equal = components(here, here).scores
    torch.testing.assert_close(equal[0], equal[1], rtol=0, atol=1e-4)
    assert not torch.allclose(together.scores[0], alone.scores[0], atol=0.1)


def test_negated_tokens_give_the_same_directions_and_so_negated_scores():
    tokens = drawn(40)
    there, back = components(tokens).scores[0], components(-tokens).scores[0]
    torch.testing.assert_close(back, -there, atol=1e-4, rtol=1e-4)


def test_colours_run_from_the_first_to_the_last_percentile_of_all_photos():
    photos = drawn(40), drawn(25, 1)
    found = components(*photos)
    scores, _ = by_numpy(*photos)
    low, high = np.quantile(scores, [0.01, 0.99], axis=0)
    np.testing.assert_allclose(found.ranges, np.stack([low, high], axis=1), atol=1e-4)
    expected = ((scores - low) / (high - low)).clip(0, 1)
    np.testing.assert_allclose(torch.cat(found.colours), expected, atol=1e-4)


def test_one_patch_that_stands_out_leaves_the_others_their_colours():
    tokens = torch.cat([drawn(200), 1000 * torch.ones(1, 6)])
    (colours,) = components(tokens).colours
    assert float(colours[-1].max()) == 1
    assert (colours[:-1].amax(dim=0) - colours[:-1].amin(dim=0) > 0.9).all()


def test_equal_patches_have_no_component_and_one_grey():
    found = components(torch.ones(9, 6))
    assert not found.shares.any()
    assert torch.equal(found.colours[0], torch.full((9, 3), 0.5))


def test_two_patches_have_two_components():
    found = components(drawn(2))
    assert found.scores[0].shape == (2, 2)
    assert float(found.shares[0]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("photos", "count"), [((), 3), ((torch.ones(4, 6), torch.ones(4, 5)), 3), ((drawn(9),), 0)]
)
def test_what_has_no_components_is_refused(photos, count):
    with pytest.raises(ArgumentError):
        components(*photos, count=count)


@pytest.mark.parametrize("family", ["vit", "dinov2 registers", "siglip", "relpos"])
def test_tokens_of_a_depth_are_the_streams_without_its_prefix(family):
    vit = small(family)
    pixels = noise(vit)
    stream = depth(vit, pixels)
    for at, chosen in ((0, 0), (1, 1), (None, 2)):
        found = patch_tokens(vit, pixels, at)
        assert torch.equal(found, stream.tokens[chosen, vit.prefix :])
        assert len(found) == 3 * 5


@pytest.mark.parametrize("at", [-1, 3])
def test_a_depth_that_is_not_there_is_refused(at):
    vit = small("vit")
    with pytest.raises(ArgumentError, match="from 0 to 2"):
        patch_tokens(vit, noise(vit), at)


@pytest.mark.parametrize("count", [17, 256])
def test_equal_tokens_of_any_numbers_have_no_component_and_one_grey(count):
    token = torch.randn(1, 384, generator=torch.Generator().manual_seed(0))
    found = components(token.repeat(count, 1))
    assert not found.shares.any()
    assert not found.scores[0].any()
    assert torch.equal(found.colours[0], torch.full((count, 3), 0.5))


def test_tokens_on_one_line_have_one_component_and_no_noise_beside_it():
    generator = torch.Generator().manual_seed(0)
    step, start = torch.randn(2, 384, generator=generator)
    found = components(torch.arange(256.0)[:, None] * step + start)
    assert found.shares.tolist() == [1, 0, 0]
    assert float(found.colours[0][:, 0].max()) == 1
    assert torch.equal(found.colours[0][:, 1:], torch.full((256, 2), 0.5))


def test_tokens_that_are_no_numbers_are_refused():
    tokens = drawn(9)
    tokens[4, 2] = torch.nan
    with pytest.raises(ArgumentError, match="finite"):
        components(tokens)
