"""How large a picture may be, and how much of it is worked on at once."""

from collections.abc import Iterator

from vitviz.errors import ImageError

MAX_PIXELS = 64_000_000
_BAND = 1_000_000  # pixels
MOST_SIDE = 65_535  # pixels; a picture of one line takes many times its memory to decode


def check_size(size: tuple[int, int], max_pixels: int) -> None:
    """Raise ImageError "too_many_pixels" (width, height, limit) for a larger (width, height).

    "too_long" (width, height, limit): a side of more pixels than any camera's picture has.
    """
    width, height = size
    if width * height > max_pixels:
        raise ImageError("too_many_pixels", width=width, height=height, limit=max_pixels)
    if max(size) > MOST_SIDE:
        raise ImageError("too_long", width=width, height=height, limit=MOST_SIDE)


def bands(
    size: tuple[int, int], within: tuple[int, int, int, int] | None = None
) -> Iterator[tuple[int, int, int, int]]:
    """Boxes of some million pixels that together are a picture of this size, or what is within."""
    left, first, right, end = within or (0, 0, *size)
    rows = max(1, _BAND // max(1, right - left))
    return ((left, top, right, min(top + rows, end)) for top in range(first, end, rows))
