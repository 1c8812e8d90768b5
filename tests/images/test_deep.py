import numpy as np
import pytest
from PIL import Image

from vitviz.images.deep import eight_bits
from vitviz.images.stated import from_codes


def grey(values, tags=(), stated=None):
    band = Image.fromarray(values)
    return eight_bits(lambda: iter([band]), dict(tags), stated)(np.asarray(band)).tolist()


@pytest.mark.parametrize(
    ("bits", "values", "expected"),
    [(16, [0, 257, 65535], [0, 1, 255]), (12, [0, 2048, 4095], [0, 128, 255])],
)
def test_white_is_the_largest_number_that_the_bits_can_say(bits, values, expected):
    assert grey(np.array([values], np.uint16), {258: (bits,)}) == [expected]


def test_where_zero_is_white_all_is_turned_round():
    assert grey(np.array([[0, 65535]], np.uint16), {258: (16,), 262: 0}) == [[255, 0]]


def test_what_is_stated_is_followed_at_all_bits():
    values = np.array([[0, 100, 1000, 65535]], np.uint16)
    light = values / 65535
    curve = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    expected = np.rint(255 * curve).astype(int)
    assert np.abs(np.array(grey(values, {}, from_codes(1, 8))) - expected).max() <= 1


def test_bands_of_one_picture_are_stretched_alike():
    whole = np.array([[-5.0, 0.0], [10.0, 20.0]], np.float32)
    bands = [Image.fromarray(whole[:1]), Image.fromarray(whole[1:])]
    eight = eight_bits(lambda: iter(bands), {}, None)
    assert [eight(np.asarray(band)).tolist() for band in bands] == [[[0, 51]], [[153, 255]]]
