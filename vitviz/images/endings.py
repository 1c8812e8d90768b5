"""Whether a file itself says that bytes are missing at its end, as after a broken transfer.

Asked only after decoding has failed, to tell "send it again" from "it is damaged": Pillow's own
words for the two differ from plugin to plugin, and some of them are untrue.
"""

from collections.abc import Callable, Mapping

from vitviz.images import boxes, jpeg, png, tiff


def ends_early(data: bytes, name: str) -> bool:
    """True when `data`, a file of format `name` (a key of `formats.OPENED`), lacks its end."""
    return _ENDS_EARLY[name](data)


_ENDS_EARLY: Mapping[str, Callable[[bytes], bool]] = {
    "JPEG": jpeg.ends_early,
    "PNG": png.ends_early,
    "GIF": lambda data: not data.rstrip(b"\0").endswith(b";"),
    "WebP": lambda data: len(data) < 8 + int.from_bytes(data[4:8], "little"),
    "BMP": lambda data: len(data) < int.from_bytes(data[2:6], "little"),
    "TIFF": tiff.ends_early,
    "AVIF": boxes.ends_early,
    "HEIF": boxes.ends_early,
}
