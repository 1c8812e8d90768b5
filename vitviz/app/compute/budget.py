"""How much memory the process may hold, and each cache of it: a quarter of what is there, in a
lecture half.

The libraries and what is under way (pictures being decoded, gradients being made) take their part;
fixed fractions of the rest go to the caches. Where that is little, photos are decoded one at a time
and the largest are not opened: all of it at once is a fifth above the budget at most, or, with less
than 1.5 GB, what a phone's photo takes. Where the models run on a CUDA device, models and analyses
live there, in a quarter of its memory, and the host's parts of them stay free. VITVIZ_*
(settings.py) override.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Literal

from vitviz.app.settings import settings
from vitviz.images.limits import MAX_PIXELS

Kind = Literal["models", "analyses", "blobs", "photos", "images", "seen"]
FRACTIONS: dict[Kind, float] = {
    "models": 0.30,
    "analyses": 0.25,
    "blobs": 0.20,
    "photos": 0.15,
    "images": 0.08,
    "seen": 0.02,
}
# A class brings a photo each, which nobody can make again but who brought it, and each is looked at
# for the whole lesson: what the models made of it (15 MB) must stay, or it is made again and again.
OF_A_CLASS: dict[Kind, float] = {
    "models": 0.30,
    "analyses": 0.30,
    "blobs": 0.10,
    "photos": 0.20,
    "images": 0.07,
    "seen": 0.03,
}
ON_DEVICE: dict[Kind, float] = {"models": 0.5, "analyses": 0.5}
LIBRARIES = 900_000_000  # torch, timm, Streamlit, and a forward pass
LEAST = 300_000_000  # for the caches of a small machine
# Two photos of 64 million pixels being decoded and shown take 1.1 GB, the one pass with gradients
# that is open 0.3 GB at 32 x 32 patches. With less than 2.8 GB in all the caches keep what the two
# models need.
UNDER_WAY = 1_500_000_000
_A_DECODER = 550_000_000
_GRADIENTS = 300_000_000
_MOST_OVER = 0.2  # of the budget, for a moment
_LEAST_PIXELS = 16_000_000  # of the largest photo that is opened: a phone's
_CACHES_FIRST = 400_000_000
_PART = 4  # of the memory, one is ours; two for a lecture, for which the machine is there
_CGROUPS = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")


def limit(kind: Kind) -> int:
    """Bytes that a cache may hold. Asked when it gets its first value: the device is known then."""
    asked = _asked(kind)
    if asked is not None:
        return asked
    if kind in ON_DEVICE and device() == "cuda":
        return int(ON_DEVICE[kind] * _device_memory() / _PART)
    return _on_host(kind)


def total() -> int:
    """Bytes of the host's memory that the process may come to hold."""
    asked = settings().memory_bytes
    parts = 2 if settings().lecture else 1
    return max(asked or parts * memory() // _PART, LIBRARIES + LEAST)


def under_way() -> int:
    """Bytes kept free for what requests hold while they are answered."""
    return max(0, min(UNDER_WAY, total() - LIBRARIES - _CACHES_FIRST))


def decoders() -> int:
    """How many photos may be decoded at a time."""
    return 2 if _for_photos() >= 2 * _A_DECODER else 1


def most_pixels() -> int:
    """How many pixels a photo may have, in whole millions: what one decoder has memory for."""
    fits = int(_for_photos() / _A_DECODER * MAX_PIXELS) // 1_000_000 * 1_000_000
    return min(max(fits, _LEAST_PIXELS), MAX_PIXELS)


def _for_photos() -> float:
    """Bytes for decoding beside full caches and a pass with gradients."""
    return under_way() + _MOST_OVER * total() - _GRADIENTS


def stated() -> str:
    """The budget in one line for the server's log."""
    host = [f"{kind} {_asked(kind) or _on_host(kind):.3g}" for kind in FRACTIONS]
    return (
        f"memory budget {total():.3g} bytes of {memory():.3g}: libraries {LIBRARIES:.3g}, "
        f"under way {under_way():.3g}, {', '.join(host)}; "
        "on a CUDA device models and analyses share a quarter of its memory"
    )


def device() -> str:
    """The kind of device on which models and analyses live: "cpu", "cuda", "mps". Needs torch."""
    from vitviz.core.models.device import preferred

    asked = settings().device
    return preferred() if asked == "auto" else asked


@cache
def memory() -> int:
    """Bytes that this process can have: of the machine, its cgroups and its own limit."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([machine, *_of_cgroups(_OWN, _CGROUPS), *_of_the_process()])


def _on_host(kind: Kind) -> int:
    fractions = OF_A_CLASS if settings().lecture else FRACTIONS
    return int(fractions[kind] * (total() - LIBRARIES - under_way()))


def _of_the_process() -> Iterator[int]:
    with suppress(ImportError):
        import resource

        soft, _hard = resource.getrlimit(resource.RLIMIT_AS)
        if soft != resource.RLIM_INFINITY:
            yield soft


def _of_cgroups(own: Path, root: Path) -> Iterator[int]:
    """The limits of the process's groups and of those around them, of both versions."""
    with suppress(OSError):
        for line in own.read_text().splitlines():
            _number, controllers, path = line.split(":", 2)
            if controllers not in ("", "memory"):
                continue
            top = root / controllers
            name = "memory.limit_in_bytes" if controllers else "memory.max"
            inner = top / path.lstrip("/")
            for group in (inner, *inner.parents):
                if group.is_relative_to(top):
                    yield from _read(group / name)


def _read(file: Path) -> Iterator[int]:
    with suppress(OSError, ValueError):  # in a container the path may be another; "max" is none
        yield int(file.read_text())


def _device_memory() -> int:
    import torch

    return torch.cuda.get_device_properties(0).total_memory


def _asked(kind: Kind) -> int | None:
    given = settings()
    halved = given.photo_bytes // 2 if given.photo_bytes else None
    asked: dict[Kind, int | None] = {
        "models": given.model_bytes,
        "analyses": given.trace_bytes,
        "blobs": given.blob_bytes,
        "photos": given.photo_bytes,
        "images": halved,
        "seen": max(1, given.photo_bytes // 8) if given.photo_bytes else None,
    }
    return asked[kind]
