"""Photos through a pair of models: decoded, framed, and one pass of each model."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitviz.app.compute import photos
from vitviz.app.compute.inference_lock import inference_lock

if TYPE_CHECKING:  # torch takes seconds to import; the page must show something before that
    from torch import Tensor

    from vitviz.core.attention.trace import Trace
    from vitviz.core.framing import Framing
    from vitviz.core.models.load import Cnn, Vit


@dataclass(frozen=True, eq=False)
class Pair:
    """A ViT at a (height, width) that it takes, and the CNN beside it, at its own."""

    vit: "Vit"
    cnn: "Cnn"
    size: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Passed:
    """What the passes of one photo gave."""

    trace: "Trace"
    framing: "Framing"
    cnn_logits: "Tensor"


def passed(pair: Pair, photo: str) -> Passed:
    """One pass of each model over the photo of this name. Raises ImageError, SizeError."""
    from vitviz.core.attention.capture import capture
    from vitviz.core.framing import frame
    from vitviz.core.models.load import logits

    decoded = photos.image_of(photo)
    pixels, framing = frame(decoded, pair.vit, pair.size)
    cnn_pixels, _ = frame(decoded, pair.cnn)
    del decoded  # up to 200 MB, and others may be before us
    with inference_lock:
        return Passed(capture(pair.vit, pixels), framing, logits(pair.cnn, cnn_pixels))
