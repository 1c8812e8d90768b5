import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter1d

from tests.core.sums import GRID, PATCH, PATCHES, SIZE, picture
from vitviz.core.evaluation.perturbations import (
    blurred,
    hidden,
    inverse,
    masked,
    mean_colour,
    order_of_seed,
    shuffled,
)
from vitviz.errors import ArgumentError


def noise(seed=0, batch=1):
    return torch.randn(batch, 3, *SIZE, generator=torch.Generator().manual_seed(seed))


def boxes():
    """Every patch's rectangle in reading order."""
    return [
        (slice(row * PATCH[0], (row + 1) * PATCH[0]), slice(col * PATCH[1], (col + 1) * PATCH[1]))
        for row in range(GRID[0])
        for col in range(GRID[1])
    ]


def test_the_kth_patch_is_then_patch_order_k():
    pixels, order = noise(batch=2), order_of_seed(PATCHES, 3)
    found = shuffled(pixels, PATCH, order)
    for box, source in zip(boxes(), order.tolist(), strict=True):
        theirs = boxes()[source]
        assert torch.equal(found[:, :, box[0], box[1]], pixels[:, :, theirs[0], theirs[1]])


def test_the_inverse_order_brings_every_pixel_back():
    pixels, order = noise(), order_of_seed(PATCHES, 1)
    assert torch.equal(shuffled(shuffled(pixels, PATCH, order), PATCH, inverse(order)), pixels)
    assert order[inverse(order)].tolist() == list(range(PATCHES))


def test_the_order_of_a_seed_is_always_the_same_and_leaves_torchs_own_seed_alone():
    before = torch.get_rng_state()
    assert torch.equal(order_of_seed(100, 5), order_of_seed(100, 5))
    assert not torch.equal(order_of_seed(100, 5), order_of_seed(100, 6))
    assert torch.equal(torch.get_rng_state(), before)


def test_a_masked_patch_shows_the_baseline_and_no_other_pixel_changes():
    pixels, baseline = noise(), noise(1)
    masks = torch.rand(4, PATCHES, generator=torch.Generator().manual_seed(2)) < 0.5
    found = masked(pixels, masks, baseline, PATCH)
    assert found.shape == (4, 3, *SIZE)
    for mask, shown in zip(masks, found, strict=True):
        for is_hidden, (rows, cols) in zip(mask.tolist(), boxes(), strict=True):
            source = baseline if is_hidden else pixels
            assert torch.equal(shown[:, rows, cols], source[0, :, rows, cols])


def test_cells_that_do_not_divide_the_picture_hold_the_pixels_whose_centres_lie_in_them():
    pixels, baseline = noise(), noise(1)
    rows, cols = cells = 5, 4  # of 12 x 30 pixels: neither divides
    masks = torch.rand(2, rows * cols, generator=torch.Generator().manual_seed(2)) < 0.5
    found = hidden(pixels, masks, baseline, cells)
    (height, width), counts = SIZE, set()
    for mask, shown in zip(masks.tolist(), found, strict=True):
        for y in range(height):
            for x in range(width):
                cell = int((y + 0.5) * rows / height) * cols + int((x + 0.5) * cols / width)
                counts.add(cell)
                source = baseline if mask[cell] else pixels
                assert torch.equal(shown[:, y, x], source[0, :, y, x])
    assert counts == set(range(rows * cols))


def test_cells_of_whole_patches_are_the_patches():
    masks = torch.rand(3, PATCHES, generator=torch.Generator().manual_seed(2)) < 0.5
    cells = SIZE[0] // PATCH[0], SIZE[1] // PATCH[1]
    found = hidden(noise(), masks, noise(1), cells)
    assert torch.equal(found, masked(noise(), masks, noise(1), PATCH))
    with pytest.raises(ArgumentError, match="cells"):
        hidden(noise(), masks, noise(1), (cells[0] + 1, cells[1]))


def test_the_mean_colour_is_the_mean_of_each_channel():
    pixels = noise() + torch.tensor([1.0, 2.0, 3.0])[:, None, None]
    found = mean_colour(pixels)
    assert found.shape == pixels.shape
    known = torch.from_numpy(pixels.numpy().mean(axis=(2, 3)))
    torch.testing.assert_close(found[..., 0, 0], known)
    assert torch.equal(found, found[..., :1, :1].expand_as(found))


def test_the_blur_is_a_gaussian_of_one_patch():
    pixels = torch.randn(1, 3, 60, 80, generator=torch.Generator().manual_seed(0))
    known = pixels.double().numpy()
    for axis, side in zip((2, 3), PATCH, strict=True):
        known = gaussian_filter1d(known, side, axis=axis, mode="mirror", radius=3 * side)
    np.testing.assert_allclose(blurred(pixels, PATCH).numpy(), known, atol=1e-5)


def test_one_colour_stays_itself_under_the_blur_however_small_the_picture():
    for size, patch in [((8, 8), (8, 8)), ((1, 5), (1, 5)), (SIZE, PATCH)]:
        one = torch.full((1, 3, *size), 0.7)
        torch.testing.assert_close(blurred(one, patch), one)


@pytest.mark.parametrize("order", [[0] * PATCHES, list(range(14)), list(range(1, 16))])
def test_what_does_not_name_every_patch_once_is_no_order(order):
    with pytest.raises(ArgumentError) as refused:
        shuffled(noise(), PATCH, torch.tensor(order))
    assert refused.value.facts["argument"] == "order"


def test_a_patch_that_does_not_divide_the_pixels_is_refused():
    with pytest.raises(ArgumentError, match="divides"):
        shuffled(noise(), (5, 6), order_of_seed(PATCHES, 0))
    with pytest.raises(ArgumentError, match="15 patches"):
        masked(noise(), torch.zeros(1, 14, dtype=torch.bool), noise(), PATCH)


def test_a_picture_of_even_patches_is_what_its_means_say():
    means = torch.arange(15.0)
    order = order_of_seed(PATCHES, 0)
    assert torch.equal(shuffled(picture(means), PATCH, order), picture(means[order]))
