"""Opens a Vision Transformer: from a photo to every head of every layer.

A photo comes in as bytes and `decode` makes an upright picture of it. `load` gives a model with
its preprocessing: a Vit, whose attention can be seen, or a Cnn to compare with; `wrap` makes a Vit
of a module of your own. `frame` cuts from
the photo the pixels that the model takes, and remembers which patch lies where. `capture` runs
one forward pass and keeps each layer's queries and keys in a Trace, whose TokenLayout says which
token is which. From the Trace `attention` computes the weights of any layer, head and query when
asked, and `rollout` follows them through all layers down to the pixels' patches. `relevance`,
`gradient_rollout` and `gradcam` ask instead which patches speak for one class; `components` and
`patch_similarity` which patches are alike, of one photo or of two. `images` decodes,
`core` holds these steps and the maps and measures made of them; `figures` and `web` draw, `text`
has the words, `app` is the page in the browser.

Nothing heavy is imported before its name is used, so `import vitviz` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from vitviz import errors
from vitviz.core.models import loaded

if TYPE_CHECKING:
    from vitviz.core.assets import sample_photo
    from vitviz.core.attention.capture import capture
    from vitviz.core.attention.rollout import rollout
    from vitviz.core.attention.trace import Layer, Trace, attention, token_in
    from vitviz.core.attribution.gradcam import gradcam
    from vitviz.core.attribution.relevance import gradient_rollout, relevance
    from vitviz.core.framing import Framing, frame
    from vitviz.core.internals.components import components, patch_tokens
    from vitviz.core.internals.patch_similarity import patch_similarity
    from vitviz.core.internals.stage_lens import stage_lens, stage_readings
    from vitviz.core.internals.stage_stream import stage_stream
    from vitviz.core.models.candidates import architectures
    from vitviz.core.models.load import Cnn, Vit, load
    from vitviz.core.models.token_layout import TokenLayout
    from vitviz.core.models.wrap import wrap
    from vitviz.errors import VitvizError
    from vitviz.images.decoder import decode

__all__ = [
    "Cnn",
    "Framing",
    "Layer",
    "TokenLayout",
    "Trace",
    "Vit",
    "VitvizError",
    "__version__",
    "architectures",
    "attention",
    "capture",
    "components",
    "decode",
    "frame",
    "gradcam",
    "gradient_rollout",
    "load",
    "patch_similarity",
    "patch_tokens",
    "relevance",
    "rollout",
    "sample_photo",
    "stage_lens",
    "stage_readings",
    "stage_stream",
    "token_in",
    "wrap",
]
__version__ = "0.1.0"

_HOMES = {
    "core.assets": ("sample_photo",),
    "core.attention.capture": ("capture",),
    "core.attention.rollout": ("rollout",),
    "core.attention.trace": ("Layer", "Trace", "attention", "token_in"),
    "core.attribution.gradcam": ("gradcam",),
    "core.attribution.relevance": ("gradient_rollout", "relevance"),
    "core.framing": ("Framing", "frame"),
    "core.internals.components": ("components", "patch_tokens"),
    "core.internals.patch_similarity": ("patch_similarity",),
    "core.internals.stage_lens": ("stage_lens", "stage_readings"),
    "core.internals.stage_stream": ("stage_stream",),
    "core.models.candidates": ("architectures",),
    "core.models.load": ("Cnn", "Vit", "load"),
    "core.models.token_layout": ("TokenLayout",),
    "core.models.wrap": ("wrap",),
    "errors": ("VitvizError",),
    "images.decoder": ("decode",),
}
_HOME = {name: f"vitviz.{home}" for home, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # a type checker would take any name for a name of ours

    def __getattr__(name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_HOME[name]), name)


def _written(error: errors.VitvizError) -> str:
    # Not before an error is printed: the sentences need Babel, and most errors are caught.
    return import_module("vitviz.text.messages").for_a_notebook(error)


def _noted(note: loaded.Note) -> str:
    return import_module("vitviz.text.model_files").for_a_notebook(note)


errors.write_with(_written)
loaded.write_with(_noted)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
