import io

import numpy as np
import pytest

from tests.images.pictures import noise, written
from vitviz.images.animated_plugins import AvifFile, WebPFile


@pytest.mark.parametrize(
    ("kind", "plugin", "lossless"),
    [("WebP", WebPFile, {"lossless": True}), ("AVIF", AvifFile, {"quality": 100})],
)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_the_decoder_is_gone_once_there_is_a_picture(kind, plugin, lossless, mode):
    picture, other = noise(mode), noise(mode, seed=1)
    file = written(picture, kind, save_all=True, append_images=[other], **lossless)
    image = plugin(io.BytesIO(file))
    image.load()
    assert image._decoder is None
    assert np.abs(np.asarray(image.convert("L")).astype(int) - picture.convert("L")).mean() < 3
