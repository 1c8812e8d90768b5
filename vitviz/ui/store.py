"""The only memory between reruns and the only cache: models, photos, looks and their blobs.

A look is one photo in one model at one size: the trace, the framing and what both models
predict. Looks and uploaded photos are named by a keyed hash of their content, so a name cannot
be guessed, two visitors with the same photo share one forward pass, and neither can name the
other's. Everything is bounded in bytes; what was dropped is made again when it is asked for.
"""

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from vitviz.core.errors import ImageError, ModelError, SizeError
from vitviz.ui.settings import settings
from vitviz.ui.shelf import Shelf

if TYPE_CHECKING:  # torch takes seconds to import; the page must show something before that
    from PIL.Image import Image
    from plotly.graph_objects import Figure
    from torch import Tensor

    from vitviz.core.assets import BundledPhoto
    from vitviz.core.framing import Framing
    from vitviz.core.models import Cnn, Vit
    from vitviz.core.trace import Trace
    from vitviz.core.vocabulary import Comparison, Vocabulary

    Ranked = tuple[tuple[int, float], ...]

CNN = "efficientnet-lite0"
_SECRET = secrets.token_bytes(32)
MOST_ROWS = 32  # the rollout of all queries grows with the fourth power
_RECIPES = 4096
_decoders = threading.BoundedSemaphore(2)  # a photo of 64 million pixels takes half a gigabyte
turn = threading.Lock()  # one forward pass at a time: the median visitor waits least so


class NoLook(KeyError):
    """A look that this process does not know; any other KeyError is a mistake of ours."""


@dataclass(frozen=True)
class Recipe:
    """What a look is made of; `rows` 0 is the model's own size."""

    photo: str
    model: str
    weights: str
    rows: int


@dataclass(frozen=True, eq=False)
class Look:
    """One photo in one model: everything the page asks of the core for it."""

    key: str
    recipe: Recipe
    vit: "Vit"
    cnn: "Cnn"
    trace: "Trace"
    framing: "Framing"
    cnn_logits: "Tensor"

    @cached_property
    def ranked(self) -> "tuple[Ranked, Ranked]":
        """The ViT's and the CNN's five likeliest classes, each with its probability."""
        from vitviz.core.predictions import top

        return top(self.trace.logits), top(self.cnn_logits)

    @cached_property
    def compared(self) -> "Comparison | None":
        """Both models over the labels that both know; None where the ViT has others."""
        from vitviz.core.vocabulary import compare

        known = vocabulary()
        if self.trace.logits.shape != (known.other,):
            return None
        return compare(self.trace.logits, self.cnn_logits, known)


@dataclass(frozen=True, eq=False)
class Photo:
    """An uploaded or bundled photo: its bytes as they came and a JPEG for the browser."""

    id: str
    data: bytes
    jpeg: bytes
    thumb: bytes

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return len(self.data) + len(self.jpeg) + len(self.thumb)


_models: Shelf["Vit | Cnn"] = Shelf(4, lambda _: 1)
_photos: Shelf[Photo] = Shelf(settings().photo_bytes, lambda photo: photo.nbytes)
_images: Shelf["Image"] = Shelf(
    settings().photo_bytes // 2, lambda image: 3 * image.width * image.height
)
_looks: Shelf[Look] = Shelf(settings().trace_bytes, lambda look: look.trace.nbytes)
_blobs: Shelf[bytes] = Shelf(settings().blob_bytes, len)
# A figure takes Plotly 25 ms to build and 3 to send: too much for each rerun.
_figures: Shelf["tuple[Figure, str]"] = Shelf(512, lambda _: 1)
_recipes: OrderedDict[str, Recipe] = OrderedDict()
_recipes_lock = threading.Lock()


def _name(*parts: bytes) -> str:
    digest = hashlib.blake2b(b"\0".join(parts), digest_size=16, key=_SECRET)
    return digest.hexdigest()


def add_photo(data: bytes) -> Photo:
    """Keeps an upload and returns it. Raises ImageError if it is no photo; writes nothing."""
    photo_id = f"up-{_name(data)}"
    decoded = image(photo_id, data)
    return _photos.get_or_make(photo_id, lambda: _photo(photo_id, data, decoded))


def photo(photo_id: str) -> Photo:
    """The photo of this name. Raises ImageError("own_photo", "gone") if it is not here."""
    kept = _photos.get(photo_id)
    if kept is not None:
        return kept
    paths = {bundled.id: bundled.path for bundled in bundled_photos()}
    if photo_id not in paths:
        raise ImageError("own_photo" if photo_id.startswith("up-") else "gone", photo=photo_id)

    def make() -> Photo:
        data = paths[photo_id].read_bytes()
        return _photo(photo_id, data, image(photo_id, data))

    return _photos.get_or_make(photo_id, make)


def image(photo_id: str, data: bytes) -> "Image":
    """The decoded pixels of a photo, whose bytes were counted at the door. Raises ImageError."""
    from vitviz.core.image import decode

    def make() -> "Image":
        with _decoders:
            return decode(data, max_bytes=max(1, len(data)))

    return _images.get_or_make(photo_id, make)


