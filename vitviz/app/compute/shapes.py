"""In which shape a ViT is given a photo: the model's own, or the photo's where the model can."""

from typing import TYPE_CHECKING

from vitviz.app.state.view_state import Shape

if TYPE_CHECKING:  # torch takes seconds to import; the page must show something before that
    from PIL.Image import Image

    from vitviz.core.framing import Framing
    from vitviz.core.models.load import Vit

Size = tuple[int, int]
WHOLE = 1.0  # in its own shape nothing is cropped but what whole patches cannot cover


def is_own(vit: "Vit", shape: Shape) -> bool:
    """Whether this ViT is given photos in their own shape: not one that takes a single size."""
    return shape == "photo" and vit.dynamic


def size_for(image_size: Size, vit: "Vit", size: Size, shape: Shape) -> Size:
    """Pixels (height, width) for a photo of `image_size`, likewise: `size`, or its own shape.

    In that there are no more patches than at `size`.
    """
    from vitviz.core.own_shape import own_shape

    if not is_own(vit, shape):
        return size
    patches = (size[0] // vit.patch[0]) * (size[1] // vit.patch[1])
    return own_shape(image_size, vit.patch, patches)


def seen(photo: "Image", vit: "Vit", size: Size, shape: Shape) -> "tuple[Image, Framing]":
    """The photo as the ViT sees it (core/framing.py), and the geometry. Raises SizeError."""
    from vitviz.core import framing

    if not is_own(vit, shape):
        return framing.seen(photo, vit, size)
    own = size_for((photo.height, photo.width), vit, size, shape)
    return framing.seen(photo, vit, own, crop=WHOLE)
