"""What the first page fetches: an analysis's layers, packed when the server starts; pictures."""

from typing import TYPE_CHECKING

from vitviz.app.compute import analyses, photos
from vitviz.app.compute.analyses import Analysis
from vitviz.errors import ArgumentError

if TYPE_CHECKING:  # the page must show something before this is imported
    from PIL.Image import Image


def layer_name(key: str, index: int) -> str:
    """The name that a layer's bundle has in the cache: that of the endpoint "layer"."""
    return f"{key}/layer/{index}"


def layer_bundle(analysis: Analysis, index: int) -> bytes:
    """One layer for the browser (web/payload.py). Raises IndexError."""
    from vitviz.web.payload import rounded

    return rounded(analysis.trace.layers[index]).bundle()


def head_bundle(analysis: Analysis, layer: int, head: int) -> bytes:
    """One head of a layer without windows, laid out as the layer is.

    Raises IndexError; ArgumentError where the layer has no such head or has windows.
    """
    from vitviz.web.bundle import pack, unpack

    name = layer_name(analysis.vit_key, layer)
    about, arrays = unpack(analyses.blob(name, lambda: layer_bundle(analysis, layer)))
    heads = 0 if "places" in arrays else len(arrays["lse"])
    if head >= heads:
        raise ArgumentError("out_of_range", argument="head", rule=f"below {heads}", got=head)
    return pack(about, {kind: array[head : head + 1] for kind, array in arrays.items()})


def kept_picture(photo_id: str, kind: photos.Picture) -> bytes | None:
    """A picture of the photo if nothing need be made for it. Raises ImageError without a photo."""
    photos.require(photo_id)
    return analyses.cached_blob(_picture_name(photo_id, kind))


def picture(photo_id: str, kind: photos.Picture) -> bytes:
    """A JPEG of the photo, made when it is first asked for: a phone asks for one of the three.

    Raises ImageError.
    """
    photos.require(photo_id)
    name = _picture_name(photo_id, kind)
    return analyses.blob(name, lambda: photos.picture(photo_id, kind))


def keep_picture(kind: photos.Picture, photo_id: str, image: "Image") -> None:
    """Make the picture that will be asked for, of pixels that are here now."""
    analyses.blob(_picture_name(photo_id, kind), lambda: photos.drawn(image, kind))


def _picture_name(photo_id: str, kind: photos.Picture) -> str:
    return f"{photo_id}/picture/{kind}"


def keep_layers(analysis: Analysis) -> None:
    """Pack every layer now, so that nobody waits for it."""
    for index in range(len(analysis.trace.layers)):
        name = layer_name(analysis.vit_key, index)
        analyses.blob(name, lambda index=index: layer_bundle(analysis, index))
