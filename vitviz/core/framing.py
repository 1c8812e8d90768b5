"""From a photo to a model's pixels, and the way back from every pixel and patch to the photo.

The photo is resized, its aspect kept, until its centre covers what the model takes; the centre
is cut out. This is timm's transform for evaluation, on which the published accuracies stand. A
Framing is the geometry of that step. Coordinates are (x, y) in pixels with (0, 0) the upper left
corner of the picture, not the centre of its first pixel; sizes are (height, width).
"""

import math
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor

from vitviz.core.models.load import Cnn, Size, Vit, grid_of
from vitviz.errors import ArgumentError, SizeError

_LONG = 8  # times its width: from here on the whole picture is not worth resizing

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Framing:
    """The geometry photo <-> pixels <-> patch of one photo in one model.

    The photo of `image_size` becomes a picture of `resized`, of which the model sees the
    rectangle of `size` whose upper left corner is `offset` (x, y), cut into patches of `patch`.
    Patches are numbered from 0 in reading order; the prefix tokens are not counted. For a CNN
    the whole picture is one patch. Where patches overlap, so that there are not size over patch of
    them (PiT), `cells` are their rows and columns, each an even part of what the model sees.
    """

    image_size: Size
    resized: Size
    offset: tuple[int, int]
    size: Size
    patch: Size
    cells: Size | None = None

    def __post_init__(self) -> None:
        sizes = (self.image_size, self.resized, self.size, self.patch)
        _require(min(map(min, sizes)) > 0, "image_size", "every size is positive", sizes)
        whole = all(side % part == 0 for side, part in zip(self.size, self.patch, strict=True))
        _require(whole or bool(self.cells), "patch", f"divides {self.size}", self.patch)
        inside = zip(self.offset[::-1], self.size, self.resized, strict=True)
        held = all(start >= 0 and start + side <= whole for start, side, whole in inside)
        _require(held, "offset", f"{self.size} lies inside {self.resized}", self.offset)

    @property
    def grid(self) -> Size:
        """Rows and columns of patches."""
        return self.cells or (self.size[0] // self.patch[0], self.size[1] // self.patch[1])

    @property
    def box(self) -> Box:
        """What the model sees: the rectangle (x0, y0, x1, y1) in pixels of the photo."""
        return (*self.to_image(0, 0), *self.to_image(self.size[1], self.size[0]))

    def to_model(self, x: float, y: float) -> Point:
        """Return where the photo's point (x, y) lies in the model's pixels, even if outside."""
        (height, width), (rows, columns) = self.image_size, self.resized
        return x * columns / width - self.offset[0], y * rows / height - self.offset[1]

    def to_image(self, x: float, y: float) -> Point:
        """Return where the point (x, y) of the model's pixels lies in the photo."""
        (height, width), (rows, columns) = self.image_size, self.resized
        return (x + self.offset[0]) * width / columns, (y + self.offset[1]) * height / rows

    def patch_box(self, index: int) -> Box:
        """Return the patch's rectangle (x0, y0, x1, y1) in pixels of the photo.

        Raises ArgumentError for an index that is no patch; negative ones are none.
        """
        rows, columns = self.grid
        if not 0 <= index < rows * columns:
            rule = f"from 0 to {rows * columns - 1}"
            raise ArgumentError("no_such_patch", argument="index", rule=rule, got=index)
        row, column = divmod(index, columns)
        xs, ys = self._edges
        return xs[column], ys[row], xs[column + 1], ys[row + 1]

    def patch_at(self, x: float, y: float) -> int | None:
        """Return the patch that holds the photo's point (x, y), None where the model sees nothing.

        The upper and left edge of a box belong to its patch, the lower and right one do not.
        """
        xs, ys = self._edges
        if not (xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]):
            return None
        return (bisect_right(ys, y) - 1) * self.grid[1] + bisect_right(xs, x) - 1

    @property
    def _edges(self) -> tuple[list[float], list[float]]:
        # Both directions read the same edges, so a box and its patch agree to the last bit.
        (rows, columns), (height, width) = self.grid, self.size
        xs = [self.to_image(column * width / columns, 0)[0] for column in range(columns + 1)]
        ys = [self.to_image(0, row * height / rows)[1] for row in range(rows + 1)]
        return xs, ys


def frame(
    photo: Image.Image,
    model: Vit | Cnn,
    size: Size | None = None,
    *,
    crop: float | None = None,
) -> tuple[Float[Tensor, "1 3 height width"], Framing]:
    """Return the photo as the model takes it, and the geometry.

    `photo` is upright RGB as `decode` gives it, `size` the (height, width) of the pixels, the
    model's own by default. `crop` is the share of the covered picture's sides that is cut out, the
    model's own by default; 1 leaves out only what the shape does. The pixels are float32 on the
    model's device: RGB in [0, 1], less the model's mean, over its standard deviation.
    Raises SizeError for a size that the model does not take, ArgumentError for another mode or a
    crop that is not in (0, 1].
    """
    picture, framing = seen(photo, model, size, crop=crop)
    return normalised(picture, model), framing


