"""What a model must have to be asked: a classifier, names of its classes, one grid over all.

A backbone (num_classes=0) says nothing of a photo, and a classifier of one's own may come without
labels. Whoever asks about a class asks here first, so that both are told by reason.
"""

from typing import Literal

from vitviz.core.models.call_spec import is_signed
from vitviz.core.models.load import Cnn, Vit
from vitviz.errors import ArgumentError, ModelError

MOST_OF_A_LAYER = 256_000_000  # bytes, as in float32: what view/layer_queue.js has room for


def require_head(model: Vit | Cnn) -> None:
    """Raise ModelError("no_head") for a model without a classifier: it has no class to explain."""
    if not model.has_head:
        raise ModelError("no_head", name=model.name)


def require_room(model: Vit | Cnn) -> None:
    """Raise ModelError("layer_too_large") for a ViT of which a browser has no room for one layer.

    Where each query has biases of its own over a large grid (SAM at 1024 px), they are all kept.
    """
    largest = model.largest if isinstance(model, Vit) else 0
    if largest > MOST_OF_A_LAYER:
        raise ModelError("layer_too_large", name=model.name, needs=largest, most=MOST_OF_A_LAYER)


def require_whole_grid(vit: Vit) -> None:
    """Raise ModelError("not_one_whole_grid") unless every layer gives shares over all of one grid.

    Weights that may be negative are none.
    """
    if vit.windowed or not vit.one_grid or is_signed(vit.calls):
        raise ModelError("not_one_whole_grid", name=vit.name)


def label_of(model: Vit | Cnn, index: int, language: Literal["en", "zh"] = "en") -> str:
    """Return what class `index` is called; in English where it has no Chinese name.

    Raises ModelError("no_head") for a model without classes, ModelError("no_labels") where their
    names are not known, ArgumentError for a class that is not there.
    """
    require_head(model)
    names = (model.labels_zh if language == "zh" else ()) or model.labels
    if not names:
        raise ModelError("no_labels", name=model.name)
    if not 0 <= index < len(names):
        rule = f"from 0 to {len(names) - 1}"
        raise ArgumentError("out_of_range", argument="index", rule=rule, got=index)
    return names[index]
