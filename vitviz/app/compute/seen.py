"""What a model sees of a photo, kept when the photo's own pixels may be gone.

A phone's photo is 48 MB as pixels and 0.2 MB as a model at 224 px sees it. To decode and resize it
takes longer than the models do, and half of what a page asks for begins there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from vitviz.app.compute import photos, shapes
from vitviz.app.compute.budget import limit
from vitviz.app.compute.cache import Cache
from vitviz.app.state.view_state import Shape

if TYPE_CHECKING:  # torch takes seconds to import; the page must show something before that
    from PIL.Image import Image
    from torch import Tensor

    from vitviz.core.framing import Framing
    from vitviz.core.models.load import Cnn, Vit

Size = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Seen:
    """The RGB picture, and where on the photo it lies."""

    picture: "Image"
    framing: "Framing"

    @property
    def nbytes(self) -> int:
        """Bytes held, as Pillow holds RGB."""
        return 4 * self.picture.width * self.picture.height


_seen: Cache[Seen] = Cache(partial(limit, "seen"), lambda seen: seen.nbytes)


def of_vit(photo_id: str, vit: "Vit", size: Size, shape: Shape) -> "tuple[Tensor, Framing]":
    """The photo of this name as the ViT is given it, and the geometry. Raises ImageError."""
    return _given(_kept_of_vit(photo_id, vit, size, shape), vit)


def of_cnn(photo_id: str, cnn: "Cnn", size: Size | None = None) -> "tuple[Tensor, Framing]":
    """Likewise as the CNN is given it, at its own (height, width) or another."""
    return _given(_kept_of_cnn(photo_id, cnn, size or cnn.size), cnn)


def keep(photo_id: str, vit: "Vit", cnn: "Cnn", size: Size, shape: Shape) -> None:
    """Make both now if the photo's pixels are at hand. Raises ImageError.

    When its turn in line comes they may have gone, and would have to be decoded once more.
    """
    if photos.decoded(photo_id) is None:
        return
    _kept_of_vit(photo_id, vit, size, shape)
    _kept_of_cnn(photo_id, cnn, cnn.size)


def nbytes() -> int:
    """Bytes held."""
    return _seen.nbytes


def _kept_of_vit(photo_id: str, vit: "Vit", size: Size, shape: Shape) -> Seen:
    from vitviz.core.models.load import grid_of

    cut = (vit.patch, grid_of(vit, size), shapes.is_own(vit, shape))
    name = _name(photo_id, vit, size, cut)
    return _kept(name, photo_id, lambda photo: shapes.seen(photo, vit, size, shape))


def _kept_of_cnn(photo_id: str, cnn: "Cnn", size: Size) -> Seen:
    from vitviz.core.framing import seen

    return _kept(_name(photo_id, cnn, size, ()), photo_id, lambda photo: seen(photo, cnn, size))


def _name(photo_id: str, model: "Vit | Cnn", size: Size, cut: tuple[object, ...]) -> str:
    """All that the picture and its framing depend on."""
    return repr((photo_id, size, model.crop, model.interpolation, cut))


def _kept(name: str, photo_id: str, make: "Callable[[Image], tuple[Image, Framing]]") -> Seen:
    return _seen.get_or_make(name, lambda: Seen(*make(photos.image_of(photo_id))))


def _given(seen: Seen, model: "Vit | Cnn") -> "tuple[Tensor, Framing]":
    from vitviz.core.framing import normalised

    return normalised(seen.picture, model), seen.framing
