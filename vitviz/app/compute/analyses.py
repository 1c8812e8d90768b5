"""What is kept between reruns besides the photos (photos.py): models, analyses, their blobs.

An analysis is one photo in one model at one size: the trace, the framing and what both models
predict. Analyses are named by a keyed hash of what they are made of, so a name cannot be guessed
and two visitors with the same photo share one forward pass. Everything is bounded in bytes; what
was dropped is made again when it is asked for.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

from vitviz.app.compute import photos
from vitviz.app.compute.budget import device, limit
from vitviz.app.compute.cache import Cache, unguessable
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.settings import settings
from vitviz.app.state.view_state import ViewState
from vitviz.errors import ImageError, ModelError, SizeError

if TYPE_CHECKING:  # torch takes seconds to import; the page must show something before that
    from torch import Tensor

    from vitviz.core.attention.trace import Trace
    from vitviz.core.framing import Framing
    from vitviz.core.models.load import Cnn, Vit
    from vitviz.core.models.vocabulary import Comparison, Vocabulary

    Ranked = tuple[tuple[int, float], ...]

CNN = "efficientnet-lite0"
MOST_ROWS = 32  # the rollout of all queries grows with the fourth power
_SPECS = 4096


class UnknownAnalysis(KeyError):
    """An analysis that this process has not, or not any more; any other KeyError is our mistake."""


@dataclass(frozen=True)
class AnalysisSpec:
    """What an analysis is made of: `rows` 0 is the model's own size, `cols` 0 as many as rows."""

    photo: str
    model: str
    weights: str
    rows: int
    cols: int = 0

    @classmethod
    def of(cls, state: ViewState) -> "AnalysisSpec":
        """What the analysis of this view state is made of."""
        return cls(state.photo, state.model, state.weights, state.rows, state.cols)


@dataclass(frozen=True, eq=False)
class Analysis:
    """One photo in one model: everything the page asks of the core for it."""

    key: str
    spec: AnalysisSpec
    trace: "Trace"
    framing: "Framing"
    cnn_logits: "Tensor"

    @property
    def vit(self) -> "Vit":
        """The ViT, from the models' cache: an analysis keeps no model that the cache dropped."""
        return _vit(self.spec)

    @property
    def cnn(self) -> "Cnn":
        """The CNN beside it, likewise."""
        return _cnn()

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.trace.nbytes + self.cnn_logits.untyped_storage().nbytes()

    @cached_property
    def ranked(self) -> "tuple[Ranked, Ranked]":
        """The ViT's and the CNN's five likeliest classes, each with its probability."""
        from vitviz.core.models.predictions import top

        return top(self.trace.logits), top(self.cnn_logits)

    @cached_property
    def compared(self) -> "Comparison | None":
        """Both models over the labels that both know; None where the ViT has others."""
        from vitviz.core.models.vocabulary import compare

        known = vocabulary()
        if self.trace.logits.shape != (known.other,):
            return None
        return compare(self.trace.logits, self.cnn_logits, known)


def model_bytes(model: "Vit | Cnn") -> int:
    """Bytes of a model's parameters and buffers, shared ones once."""
    tensors = (*model.module.parameters(), *model.module.buffers())
    storages = {each.untyped_storage().data_ptr(): each.untyped_storage() for each in tensors}
    return sum(storage.nbytes() for storage in storages.values())


_models: Cache["Vit | Cnn"] = Cache(partial(limit, "models"), model_bytes)
_analyses: Cache[Analysis] = Cache(partial(limit, "analyses"), lambda analysis: analysis.nbytes)
_blobs: Cache[bytes] = Cache(partial(limit, "blobs"), len)
_specs: OrderedDict[str, AnalysisSpec] = OrderedDict()
_specs_lock = threading.Lock()


def model(name: str, weights: str = "published") -> "Vit | Cnn":
    """A model, loaded once."""
    from vitviz.core.models.load import load

    make = lambda: load(name, weights=weights, device=settings().device)  # noqa: E731
    return _models.get_or_make(f"{name}|{weights}", make)


def analysis(spec: AnalysisSpec) -> Analysis:
    """The analysis of this spec, from the cache or by one forward pass of each model.

    Raises ModelError for a name that is not a bundled ViT's (an address must not make the server
    build or download whatever it names), SizeError, ImageError.
    """
    spec, key = _named(spec)
    found = _analyses.get_or_make(key, lambda: _analysis(key, spec))
    with _specs_lock:
        _specs[key] = spec
        _specs.move_to_end(key)
        if len(_specs) > _SPECS:
            _specs.popitem(last=False)
    return found


def made(spec: AnalysisSpec) -> Analysis | None:
    """The analysis of this spec if it is here; nothing is made. Raises ModelError as `analysis`."""
    return _analyses.get(_named(spec)[1])


