"""Whether a file itself says that bytes are missing at its end, as after a broken transfer.

Asked only after decoding has failed, to tell "send it again" from "it is damaged": Pillow's own
words for the two differ from plugin to plugin.
"""

from collections.abc import Callable, Mapping

from vitviz.images.tiff import directory_is_missing


def ends_early(data: bytes, name: str) -> bool:
    """True when `data`, a file of format `name` (a key of `formats.OPENED`), lacks its end."""
    return _ENDS_EARLY[name](data)


def _jpeg(data: bytes) -> bool:
    """No end of image after the last start of scan; neither can occur among compressed pixels."""
    return data.rfind(b"\xff\xd9") <= data.rfind(b"\xff\xda")


def _boxes(data: bytes) -> bool:
    """ISO base media: the outermost boxes, each (size, type, ...), reach beyond the file."""
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:  # the true size follows the type, in eight bytes
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size < 8:  # 0: up to the end of the file; anything else is no box
            return False
        at += size
    return at != len(data)


_ENDS_EARLY: Mapping[str, Callable[[bytes], bool]] = {
    "JPEG": _jpeg,
    "PNG": lambda data: b"IEND" not in data,
    "GIF": lambda data: not data.rstrip(b"\0").endswith(b";"),
    "WebP": lambda data: len(data) < 8 + int.from_bytes(data[4:8], "little"),
    "BMP": lambda data: len(data) < int.from_bytes(data[2:6], "little"),
    "TIFF": directory_is_missing,
    "AVIF": _boxes,
    "HEIF": _boxes,
}
