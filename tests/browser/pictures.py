"""Two pictures that a page drew, side by side."""

import base64
import io

import numpy as np
from PIL import Image

# Of 255: how far apart Chromium decodes one JPEG, at a scale that depends on who draws it first. A
# letter or an outline that is missing is thirty times as far away.
DECODED = 8


def farthest(*urls):
    """The largest difference of one value between two pictures of one size, as data addresses."""
    one, other = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))).astype(int)
        for url in urls
    )
    assert one.shape == other.shape
    return np.abs(one - other).max()
