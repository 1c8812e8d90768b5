"""Pillow's TIFF plugin with its faults mended where they show in the picture.

What its own way of reading uncompressed pixels gets wrong (separate planes, bits from the right)
libtiff reads rightly; what libtiff has put into this machine's byte order must not be turned again;
a colour map in numbers of 8 bits would be black; and it reads the metadata, refusing what is broken
there, to turn the photo, which is done here for all formats alike.
"""

from PIL import TiffImagePlugin

from vitviz.errors import ImageError
from vitviz.images.exif import ORIENTATION

_COMPRESSION, _PHOTOMETRIC, _FILL, _PLANES = 259, 262, 266, 284
_COLOURS, _EXTRA, _XMP = 320, 338, 700
_METADATA = (282, 283, 296, _XMP, 33723, 34377, 34665, 34853, 40965)  # resolution ... EXIF
_PLAIN, _DEFLATE, _WEBP = 1, 8, 50001
_NATIVE = {"F;32BF": "F;32NF", "I;32BS": "I;32NS", "I;16BS": "I;16NS"}


class TiffFile(TiffImagePlugin.TiffImageFile):
    """The first picture of a TIFF as it is stored; `turned` is the EXIF orientation it states.

    Raises ImageError "unsupported_variety" (format, variety).
    """

    turned = 1

    def _setup(self) -> None:
        tags = self.tag_v2
        for tag in _METADATA:
            tags.pop(tag, None)
        self.info.pop("xmp", None)
        self.turned = tags.pop(ORIENTATION, 1)
        _check_variety(tags)
        colours = tags.get(_COLOURS)
        if colours and max(colours) < 256:  # as old programs wrote them
            tags[_COLOURS] = tuple(257 * value for value in colours)
        odd = tags.get(_PLANES) == 2 or tags.get(_FILL) == 2
        if odd and tags.get(_COMPRESSION, _PLAIN) == _PLAIN:
            tags[_COMPRESSION] = _DEFLATE  # a word for Pillow: libtiff reads the file's own
        super()._setup()
        if self.use_load_libtiff:
            rawmode, *rest = tuple(self.tile[0].args or ("",))
            self.tile = [self.tile[0]._replace(args=(_NATIVE.get(rawmode, rawmode), *rest))]

    def load_end(self) -> None:
        """Nothing: Pillow would read the metadata here and turn the photo."""


def _check_variety(tags: TiffImagePlugin.ImageFileDirectory_v2) -> None:
    if tags.get(_COMPRESSION) == _WEBP:
        raise ImageError("unsupported_variety", format="TIFF", variety="webp")
    grey = tags.get(_PHOTOMETRIC) in (0, 1)
    if grey and tags.get(_PLANES) == 2 and set(tags.get(_EXTRA, (0,))) != {0}:
        raise ImageError("unsupported_variety", format="TIFF", variety="planes")
