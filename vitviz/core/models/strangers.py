"""What a file is that cannot be read as weights: of these a copy anew would be no better.

Asked once a reader has failed, so nothing here decides what opens.
"""

import zipfile
from pathlib import Path

_FOREIGN = (b"\x89HDF", b"GGUF", b"\x93NUMPY")  # Keras, llama.cpp, NumPy
_POINTER = b"version https://git-lfs"
_SHOWN = 512  # bytes that tell a text


def strange(path: Path) -> str:
    """Return the reason that says what the file is: "" for one that is torch's, but broken.

    "weights_empty", "weights_pointer" (Git LFS's, in place of the file), "weights_web_page",
    "weights_program" (TorchScript), "weights_foreign" (of another program, or a text).
    """
    with path.open("rb") as file:
        start = file.read(_SHOWN)
    if not start:
        return "weights_empty"
    if start.startswith(_POINTER):
        return "weights_pointer"
    if start.lstrip().startswith(b"<"):
        return "weights_web_page"
    if start.startswith(_FOREIGN) or _is_text(start):
        return "weights_foreign"
    return _in_an_archive(path)


def _is_text(start: bytes) -> bool:
    return all(32 <= byte < 127 or byte in b"\t\r\n" for byte in start)


def _in_an_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    if any(name.endswith("/constants.pkl") for name in names):
        return "weights_program"
    torchs = any(name.endswith("/data.pkl") for name in names)
    return "" if torchs else "weights_foreign"