def _photo(photo_id: str, data: bytes, decoded: "Image") -> Photo:
    from vitviz.core.image import shown

    return Photo(photo_id, data, shown(decoded, longest=1024), shown(decoded, longest=160))


def model(name: str, weights: str = "published") -> "Vit | Cnn":
    """A model, loaded once."""
    from vitviz.core.models import load

    make = lambda: load(name, weights=weights, device=settings().device)  # noqa: E731
    return _models.get_or_make(f"{name}|{weights}", make)


def look(recipe: Recipe) -> Look:
    """The look of this recipe, from the cache or by one forward pass of each model.

    Raises ModelError for a name that is not a bundled ViT's (an address must not make the server
    build or download whatever it names), SizeError, ImageError.
    """
    _require_bundled(recipe.model)
    if recipe.rows == default_rows(recipe.model):
        recipe = replace(recipe, rows=0)
    key = _name(repr(recipe).encode())
    found = _looks.get_or_make(key, lambda: _look(key, recipe))
    with _recipes_lock:
        _recipes[key] = recipe
        _recipes.move_to_end(key)
        if len(_recipes) > _RECIPES:
            _recipes.popitem(last=False)
    return found


def _require_bundled(name: str) -> None:
    families = {card["name"]: card["family"] for card in bundled_cards()}
    if families.get(name) != "vit":
        raise ModelError("not_a_vit" if name in families else "unknown", name=name)


def look_of(key: str) -> Look:
    """The look with this key. Raises NoLook if nobody asked for it in this process."""
    recipe = _recipes.get(key)
    if recipe is None:
        raise NoLook(key)
    return look(recipe)


def _look(key: str, recipe: Recipe) -> Look:
    from vitviz.core.capture import capture
    from vitviz.core.framing import frame
    from vitviz.core.models import Cnn, Vit, logits

    vit, cnn = model(recipe.model, recipe.weights), model(CNN)
    if not isinstance(vit, Vit) or not isinstance(cnn, Cnn):  # for type checkers: look() looked
        raise ModelError("not_a_vit", name=recipe.model)
    decoded = _image_of(recipe.photo)
    pixels, framing = frame(decoded, vit, size_of(vit, recipe.rows))
    with turn:
        trace = capture(vit, pixels)
        cnn_logits = logits(cnn, frame(decoded, cnn)[0])
    return Look(key, recipe, vit, cnn, trace, framing, cnn_logits)


def size_of(vit: "Vit", rows: int) -> tuple[int, int]:
    """Pixels (height, width) for a square grid of `rows` rows; 0 is the model's own size."""
    if rows == 0 or rows * vit.patch[0] == vit.size[0]:
        return vit.size
    if not vit.dynamic or not 4 <= rows <= MOST_ROWS:
        raise SizeError("fixed_size" if not vit.dynamic else "grid_out_of_range", rows=rows)
    return rows * vit.patch[0], rows * vit.patch[1]


def pixels(look: Look) -> "Tensor":
    """What the ViT of this look is given."""
    from vitviz.core.framing import frame

    return frame(_image_of(look.recipe.photo), look.vit, look.trace.size)[0]


def cnn_pixels(look: Look) -> "tuple[Tensor, Framing]":
    """What the CNN beside it is given, and where on the photo that lies."""
    from vitviz.core.framing import frame

    return frame(_image_of(look.recipe.photo), look.cnn)


def _image_of(photo_id: str) -> "Image":
    source = photo(photo_id)
    return image(source.id, source.data)


def blob(name: str, make: Callable[[], bytes]) -> bytes:
    """Bytes for the browser, made once; `name` says all that they depend on."""
    return _blobs.get_or_make(name, make)


def kept_blob(name: str) -> bytes | None:
    """The bytes of this name, if they are here."""
    return _blobs.get(name)


def figure(name: str, make: Callable[[], "tuple[Figure, str]"]) -> "tuple[Figure, str]":
    """A figure with its words, made once; `name` says all that it depends on. It stays as it is."""
    return _figures.get_or_make(name, make)


@cache
def vocabulary() -> "Vocabulary":
    """The labels that both bundled models know."""
    from vitviz.core.vocabulary import load_vocabulary

    return load_vocabulary()


@cache
def bundled_photos() -> "tuple[BundledPhoto, ...]":
    """The bundled photos in the order of the strip."""
    from vitviz.core.assets import photos

    return photos()


@cache
def bundled_cards() -> tuple[Mapping[str, Any], ...]:
    """The cards of the bundled models."""
    from vitviz.core.assets import bundled_models, read_card

    return tuple(read_card(name) for name in bundled_models())


def default_rows(name: str) -> int:
    """Rows of the model's grid at its own size. Raises ModelError as `look` does."""
    _require_bundled(name)
    vit = model(name)
    return vit.size[0] // getattr(vit, "patch", vit.size)[0]


def device_name() -> str:
    """Where the models run, as the page says it."""
    device = str(model(CNN).device)
    return {"cpu": "CPU", "mps": "Apple GPU"}.get(device, device.upper())


def held() -> dict[str, int]:
    """Bytes held by kind, for the operator and the tests."""
    shelves = {"photos": _photos, "images": _images, "looks": _looks, "blobs": _blobs}
    return {name: shelf.nbytes for name, shelf in shelves.items()}
