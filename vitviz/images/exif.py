"""How a photo is to be turned, read from its EXIF block and from nothing else.

Pillow reads the rest of the block as well, and refuses a photo whose resolution is written as a
text; where there is no block it believes XMP, which no browser does. So the one entry that counts
is read here, and a block that cannot be read means that the photo is upright.
"""

from PIL import Image

from vitviz.images.tiff import first_directory

ORIENTATION = 0x0112
_TURNS = {  # EXIF 2.32, tag 0x0112: what makes the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def orientation(block: bytes) -> int:
    """The orientation that an EXIF block states, with or without its name before it; else 1."""
    entries = first_directory(block.removeprefix(b"Exif\0\0"))
    return entries.get(ORIENTATION, (1, 1))[1]


def upright(photo: Image.Image, turned: int) -> Image.Image:
    """The photo as it was meant; `turned` is an EXIF orientation, an unknown one turns nothing."""
    turn = _TURNS.get(turned)
    return photo if turn is None else photo.transpose(turn)