def seen(
    photo: Image.Image,
    model: Vit | Cnn,
    size: Size | None = None,
    *,
    crop: float | None = None,
) -> tuple[Image.Image, Framing]:
    """Return what the model sees of the photo as an RGB picture, and the geometry, as `frame` has.

    Raises what `frame` does.
    """
    _require(photo.mode == "RGB", "photo", "RGB", photo.mode)
    crop = model.crop if crop is None else crop
    _require(0 < crop <= 1, "crop", "in (0, 1]", crop)
    size = model.size if size is None else size
    framing = _framing((photo.height, photo.width), size, crop, *_cut(model, size))
    return _resized_to(photo, framing, Image.Resampling[model.interpolation.upper()]), framing


def normalised(picture: Image.Image, model: Vit | Cnn) -> Float[Tensor, "1 3 height width"]:
    """Return a picture of `seen` as `frame` gives it: the model's mean and deviation applied."""
    unit = np.asarray(picture, dtype=np.float32) / 255  # HWC
    normal = (unit - np.asarray(model.mean, np.float32)) / np.asarray(model.std, np.float32)
    pixels = torch.from_numpy(np.ascontiguousarray(normal.transpose(2, 0, 1)))
    return pixels[None].to(model.device)


def surroundings(
    photo: Image.Image, model: Vit | Cnn, framing: Framing, margin: int
) -> Float[Tensor, "1 3 height width"]:
    """Return what the model sees of the photo, and `margin` pixels more on every side of it.

    RGB in [0, 1] on the model's device, at the scale of the framing; NaN where the photo has
    ended. Raises ArgumentError for a photo of another size or a margin below 0.
    """
    _require(margin >= 0, "margin", "0 or more", margin)
    size = photo.height, photo.width
    _require(size == framing.image_size, "framing", f"of a photo of {size}", framing.image_size)
    (height, width), (rows, columns), (left, top) = framing.size, framing.resized, framing.offset
    found = np.full((height + 2 * margin, width + 2 * margin, 3), np.nan, np.float32)
    x0, y0 = max(0, left - margin), max(0, top - margin)
    x1, y1 = min(columns, left + width + margin), min(rows, top + height + margin)
    there = Framing(framing.image_size, framing.resized, (x0, y0), (y1 - y0, x1 - x0), (1, 1))
    around = _resized_to(photo, there, Image.Resampling[model.interpolation.upper()])
    at_x, at_y = x0 - (left - margin), y0 - (top - margin)
    unit = np.asarray(around, dtype=np.float32) / 255
    found[at_y : at_y + y1 - y0, at_x : at_x + x1 - x0] = unit
    return torch.from_numpy(found.transpose(2, 0, 1).copy())[None].to(model.device)


def _resized_to(photo: Image.Image, framing: Framing, method: Image.Resampling) -> Image.Image:
    (height, width), (rows, columns), (left, top) = framing.size, framing.resized, framing.offset
    if max(rows, columns) <= _LONG * min(rows, columns):
        whole = photo.resize((columns, rows), method)
        return whole.crop((left, top, left + width, top + height))
    # All of a 3 x 2000 photo would grow to 33 million pixels, so resize what is cut out. Pillow
    # reads on beyond the edge of the box: no seam, but it may make its two passes, with rounding
    # and clipping between them, in another order, so a few pixels differ from timm's.
    return photo.resize((width, height), method, box=framing.box)


def _cut(model: Vit | Cnn, size: Size) -> tuple[Size, Size | None]:
    if isinstance(model, Vit):
        grid = grid_of(model, size)
        even = all(n * part == side for n, part, side in zip(grid, model.patch, size, strict=True))
        return model.patch, None if even else grid
    if min(size) <= 0:
        raise SizeError("size_not_positive", size=size)
    return size, None


def _framing(image_size: Size, size: Size, crop: float, patch: Size, cells: Size | None) -> Framing:
    resized = _resized(image_size, (math.floor(size[0] / crop), math.floor(size[1] / crop)))
    top, left = (round((whole - side) / 2) for whole, side in zip(resized, size, strict=True))
    return Framing(image_size, resized, (left, top), size, patch, cells)


def _resized(image_size: Size, covered: Size) -> Size:
    # timm rounds the longer side down for a square, to the nearest pixel for another rectangle.
    height, width = image_size
    if covered[0] == covered[1]:
        short = min(image_size)
        return covered[0] * height // short, covered[0] * width // short
    ratio = min(height / covered[0], width / covered[1])
    return round(height / ratio), round(width / ratio)


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("broken_invariant", argument=argument, rule=rule, got=got)
