from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from tests.core.families import noise, small
from vitviz.core.framing import frame
from vitviz.core.models.handover import handed_on, taken_size
from vitviz.core.models.load import load


def cnn(size):
    return replace(load("efficientnet-lite0", device="cpu"), size=size, crop=1.0)


def test_a_picture_of_the_same_size_is_handed_on_pixel_by_pixel():
    vit = small("dinov2")
    pixels, taker = noise(vit), cnn(vit.size)
    given = handed_on(vit, taker, pixels)
    for c in range(3):
        unit = pixels[0, c] * vit.std[c] + vit.mean[c]
        torch.testing.assert_close(given[0, c], (unit - taker.mean[c]) / taker.std[c])


def test_there_and_back_again_is_the_same_picture():
    vit = small("dinov2")
    pixels, taker = noise(vit), cnn(vit.size)
    back = handed_on(taker, vit, handed_on(vit, taker, pixels))
    torch.testing.assert_close(back, pixels, atol=1e-5, rtol=1e-5)


def test_another_size_is_resized_whole_as_pillow_does_it():
    vit = small("dinov2")  # 42 x 70
    generator = np.random.default_rng(0)
    picture = generator.integers(0, 256, (42, 70, 3), dtype=np.uint8)
    taker = cnn((21, 35))
    pixels, _ = frame(Image.fromarray(picture), replace(vit, crop=1.0))
    known, _ = frame(Image.fromarray(picture), taker)
    given = handed_on(vit, taker, pixels)
    step = 2 / 255 / min(taker.std)  # Pillow rounds each of its two passes to 8 bits
    torch.testing.assert_close(given, known, atol=step, rtol=0)


def test_a_picture_of_another_shape_is_not_squashed():
    vit = small("dinov2")  # 42 x 70
    given = handed_on(vit, cnn((50, 50)), noise(vit))
    assert given.shape[2:] == (39, 65)  # 2535 pixels for 2500, 3 : 5


@pytest.mark.parametrize(
    ("size", "own", "taken"),
    [
        ((224, 224), (240, 240), (240, 240)),
        ((448, 448), (224, 224), (224, 224)),
        ((84, 126), (56, 84), (56, 84)),
        ((182, 266), (224, 224), (185, 271)),
        ((266, 182), (224, 224), (271, 185)),
    ],
)
def test_it_is_taken_with_as_many_pixels_in_its_shape(size, own, taken):
    assert taken_size(size, own) == taken