def _named(spec: AnalysisSpec) -> tuple[AnalysisSpec, str]:
    """The spec as the caches know it, and its name."""
    _require_bundled(spec.model)
    spec = replace(spec, cols=spec.cols if spec.rows else 0)
    usual = (spec.rows, spec.cols or spec.rows) == default_grid(spec.model)
    rows, cols = (0, 0) if usual else (spec.rows, spec.cols)
    spec = replace(spec, rows=rows, cols=0 if cols == rows else cols)
    return spec, unguessable(repr(spec).encode())


def _require_bundled(name: str) -> None:
    families = {card["name"]: card["family"] for card in bundled_cards()}
    if families.get(name) != "vit":
        raise ModelError("not_a_vit" if name in families else "unknown", name=name)


def analysis_of(key: str) -> Analysis:
    """The analysis with this key, made again where the cache has dropped it.

    Raises UnknownAnalysis if nobody asked for it in this process, or if its photo was dropped:
    the page makes it anew, or says that the photo is gone.
    """
    require_known(key)
    try:
        return analysis(_specs[key])
    except ImageError as error:
        raise UnknownAnalysis(key) from error


def require_known(key: str) -> None:
    """Raises UnknownAnalysis for a key that nobody asked for in this process."""
    if key not in _specs:
        raise UnknownAnalysis(key)


def _analysis(key: str, spec: AnalysisSpec) -> Analysis:
    from vitviz.core.attention.capture import capture
    from vitviz.core.framing import frame
    from vitviz.core.models.load import logits

    vit, cnn = _vit(spec), _cnn()
    decoded = photos.image_of(spec.photo)
    pixels, framing = frame(decoded, vit, size_of(vit, spec.rows, spec.cols))
    cnn_pixels, _ = frame(decoded, cnn)
    del decoded  # up to 200 MB, and others may be before us
    with inference_lock:
        trace = capture(vit, pixels)
        cnn_logits = logits(cnn, cnn_pixels)
    return Analysis(key, spec, trace, framing, cnn_logits)


def _vit(spec: AnalysisSpec) -> "Vit":
    from vitviz.core.models.load import Vit

    found = model(spec.model, spec.weights)
    if not isinstance(found, Vit):
        raise ModelError("not_a_vit", name=spec.model)
    return found


def _cnn() -> "Cnn":
    from vitviz.core.models.load import Cnn

    found = model(CNN)
    if not isinstance(found, Cnn):
        raise ModelError("unknown", name=CNN)
    return found


def size_of(vit: "Vit", rows: int, cols: int = 0) -> tuple[int, int]:
    """Pixels (height, width) for a grid of so many rows and columns.

    0 rows are the model's own size, 0 columns as many as rows. Raises SizeError.
    """
    size = rows * vit.patch[0], (cols or rows) * vit.patch[1]
    if rows == 0 or size == vit.size:
        return vit.size
    if not vit.dynamic or not all(4 <= side <= MOST_ROWS for side in (rows, cols or rows)):
        raise SizeError("fixed_size" if not vit.dynamic else "grid_out_of_range", rows=rows)
    return size


def pixels(analysis: Analysis) -> "Tensor":
    """What the ViT of this analysis is given."""
    from vitviz.core.framing import frame

    return frame(photos.image_of(analysis.spec.photo), analysis.vit, analysis.trace.size)[0]


def cnn_pixels(analysis: Analysis) -> "tuple[Tensor, Framing]":
    """What the CNN beside it is given, and where on the photo that lies."""
    from vitviz.core.framing import frame

    return frame(photos.image_of(analysis.spec.photo), analysis.cnn)


def blob(name: str, make: Callable[[], bytes]) -> bytes:
    """Bytes for the browser, made once; `name` says all that they depend on."""
    return _blobs.get_or_make(name, make)


def cached_blob(name: str) -> bytes | None:
    """The bytes of this name, if they are here."""
    return _blobs.get(name)


@cache
def vocabulary() -> "Vocabulary":
    """The labels that both bundled models know."""
    from vitviz.core.models.vocabulary import load_vocabulary

    return load_vocabulary()


@cache
def bundled_cards() -> tuple[Mapping[str, Any], ...]:
    """The cards of the bundled models."""
    from vitviz.core.assets import bundled_models, read_card

    return tuple(read_card(name) for name in bundled_models())


def default_grid(name: str) -> tuple[int, int]:
    """Rows and columns of the model's grid at its own size. Raises ModelError as `analysis`."""
    _require_bundled(name)
    vit = model(name)
    height, width = getattr(vit, "patch", vit.size)
    return vit.size[0] // height, vit.size[1] // width


def device_name() -> str:
    """Where the models run, as the page says it."""
    device = str(model(CNN).device)
    return {"cpu": "CPU", "mps": "Apple GPU"}.get(device, device.upper())


def held() -> dict[str, int]:
    """Bytes held by kind, for the operator and the tests; on a device of its own they say so."""
    kept = {"models": _models, "analyses": _analyses, "blobs": _blobs}
    found = {kind: cached.nbytes for kind, cached in kept.items()}
    if found["models"] and device() == "cuda":
        found |= {f"{kind} on cuda": found.pop(kind) for kind in ("models", "analyses")}
    return {**photos.held(), **found}
