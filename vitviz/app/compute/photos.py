"""The photos that this process holds: visitors' own, in memory alone, and the bundled ones.

An upload is named by a keyed hash of its content: the name cannot be guessed, and the same photo
is held once. All are bounded in bytes; an upload that was dropped is asked for again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Literal

from vitviz.app.compute.budget import decoders, limit, most_pixels
from vitviz.app.compute.cache import Cache, unguessable
from vitviz.app.compute.fair_lock import FairLock
from vitviz.app.compute.heap import give_back, keep_blocks
from vitviz.app.state.view_state import ViewState
from vitviz.errors import ImageError, ModelError

if TYPE_CHECKING:  # the page must show something before these are imported
    from PIL.Image import Image

    from vitviz.core.assets import BundledPhoto
    from vitviz.images.decoder import Decoded

DECODERS = decoders()  # at a time
_LARGE = 8_000_000  # pixels
_BLOCKS = 4  # of 16 MB, for each: a phone's photo is three
_decoders = FairLock(DECODERS)


Picture = Literal["large", "small", "thumb"]
Then = Callable[[str, "Image"], object]


@dataclass(frozen=True, eq=False)
class Photo:
    """An uploaded or bundled photo: its bytes as they came.

    `toned`: whether it is an HDR photo whose light was compressed to that of a page.
    """

    id: str
    data: bytes
    toned: bool = False

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return len(self.data)


_photos: Cache[Photo] = Cache(partial(limit, "photos"), lambda photo: photo.nbytes)
_images: Cache["Decoded"] = Cache(
    partial(limit, "images"),
    lambda decoded: 4 * decoded.photo.width * decoded.photo.height,  # as Pillow holds RGB
)


def add(data: bytes, then: Then = lambda *_: None) -> Photo:
    """Keeps an upload and returns it. Raises ImageError if it is no photo; writes nothing.

    `then` is called with the name and the decoded pixels where they had to be decoded.
    """
    photo_id = f"up-{unguessable(data)}"
    return _photos.get_or_make(photo_id, lambda: _photo(photo_id, data, then))


def kept(photo_id: str) -> Photo | None:
    """The photo of this name if nothing need be made for it."""
    return _photos.get(photo_id)


def require(photo_id: str) -> None:
    """Raises ImageError("own_photo", "gone") if no photo of this name is here; makes nothing."""
    if _photos.get(photo_id) is None and all(it.id != photo_id for it in bundled()):
        raise ImageError("own_photo" if photo_id.startswith("up-") else "gone", photo=photo_id)


def photo(photo_id: str) -> Photo:
    """The photo of this name. Raises as `require` does."""
    kept = _photos.get(photo_id)
    if kept is not None:
        return kept
    require(photo_id)
    paths = {it.id: it.path for it in bundled()}
    return _photos.get_or_make(photo_id, lambda: _photo(photo_id, paths[photo_id].read_bytes()))


def image_of(photo_id: str) -> "Image":
    """The decoded pixels of the photo of this name. Raises ImageError."""
    source = photo(photo_id)

    def make() -> "Decoded":
        with _decoders:
            return _decoded(source.data)

    return _images.get_or_make(photo_id, make).photo


def decoded(photo_id: str) -> "Image | None":
    """The same if they are here; nothing is made."""
    found = _images.get(photo_id)
    return found and found.photo


def picture(photo_id: str, kind: Picture) -> bytes:
    """A JPEG of the photo of this name, made now. Raises ImageError.

    "large" is for a laptop's screen, "small" for a phone's, "thumb" for the strip of photos.
    """
    image = image_of(photo_id)
    with _decoders:
        made = drawn(image, kind)
        _trim_after(image)
    return made


def drawn(image: "Image", kind: Picture) -> bytes:
    """Such a JPEG of decoded pixels."""
    from vitviz.images.decoder import reduced, shown, thumbnail

    return {"large": shown, "small": reduced, "thumb": thumbnail}[kind](image)


def _photo(photo_id: str, data: bytes, then: Then = lambda *_: None) -> Photo:
    """The photo; its pixels are kept beside it."""
    with _decoders:
        decoded = _images.get(photo_id) or _decoded(data)
        then(photo_id, decoded.photo)
    # Who makes this image may wait for our place: it is given back before we wait for them.
    _images.get_or_make(photo_id, lambda: decoded)
    return Photo(photo_id, data, decoded.toned)


def _decoded(data: bytes) -> "Decoded":
    from vitviz.images.decoder import opened

    keep_blocks(_BLOCKS * DECODERS)
    try:
        # its bytes were counted on their way in
        found = opened(data, max_bytes=max(1, len(data)), max_pixels=most_pixels())
    except BaseException:
        _trim_after(None)
        raise
    _trim_after(found.photo)
    return found


def _trim_after(image: "Image | None") -> None:
    """What a large photo freed goes back to the system at once; None: one that failed.

    Of small ones the startup's timer gives it back: a pass would have to page its own in anew.
    """
    if image is None or image.width * image.height >= _LARGE:
        give_back()


@cache
def bundled() -> "tuple[BundledPhoto, ...]":
    """The bundled photos in the order of the strip; one whose file is missing is left out."""
    from vitviz.core.assets import photos

    return tuple(photo for photo in photos() if photo.path.is_file())


def opening(name: str) -> str:
    """`name`; where that stands for no choice, the photo that opens. Raises as `first` does."""
    return first() if name == ViewState().photo else name


@cache
def first() -> str:
    """The bundled photo that opens: the first one that can be read.

    Raises ModelError("file_missing") where there is none.
    """
    from vitviz.core.assets import PHOTOS

    for one in bundled():
        try:
            return photo(one.id).id
        except ImageError as error:
            logging.getLogger(__name__).warning("%s: %s", one.path.name, error)
    raise ModelError("file_missing", file=str(PHOTOS))


def missing() -> "tuple[BundledPhoto, ...]":
    """The bundled photos that ought to be here and are not."""
    from vitviz.core.assets import photos

    return tuple(photo for photo in photos() if photo not in bundled())


def held() -> dict[str, int]:
    """Bytes held by kind."""
    return {"photos": _photos.nbytes, "images": _images.nbytes}
