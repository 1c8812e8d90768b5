"""What is left of a file once all that its picture does not need is gone."""

from dataclasses import dataclass

from vitviz.images.stated import Stated


@dataclass(frozen=True)
class Intake:
    """The bytes that the plugin gets, and what the rest of the file said of the picture.

    `profile`: an ICC profile, b"" for none, None where the plugin is to say; `stated` counts where
    there is no profile. `exif`: an EXIF block, likewise. `hole`: the one transparent colour where
    channels have 16 bits. `low_bytes`: whether those bits matter that Pillow drops of 16. `tail`:
    what may stand before the end of a JPEG whose end marker is missing, to tell whether only that
    is missing; else empty. `most_pixels`: how many may be decoded where each takes more memory than
    usual.
    """

    data: bytes
    profile: bytes | None = None
    stated: Stated | None = None
    exif: bytes | None = None
    hole: tuple[int, int, int] | None = None
    low_bytes: bool = False
    tail: bytes = b""
    most_pixels: int | None = None
