import numpy as np
import pytest
import torch
from scipy import ndimage

from tests.core.perturbation.pictures import levels
from vitviz.core.perturbation.moves import along, rotated, wrapped
from vitviz.core.perturbation.picture import on_levels
from vitviz.errors import ArgumentError

HEIGHT, WIDTH = 12, 20
PICTURE = levels(HEIGHT, WIDTH)
GREY = torch.full((1, 3, 1, 1), 0.5)


def test_a_shift_by_the_whole_width_and_height_is_none():
    assert torch.equal(wrapped(PICTURE, WIDTH, -HEIGHT), PICTURE)


def test_a_shift_brings_each_pixel_to_its_place_and_the_edge_around():
    found = wrapped(PICTURE, 3, -2)
    for row, column in ((0, 0), (5, 17), (11, 19)):
        there = (row - 2) % HEIGHT, (column + 3) % WIDTH
        assert torch.equal(found[..., there[0], there[1]], PICTURE[..., row, column])


def test_two_shifts_are_one_and_the_opposite_undoes_it():
    assert torch.equal(wrapped(wrapped(PICTURE, 5, 1), 2, 3), wrapped(PICTURE, 7, 4))
    assert torch.equal(wrapped(wrapped(PICTURE, 5, 1), -5, -1), PICTURE)


def test_a_shift_along_the_photo_shows_what_lies_beside_and_a_colour_where_nothing_does():
    wide = levels(HEIGHT + 8, WIDTH + 8, seed=1)
    wide[..., :2] = torch.nan  # the photo ends two pixels from the left
    found = along(wide, 4, 4, -1, GREY)
    assert torch.equal(found[..., 2:], wide[:, :, 5 : 5 + HEIGHT, 2:WIDTH])
    assert torch.equal(found[..., :2], GREY.expand(1, 3, HEIGHT, 2))
    assert torch.equal(along(wide, 4, 0, 0, GREY), wide[..., 4:-4, 4:-4])


def test_a_shift_beyond_what_is_known_is_refused():
    with pytest.raises(ArgumentError, match="up to 4"):
        along(levels(20, 28), 4, 0, 5, GREY)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_quarter_turns_of_a_square_move_pixels_and_change_none(turns):
    square = levels(14, 14)
    found = on_levels(rotated(square, 90 * turns, GREY))
    assert torch.equal(found, torch.rot90(square, turns, (2, 3)))


def test_a_whole_turn_is_none():
    assert torch.equal(on_levels(rotated(PICTURE, 360, GREY)), PICTURE)


def test_a_rotation_is_scipys_and_its_corners_have_the_colour():
    found = rotated(PICTURE, 30, GREY)[0].numpy()
    known = [
        ndimage.rotate(one, 30, reshape=False, order=1, mode="grid-constant", cval=0.5)
        for one in PICTURE[0].numpy()
    ]
    np.testing.assert_allclose(found, known, atol=1e-4)
    assert found[:, 0, 0].tolist() == [0.5, 0.5, 0.5]
