import numpy as np
import torch
from PIL import Image
from scipy import ndimage

from tests.core.perturbation.pictures import levels
from vitviz.core.perturbation.filters import blurred_by, brightness, edges, grey, noisy, occluded

HEIGHT, WIDTH = 24, 36
PICTURE = levels(HEIGHT, WIDTH)
BLACK = torch.zeros(1, 3, 1, 1)


def test_the_blur_is_scipys_gaussian():
    for sigma in (0.8, 3.0):
        known = [
            ndimage.gaussian_filter(one, sigma, mode="mirror", truncate=4)
            for one in PICTURE[0].double().numpy()
        ]
        np.testing.assert_allclose(blurred_by(PICTURE, sigma)[0].numpy(), known, atol=1e-5)


def test_one_colour_stays_itself_under_a_blur_wider_than_the_picture():
    one = torch.full((1, 3, 4, 6), 0.25)
    torch.testing.assert_close(blurred_by(one, 16), one)


def test_noise_has_the_deviation_that_was_asked_for_and_is_drawn_by_the_seed():
    plain = torch.full((1, 3, 200, 200), 0.5)
    found = noisy(plain, 0.1, 3) - plain
    assert abs(float(found.std()) - 0.1) < 1e-3
    assert abs(float(found.mean())) < 1e-3
    assert torch.equal(noisy(plain, 0.1, 3), noisy(plain, 0.1, 3))
    assert not torch.equal(noisy(plain, 0.1, 3), noisy(plain, 0.1, 4))


def test_the_noise_of_a_seed_only_grows_with_its_strength():
    weak, strong = (noisy(PICTURE, each, 0) - PICTURE for each in (0.1, 0.3))
    torch.testing.assert_close(3 * weak, strong, atol=1e-6, rtol=1e-5)


def test_grey_is_pillows_brightness():
    numbers = (PICTURE[0] * 255).round().byte().permute(1, 2, 0).numpy()
    known = np.asarray(Image.fromarray(numbers).convert("L"), np.float32) / 255
    for colour in grey(PICTURE, 1)[0].numpy():
        np.testing.assert_allclose(colour, known, atol=0.75 / 255)  # Pillow gives whole levels


def test_half_grey_lies_in_the_middle():
    torch.testing.assert_close(grey(PICTURE, 0.5), (PICTURE + grey(PICTURE, 1)) / 2)


def test_the_edge_of_two_colours_is_black_and_all_else_white():
    halves = torch.zeros(1, 3, 8, 10)
    halves[..., 5:] = 0.6
    found = edges(halves, 1)
    white = [column for column in range(10) if column not in (4, 5)]
    torch.testing.assert_close(found[..., 4:6], torch.zeros(1, 3, 8, 2))
    assert torch.equal(found[..., white], torch.ones(1, 3, 8, 8))


def test_edges_are_the_length_of_scipys_sobel_gradient():
    bright = brightness(PICTURE)[0, 0].double().numpy()
    length = np.hypot(*(ndimage.sobel(bright, axis, mode="nearest") for axis in (0, 1)))
    np.testing.assert_allclose(
        edges(PICTURE, 1)[0, 1].numpy(), 1 - length / length.max(), atol=1e-5
    )


def test_a_picture_of_one_colour_has_no_edges():
    assert torch.equal(edges(torch.full((1, 3, 9, 9), 0.37), 1), torch.ones(1, 3, 9, 9))


def test_the_square_covers_its_pixels_and_no_other():
    found = occluded(PICTURE, (0.5, 0.25), 0.5, BLACK)  # 12 pixels around column 18, row 6
    covered = torch.zeros(HEIGHT, WIDTH, dtype=torch.bool)
    covered[0:12, 12:24] = True
    assert torch.equal(found[..., covered], torch.zeros(1, 3, 144))
    assert torch.equal(found[..., ~covered], PICTURE[..., ~covered])


def test_a_square_at_a_corner_is_cut_there_and_one_of_no_side_covers_nothing():
    corner = occluded(PICTURE, (0.0, 1.0), 0.5, BLACK) != PICTURE
    assert not corner[..., 6:].any()
    assert not corner[..., : HEIGHT - 6, :].any()
    assert torch.equal(occluded(PICTURE, (0.5, 0.5), 0.0, BLACK), PICTURE)
    assert not occluded(PICTURE, (0.5, 0.5), 1.0, BLACK)[..., 6:30].any()
