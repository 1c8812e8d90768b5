"""Analyses and their blobs, kept between reruns as photos (photos.py) and models (models.py) are.

An analysis is one photo in one model at one size: the trace, the framing and what both models
predict. Analyses are named by a keyed hash of what they are made of, so a name cannot be guessed
and two visitors with the same photo share one forward pass. Everything is bounded in bytes; what
was dropped is made again when it is asked for.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from vitviz.app.compute import models, photos, seen, sizes
from vitviz.app.compute.budget import device, limit
from vitviz.app.compute.cache import Cache, unguessable
from vitviz.app.compute.passes import Pair, Passed, most, passed
from vitviz.app.compute.photo_queue import Entry, Moved, PhotoQueue, Tell
from vitviz.app.state.view_state import Shape, ViewState
from vitviz.errors import ImageError

if TYPE_CHECKING:  # torch takes seconds to import; the page must show something before that
    from torch import Tensor

    from vitviz.core.attention.trace import Trace
    from vitviz.core.framing import Framing
    from vitviz.core.models.load import Cnn, Vit
    from vitviz.core.models.vocabulary import Comparison, Vocabulary

    Ranked = tuple[tuple[int, float], ...]

_SPECS = 8192  # two names each


class UnknownAnalysis(KeyError):
    """An analysis that this process has not, or not any more; any other KeyError is our mistake."""


@dataclass(frozen=True)
class AnalysisSpec:
    """What an analysis is made of: a photo in a pair of models.

    `model` and `weights` name the ViT, `cnn` and `cnn_weights` the CNN beside it, which looks at
    `cnn_size` pixels a side, 0 for its own size. `rows` 0 is the ViT's own size, `cols` 0 as many
    as rows. `shape` "photo" takes no more patches than these, in the photo's own shape, of a ViT
    that takes any.
    """

    photo: str
    model: str
    weights: str
    rows: int
    cols: int = 0
    cnn: str = models.CNN
    cnn_weights: str = "published"
    cnn_size: int = 0
    shape: Shape = "model"

    @classmethod
    def of(cls, state: ViewState) -> "AnalysisSpec":
        """What the analysis of this view state is made of."""
        named = {each.name: getattr(state, each.name) for each in fields(cls)}
        return cls(**{**named, "photo": photos.opening(state.photo)})


@dataclass(frozen=True, eq=False)
class Analysis:
    """One photo in one pair of models: everything the page asks of the core for it."""

    key: str
    spec: AnalysisSpec
    trace: "Trace"
    framing: "Framing"
    cnn_logits: "Tensor"

    @cached_property
    def vit_key(self) -> str:
        """What it is called where the CNN does not matter: the same beside whichever."""
        alone = replace(self.spec, cnn="", cnn_weights="published", cnn_size=0)
        return unguessable(repr(alone).encode())

    @property
    def vit(self) -> "Vit":
        """The ViT, from the models' cache: an analysis keeps no model that the cache dropped."""
        return sizes.vit_at(self.spec.model, self.spec.weights, self.spec.rows, self.spec.cols)

    @property
    def cnn(self) -> "Cnn":
        """The CNN beside it, likewise, at the size that is asked for."""
        return _cnn(self.spec)

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.trace.nbytes + self.cnn_logits.untyped_storage().nbytes()

    @cached_property
    def ranked(self) -> "tuple[Ranked, Ranked]":
        """The ViT's and the CNN's five likeliest classes, each with its probability."""
        from vitviz.core.models.predictions import top

        return top(self.trace.logits), top(self.cnn_logits)

    @property
    def shared(self) -> "Vocabulary | None":
        """The labels that both models know; None where they share none."""
        from vitviz.core.models.sharing import vocabulary_of

        return vocabulary_of(self.vit, self.cnn)

    @cached_property
    def compared(self) -> "Comparison | None":
        """Both models over the labels that both know; None where they share none."""
        from vitviz.core.models.vocabulary import compare

        known = self.shared
        return compare(self.trace.logits, self.cnn_logits, known) if known else None


_analyses: Cache[Analysis] = Cache(partial(limit, "analyses"), lambda analysis: analysis.nbytes)
_blobs: Cache[bytes] = Cache(partial(limit, "blobs"), len)
_specs: OrderedDict[str, AnalysisSpec] = OrderedDict()
_specs_lock = threading.Lock()


@dataclass(frozen=True, eq=False)
class _Wanted:
    """An analysis that waits for its pass. It keeps its models: others may wait for none."""

    key: str
    spec: AnalysisSpec
    pair: Pair

    @property
    def kind(self) -> AnalysisSpec:
        """What it has in common with those that the same models make of as many pixels."""
        return self.spec if self.spec.shape == "photo" else replace(self.spec, photo="")


def analysis(spec: AnalysisSpec, tell: Tell = lambda _: None) -> Analysis:
    """The analysis of this spec, from the cache or by one forward pass of each model.

    While it waits for the models `tell` hears where it stands (photo_queue.py).

    Raises ModelError for a name that visitors may not open or that is no ViT's or CNN's, and for
    weights that are not on this machine (an address must not make the server fetch whatever it
    names); SizeError, ImageError.
    """
    spec, key = _named(spec)
    found = _analyses.get(key)
    if found is None:
        photos.require(spec.photo)  # nobody waits in line to hear that it is gone
        found = _queue.get(key, _wanted(key, spec), lambda: _analyses.get(key), tell)
    _know(spec, key, found.vit_key)
    return found


def awaited(spec: AnalysisSpec) -> str:
    """The key by which `waiting_for` waits for the analysis of this spec. Raises ModelError."""
    spec, key = _named(spec)
    _know(spec, key)
    return key


