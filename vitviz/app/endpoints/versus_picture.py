"""What ViT vs CNN asks: one altered picture, and what both models say of it.

The shared labels stand for both; each model's own likeliest label beside them.
"""

import io
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.maps import name_of
from vitviz.app.endpoints.snippets import versus as code
from vitviz.app.endpoints.subject import (
    ground_of,
    levels_of,
    pair_of,
    perturbation_of,
    subject_of,
    targets_of,
)
from vitviz.app.state.alterations import PICTURE_FIELDS
from vitviz.app.state.view_state import ViewState
from vitviz.core.models.load import Cnn, Vit
from vitviz.core.models.predictions import probabilities, top
from vitviz.core.models.vocabulary import (
    Vocabulary,
    shared_probabilities,
    vit_shared_probabilities,
)
from vitviz.core.perturbation.perturbation import Perturbation, Subject, dropped, perturbed
from vitviz.core.perturbation.scores import scores_of
from vitviz.web.bundle import pack

_QUALITY = 92  # of the picture on screen; the archive has every level
_SHOWN = 3  # labels besides the one that is asked for
Arrays = dict[str, np.ndarray]
Named = Sequence[tuple[str, str]]  # in English and Chinese


def _shown(analysis: Analysis, state: ViewState) -> bytes:
    """For the page: the picture as a JPEG, and few numbers."""
    subject, how, arrays = _made(analysis, state)
    picture = _jpeg(arrays["picture"])
    return pack(_header(analysis, state, subject, how, arrays), {"picture": picture})


def _exact(analysis: Analysis, state: ViewState) -> bytes:
    """For an archive: the picture's levels, and all logits before and after."""
    subject, how, arrays = _made(analysis, state)
    return pack(_header(analysis, state, subject, how, arrays), arrays)


def _made(analysis: Analysis, state: ViewState) -> tuple[Subject, Perturbation, Arrays]:
    ground, pair = ground_of(analysis), pair_of(analysis)
    subject, how = subject_of(analysis, state, ground.picture), perturbation_of(analysis, state)
    picture = perturbed(subject, how)
    before = analysis.trace.logits, ground.cnn
    after = before
    if not how.nothing:
        gone = dropped(subject, how)[None] if how.leaves_out else None
        with inference_lock:
            after = pair.of_vit(picture, gone)[0], pair.of_cnn(picture)[0]
    logits = {"vit_before": before[0], "vit_after": after[0]}
    logits |= {"cnn_before": before[1], "cnn_after": after[1]}
    arrays = {name: one.cpu().numpy() for name, one in logits.items()}
    return subject, how, {"picture": levels_of(picture), **arrays}


def _jpeg(levels: np.ndarray) -> np.ndarray:
    file = io.BytesIO()
    Image.fromarray(levels).save(file, "JPEG", quality=_QUALITY, subsampling=0)
    return np.frombuffer(file.getvalue(), np.uint8)


def _header(
    analysis: Analysis, state: ViewState, subject: Subject, how: Perturbation, arrays: Arrays
) -> dict[str, object]:
    targets = targets_of(analysis, state)
    known = analysis.shared if targets.cnn else None
    found: dict[str, object] = {"target": targets.vit[0], "beyond": _beyond(subject, how)}
    if how.kind == "drop":
        found |= {"dropped": int(dropped(subject, how).sum()), "patches": subject.patches}
    for name, model, classes in (
        ("vit", analysis.vit, targets.vit),
        ("cnn", analysis.cnn, targets.cnn),
    ):
        logits = [torch.tensor(arrays[f"{name}_{when}"]) for when in ("before", "after")]
        found[name] = {
            "shared": _shared(model, logits, known, targets.vit[0]),
            "own": [_likeliest(model, one) for one in logits],
            "logit": _logits(logits, classes),
        }
    return found


def _beyond(subject: Subject, how: Perturbation) -> float:
    """How much of a shifted picture lies beyond the photo's edge."""
    if subject.wide is None or how.kind != "shift":
        return 0.0
    gone = subject.wide.isnan().any(dim=1)[0]
    height, width = gone.shape[0] - 2 * subject.margin, gone.shape[1] - 2 * subject.margin
    top_, left = subject.margin - how.down, subject.margin - how.right
    return float(gone[top_ : top_ + height, left : left + width].float().mean())


def _shared(
    model: Vit | Cnn, logits: Sequence[Tensor], known: Vocabulary | None, target: int
) -> list[Mapping[str, object]] | None:
    """The label that is asked for, then what else is likely now; None where it is not shared."""
    if known is None:
        return None
    is_cnn = isinstance(model, Cnn)
    gathered = shared_probabilities if is_cnn else vit_shared_probabilities
    shares = [gathered(probabilities(one), known) for one in logits]
    asked, sayable = known.vit_meaning[target], known.sayable[is_cnn]
    order = [int(index) for index in np.argsort(-shares[1], kind="stable")]
    passed = {asked} if sayable else {asked, known.other}
    others = [index for index in order if index not in passed][:_SHOWN]
    return [
        {
            "en": known.labels[index],
            "zh": known.labels_zh[index],
            "before": float(shares[0][index]),
            "after": float(shares[1][index]),
        }
        for index in (asked, *others)
    ]


def _likeliest(model: Vit | Cnn, logits: Tensor) -> Mapping[str, object]:
    """The model's own likeliest class."""
    ((index, share),) = top(logits, 1)
    return {"en": name_of(model, index), "zh": name_of(model, index, "zh"), "share": share}


def _logits(logits: Sequence[Tensor], classes: Sequence[int]) -> list[float] | None:
    if not classes:
        return None
    return [float(scores_of(one[None], classes)[0, 1]) for one in logits]


_PICTURE = Array(
    ("picture_rows", "picture_cols", "rgb"), "level, 0 to 255", "as both models see it"
)
_ARRAYS = {
    "picture": _PICTURE,
    "vit_*": Array(("classes",), "logit"),
    "cnn_*": Array(("cnn_classes",), "logit"),
}
_FIELDS = (*PICTURE_FIELDS, "target")
ENDPOINTS: dict[str, Endpoint] = {
    "versus_picture": Endpoint(
        _FIELDS, _shown, arrays={"picture": Array(("bytes",), "a file", "JPEG")}
    ),
    "versus_arrays": Endpoint(_FIELDS, _exact, arrays=_ARRAYS, code=code.picture),
}
