"""Opens a Vision Transformer: from a photo to every head of every layer.

A photo comes in as bytes and `decode` makes an upright picture of it. `load` gives a model with
its preprocessing: a Vit, whose attention can be seen, or a Cnn to compare with. `frame` cuts from
the photo the pixels that the model takes, and remembers which patch lies where. `capture` runs
one forward pass and keeps each layer's queries and keys in a Trace. From it `attention` computes
the weights of any layer, head and query when asked, and `rollout` follows them through all layers
down to the pixels' patches. `relevance`, `gradient_rollout` and `gradcam` ask instead which
patches speak for one class. `vitviz.core` holds these steps and the maps and measures made of
them; `figures` and `explorer` draw, `text` speaks, `ui` is the page in the browser.

Nothing heavy is imported before its name is used, so `import vitviz` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vitviz.core.capture import capture
    from vitviz.core.errors import VitvizError
    from vitviz.core.framing import Framing, frame
    from vitviz.core.gradcam import gradcam
    from vitviz.core.image import decode
    from vitviz.core.models import Cnn, Vit, load
    from vitviz.core.relevance import gradient_rollout, relevance
    from vitviz.core.rollout import rollout
    from vitviz.core.trace import Layer, Trace, attention

__all__ = [
    "Cnn",
    "Framing",
    "Layer",
    "Trace",
    "Vit",
    "VitvizError",
    "__version__",
    "attention",
    "capture",
    "decode",
    "frame",
    "gradcam",
    "gradient_rollout",
    "load",
    "relevance",
    "rollout",
]
__version__ = "0.1.0"

_HOMES = {
    "capture": ("capture",),
    "errors": ("VitvizError",),
    "framing": ("Framing", "frame"),
    "gradcam": ("gradcam",),
    "image": ("decode",),
    "models": ("Cnn", "Vit", "load"),
    "relevance": ("gradient_rollout", "relevance"),
    "rollout": ("rollout",),
    "trace": ("Layer", "Trace", "attention"),
}
_HOME = {name: f"vitviz.core.{home}" for home, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # a type checker would take any name for a name of the door

    def __getattr__(name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
