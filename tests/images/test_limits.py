import pytest

from tests.images.pictures import png, tiff
from vitviz.errors import ImageError
from vitviz.images.decoder import decode
from vitviz.images.limits import MOST_SIDE, bands, check_size


def refused(size, max_pixels):
    with pytest.raises(ImageError) as caught:
        check_size(size, max_pixels)
    return caught.value


def test_a_size_at_the_limit_passes():
    check_size((30, 40), 1200)
    assert refused((30, 40), 1199).facts == {"width": 30, "height": 40, "limit": 1199}


@pytest.mark.parametrize("size", [(MOST_SIDE + 1, 1), (1, MOST_SIDE + 1)])
def test_a_side_of_more_pixels_than_any_photo_has_is_refused(size):
    check_size((min(size[0], MOST_SIDE), min(size[1], MOST_SIDE)), 10**9)
    error = refused(size, 10**9)
    facts = {"width": size[0], "height": size[1], "limit": 65_535}
    assert (error.reason, error.facts) == ("too_long", facts)


@pytest.mark.parametrize(
    "data",
    [tiff(1, 64_000_000, b"", {278: 64_000_000}), png(1, 64_000_000, 8, 0, b"")],
    ids=["tiff", "png"],
)
def test_one_column_of_all_pixels_allowed_is_not_decoded(data):
    with pytest.raises(ImageError) as caught:
        decode(data)
    assert caught.value.reason == "too_long"


@pytest.mark.parametrize("size", [(1, 1), (7, 3), (4000, 1001), (65_535, 40)])
def test_bands_cover_a_picture_once(size):
    boxes = list(bands(size))
    assert all((left, right) == (0, size[0]) for left, _, right, _ in boxes)
    edges = [top for _, top, _, _ in boxes] + [size[1]]
    assert edges == [0, *(end for _, _, _, end in boxes)]
    assert max((end - top) * size[0] for _, top, _, end in boxes) <= 1_000_000


def test_bands_stay_within_a_box():
    assert list(bands((100, 100), (10, 20, 30, 40))) == [(10, 20, 30, 40)]
