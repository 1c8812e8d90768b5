import struct

import numpy as np

from tests.images.pictures import noise, written
from vitviz.images.decoder import decode


def moved(data, at, screen):
    """The GIF with its frame at a place of a larger screen."""
    start = data.index(b",")
    data = data[: start + 1] + struct.pack("<HH", *at) + data[start + 5 :]
    return data[:6] + struct.pack("<HH", *screen) + data[10:]


def test_what_a_small_first_frame_leaves_free_is_white():
    picture = noise().quantize(64)
    data = moved(written(picture, "GIF"), (7, 5), (80, 50))
    photo = np.asarray(decode(data))
    assert (photo[5:45, 7:67] == np.asarray(picture.convert("RGB"))).all()
    outside = np.ones((50, 80), bool)
    outside[5:45, 7:67] = False
    assert (photo[outside] == 255).all()


def test_a_small_first_frame_with_transparency_stays_as_it_is():
    picture = noise().quantize(64)
    data = moved(written(picture, "GIF", transparency=3), (0, 0), (61, 41))
    photo = np.asarray(decode(data))
    clear = np.asarray(picture) == 3
    assert clear.any()
    assert (photo[:40, :60][clear] == 255).all()
    assert (photo[40:] == 255).all()
