import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timm.data.naflex_transforms import get_image_size_for_seq

from vitviz.core.own_shape import FEWEST, own_shape
from vitviz.errors import ArgumentError

sides = st.integers(1, 4000)
patches = st.sampled_from([(14, 14), (16, 16), (32, 32), (16, 8)])
bounds = st.integers(16, 1369)


def grid_of(size, patch):
    assert size[0] % patch[0] == 0
    assert size[1] % patch[1] == 0
    return size[0] // patch[0], size[1] // patch[1]


def held(image_size, size):
    """The share of the photo that a picture of this size holds where it covers it."""
    wanted, found = image_size[1] / image_size[0], size[1] / size[0]
    return min(wanted / found, found / wanted)


@given(sides, sides, patches, bounds)
def test_it_is_a_grid_of_whole_patches_within_the_bound(height, width, patch, most):
    rows, columns = grid_of(own_shape((height, width), patch, most), patch)
    assert min(rows, columns) >= FEWEST
    assert rows * columns <= most


@given(sides, sides, patches, st.integers(16, 300))
def test_no_other_grid_shows_more_of_the_photo_with_as_many_patches(height, width, patch, most):
    found = own_shape((height, width), patch, most)
    rows, columns = grid_of(found, patch)
    for other_rows in range(FEWEST, most // FEWEST + 1):
        for other_columns in range(FEWEST, most // other_rows + 1):
            other = other_rows * patch[0], other_columns * patch[1]
            worth = other_rows * other_columns * held((height, width), other)
            assert worth <= rows * columns * held((height, width), found) + 1e-5


@pytest.mark.parametrize("most", [256, 576, 1024])
@pytest.mark.parametrize("image_size", [(400, 600), (600, 400), (768, 1024), (1080, 1920)])
def test_it_holds_nearly_as_many_patches_as_timms_own_for_naflex(image_size, most):
    """timm's stretches the photo to its grid, ours keeps the aspect and cuts a rim off."""
    rows, columns = grid_of(own_shape(image_size, (14, 14), most), (14, 14))
    _, (height, width) = get_image_size_for_seq(image_size, 14, most)
    assert rows * columns >= 0.95 * (height // 14) * (width // 14)
    assert abs(math.log(rows / columns) - math.log(image_size[0] / image_size[1])) < 0.08


def test_a_square_keeps_the_square_and_a_long_strip_has_a_side_of_the_fewest():
    assert own_shape((300, 300), (14, 14), 256) == (224, 224)
    assert own_shape((3, 2000), (14, 14), 256) == (56, 896)


def test_a_bound_that_leaves_no_grid_is_refused():
    with pytest.raises(ArgumentError):
        own_shape((300, 300), (14, 14), 15)
