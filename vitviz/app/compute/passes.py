"""Photos through a pair of models: decoded, framed, and a pass of each model.

Photos that wait together go through the ViT side by side, one part of them on each core, each part
in one batch, which is faster as long as one photo alone does not fill the core; the CNN's passes
are small, and a batch of them is not.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from vitviz.app.compute import seen
from vitviz.app.compute.budget import under_way
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.compute.threads import cores, side_by_side
from vitviz.app.state.view_state import Shape

if TYPE_CHECKING:  # torch takes seconds to import; the page must show something before that
    from torch import Tensor

    from vitviz.core.attention.trace import Trace
    from vitviz.core.framing import Framing
    from vitviz.core.models.load import Cnn, Vit

MOST = 4  # photos of a batch: eight are no faster, and each waits for all
TOKENS = 1200  # of a batch: a photo at 448 px fills the cores alone
_PART = 8  # of the memory for what is under way, a batch's traces may take one
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Pair:
    """A ViT at a (height, width) that it takes, and the CNN beside it, at its own.

    In the `shape` of the photo the ViT has no more patches than at that size.
    """

    vit: "Vit"
    cnn: "Cnn"
    size: tuple[int, int]
    shape: Shape = "model"


@dataclass(frozen=True, eq=False)
class Passed:
    """What the passes of one photo gave."""

    trace: "Trace"
    framing: "Framing"
    cnn_logits: "Tensor"


@dataclass(frozen=True, eq=False)
class _Framed:
    pixels: "Tensor"
    framing: "Framing"
    cnn_pixels: "Tensor"


def most(pair: Pair) -> int:
    """How many photos may go through this pair in one batch."""
    from vitviz.core.attention.capture import trace_bytes
    from vitviz.core.models.load import grid_of

    rows, cols = grid_of(pair.vit, pair.size)
    tokens = pair.vit.prefix + rows * cols
    room = under_way() // _PART // trace_bytes(pair.vit, pair.size)
    return max(1, min(MOST, TOKENS // tokens, room))


def passed(pair: Pair, names: Sequence[str]) -> list[Passed | Exception]:
    """The passes over the photos of these names, or what is wrong with each (ImageError)."""
    framed = [_tried(partial(_framed, pair, name)) for name in names]
    good = [one for one in framed if isinstance(one, _Framed)]
    made = iter(_passes(pair, good) if good else ())
    return [one if isinstance(one, Exception) else next(made) for one in framed]


def _framed(pair: Pair, name: str) -> _Framed:
    pixels, framing = seen.of_vit(name, pair.vit, pair.size, pair.shape)
    return _Framed(pixels, framing, seen.of_cnn(name, pair.cnn)[0])


def _passes(pair: Pair, framed: Sequence[_Framed]) -> list[Passed | Exception]:
    with inference_lock:
        made = side_by_side([partial(_part, pair, part) for part in _parts(framed)])
    return [one for part in made for one in part]


def _parts(framed: Sequence[_Framed]) -> list[Sequence[_Framed]]:
    """As many parts as there are cores, in their order; one for a device with its own queue."""
    on_cores = framed[0].pixels.device.type == "cpu"
    count, total = min(cores() if on_cores else 1, len(framed)), len(framed)
    return [framed[at * total // count : (at + 1) * total // count] for at in range(count)]


def _part(pair: Pair, framed: Sequence[_Framed]) -> list[Passed | Exception]:
    if len(framed) > 1:
        try:
            return [*_together(pair, framed)]
        except Exception:  # what one of them brings about is not the others'
            logging.getLogger(__name__).warning("a batch failed: one by one", exc_info=True)
    return [_tried(partial(_alone, pair, one)) for one in framed]


def _together(pair: Pair, framed: Sequence[_Framed]) -> list[Passed]:
    import torch

    from vitviz.core.attention.capture import capture_batch
    from vitviz.core.models.load import logits

    traces = capture_batch(pair.vit, torch.cat([one.pixels for one in framed]))
    return [
        Passed(trace, one.framing, logits(pair.cnn, one.cnn_pixels))
        for trace, one in zip(traces, framed, strict=True)
    ]


def _alone(pair: Pair, one: _Framed) -> Passed:
    from vitviz.core.attention.capture import capture
    from vitviz.core.models.load import logits

    trace = capture(pair.vit, one.pixels)
    return Passed(trace, one.framing, logits(pair.cnn, one.cnn_pixels))


def _tried(work: Callable[[], T]) -> T | Exception:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - it goes to those who wait for this photo
        return error