def waiting_for(key: str, moved: Moved) -> AbstractContextManager["Awaited"]:
    """The analysis of this key as it waits for the models, while the block listens.

    `moved` is called in any thread whenever its place is another, and once its outcome is there.
    Raises UnknownAnalysis; ModelError, SizeError.
    """
    spec = _specs.get(key)
    if spec is None:
        raise UnknownAnalysis(key)
    return _queue.listening(key, _wanted(key, spec), moved, lambda: _analyses.get(key))


def _know(spec: AnalysisSpec, *names: str) -> None:
    with _specs_lock:
        for name in names:
            _specs[name] = spec
            _specs.move_to_end(name)
        while len(_specs) > _SPECS:
            _specs.popitem(last=False)


def made(spec: AnalysisSpec) -> Analysis | None:
    """The analysis of this spec if it is here; nothing is made. Raises ModelError as `analysis`."""
    _require_allowed(spec)
    if not models.knows_grid(spec.model):  # then no analysis of it was made either
        return None
    return _analyses.get(_named(spec)[1])


def _named(spec: AnalysisSpec) -> tuple[AnalysisSpec, str]:
    """The spec as the caches know it, and its name."""
    _require_allowed(spec)
    model, cnn = models.canonical(spec.model), models.canonical(spec.cnn)
    spec = replace(spec, model=model, cnn=cnn, cols=spec.cols if spec.rows else 0)
    usual = (spec.rows, spec.cols or spec.rows) == models.default_grid(model, spec.weights)
    rows, cols = (0, 0) if usual else (spec.rows, spec.cols)
    spec = replace(spec, rows=rows, cols=0 if cols == rows else cols)
    return spec, unguessable(repr(spec).encode())


def _require_allowed(spec: AnalysisSpec) -> None:
    models.require_allowed(spec.model, spec.weights, "vit")
    models.require_allowed(spec.cnn, spec.cnn_weights, "cnn")


def analysis_of(key: str) -> Analysis:
    """The analysis with this key, made again where the cache has dropped it.

    By the key of its ViT alone it is the one beside the CNN that was asked for last.
    Raises UnknownAnalysis if nobody asked for it in this process, or if its photo was dropped:
    the page makes it anew, or says that the photo is gone.
    """
    spec = _specs.get(key)  # read once: it may be dropped at any time
    if spec is None:
        raise UnknownAnalysis(key)
    try:
        return analysis(spec)
    except ImageError as error:
        raise UnknownAnalysis(key) from error


def require_known(key: str) -> None:
    """Raises UnknownAnalysis for a key that nobody asked for in this process."""
    if key not in _specs:
        raise UnknownAnalysis(key)


def _wanted(key: str, spec: AnalysisSpec) -> _Wanted:
    grid = spec.rows, spec.cols
    vit = sizes.vit_at(spec.model, spec.weights, *grid)
    pair = Pair(vit, _cnn(spec), sizes.size_of(vit, *grid), spec.shape)
    if _analyses.get(key) is None:
        seen.keep(spec.photo, vit, pair.cnn, pair.size, spec.shape)
    return _Wanted(key, spec, pair)


def _cnn(spec: AnalysisSpec) -> "Cnn":
    return models.cnn(spec.cnn, spec.cnn_weights, spec.cnn_size)


def _made(wanted: Sequence[_Wanted]) -> list[Analysis | Exception]:
    """The analyses of things of one kind, or what went wrong with each; they are kept."""
    done = passed(wanted[0].pair, [each.spec.photo for each in wanted])
    return [_kept(each, one) for each, one in zip(wanted, done, strict=True)]


def _kept(wanted: _Wanted, done: Passed | Exception) -> Analysis | Exception:
    if isinstance(done, Exception):
        return done
    found = Analysis(wanted.key, wanted.spec, done.trace, done.framing, done.cnn_logits)
    return _analyses.get_or_make(wanted.key, lambda: found)


_queue = PhotoQueue(_made, lambda wanted: wanted.kind, lambda wanted: most(wanted.pair))
Awaited = Entry[_Wanted, Analysis]


def waiting() -> int:
    """How many photos wait for the models."""
    return _queue.waiting


def pixels(analysis: Analysis) -> "Tensor":
    """What the ViT of this analysis is given."""
    spec = analysis.spec
    size = sizes.size_of(analysis.vit, spec.rows, spec.cols)
    return seen.of_vit(spec.photo, analysis.vit, size, spec.shape)[0]


def cnn_pixels(analysis: Analysis, size: tuple[int, int] | None = None) -> "tuple[Tensor, Framing]":
    """What the CNN beside it is given, at its own (height, width), and where on the photo that is.

    `size` is another one, for what needs one that its strides divide.
    """
    return seen.of_cnn(analysis.spec.photo, analysis.cnn, size)


def blob(name: str, make: Callable[[], bytes]) -> bytes:
    """Bytes for the browser, made once; `name` says all that they depend on."""
    return _blobs.get_or_make(name, make)


def cached_blob(name: str) -> bytes | None:
    """The bytes of this name, if they are here."""
    return _blobs.get(name)


def held() -> dict[str, int]:
    """Bytes held by kind, for the operator and the tests; on a device of its own they say so."""
    found = {"models": models.nbytes(), "analyses": _analyses.nbytes, "blobs": _blobs.nbytes}
    if found["models"] and device() == "cuda":
        found |= {f"{kind} on cuda": found.pop(kind) for kind in ("models", "analyses")}
    return {**photos.held(), "seen": seen.nbytes(), **found}
