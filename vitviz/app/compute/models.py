"""The models in memory, loaded once, and which may be opened: bundled ones, any of timm's names.

Nothing here asks a network: a model that is not on this machine is fetched by opening.py alone,
while a visitor waits for it and sees how far it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal

from vitviz.app.compute import own
from vitviz.app.compute.budget import limit
from vitviz.app.compute.cache import Cache
from vitviz.app.compute.permissions import allowed
from vitviz.app.settings import settings
from vitviz.errors import ModelError

if TYPE_CHECKING:  # torch takes seconds to import; the page must show something before that
    from vitviz.core.models.load import Cnn, Vit

CNN = "efficientnet-lite0"  # beside every ViT until another one is asked for
Family = Literal["vit", "cnn"]


def model_bytes(model: "Vit | Cnn") -> int:
    """Bytes of a model's parameters and buffers, shared ones once."""
    tensors = (*model.module.parameters(), *model.module.buffers())
    storages = {each.untyped_storage().data_ptr(): each.untyped_storage() for each in tensors}
    return sum(storage.nbytes() for storage in storages.values())


_models: Cache["Vit | Cnn"] = Cache(partial(limit, "models"), model_bytes)
_taken: set[tuple[str, str, int]] = set()  # sides in pixels that a CNN was found to take
_grids: dict[str, tuple[int, int]] = {}  # of the models that were ever loaded


def model(
    name: str, weights: str = "published", *, told: Callable[[], None] = lambda: None
) -> "Vit | Cnn":
    """A model, loaded once. Raises ModelError("not_here") for weights that would be fetched.

    `told` is called once it is read and is about to be probed. "layer_too_large" for what no
    browser has room for.
    """

    return _models.get_or_make(_key(name, weights), lambda: _made(name, weights, told, {}))


def _made(name: str, weights: str, told: Callable[[], None], how: Mapping[str, Any]) -> "Vit | Cnn":
    from vitviz.core.models.classes import require_room
    from vitviz.core.models.load import load

    if not is_here(name, weights):
        raise ModelError("not_here", name=name)
    opening = own.load_own if name.startswith(own.PREFIX) else load
    found = opening(name, weights=weights, device=settings().device, read=told, **how)
    require_room(found)
    return found


def is_loaded(name: str, weights: str = "published") -> bool:
    """Whether the model is in memory, or bundled: then it is there in a moment."""
    return is_bundled(name) or _models.get(_key(name, weights)) is not None


def is_here(name: str, weights: str = "published") -> bool:
    """Whether the model can be loaded without a network."""
    if is_bundled(name) or own.place_of(name):
        return True
    from vitviz.core.models import hub

    remote = hub.remote_of(name)
    if weights == "random" and not (remote and remote.config):
        return True  # timm itself says how to build it
    return remote is not None and hub.cached(remote) is not None


def is_bundled(name: str) -> bool:
    """Whether the model lies in assets/models."""
    return any(card["name"] == name for card in bundled_cards())


def canonical(name: str) -> str:
    """The one way of writing a name. Raises ModelError for what can be none, "own_gone"."""
    from vitviz.core.models.names import parse

    if is_bundled(name) or own.place_of(name):
        return name
    if name.startswith(own.PREFIX):
        raise ModelError("own_gone", name=name.removeprefix(own.PREFIX))
    return str(parse(name))


def require_allowed(name: str, weights: str = "published", family: Family | None = "vit") -> None:
    """Raises ModelError for a name that a visitor may not open, or that is nobody's.

    "unknown", "not_allowed" (`allowed`: what is), "bad_name"; "not_a_vit" and "not_a_cnn" for one
    that is known to be none, where a `family` is asked for.
    """
    families = {card["name"]: card["family"] for card in bundled_cards()}
    if name in families:
        if family not in (None, families[name]):
            raise ModelError(f"not_a_{family}", name=name)
        return
    if own.place_of(name):
        return
    from vitviz.core.models.build import is_known, near
    from vitviz.core.models.names import parse

    parsed = parse(name)
    strange = parsed.source == "timm" and not is_known(str(parsed))
    if strange or parsed.is_path:  # what lies on the server's disk is not a visitor's to name
        raise ModelError("unknown", name=name, near="" if parsed.is_path else near(str(parsed)))
    may = allowed()
    # Untrained too: what was never fetched may be of any size.
    if not (may == "any" or (may == "cached" and is_here(name))):
        raise ModelError("not_allowed", name=name, allowed=may)
    if family == "cnn" and parsed.source == "timm":
        _require_cnn(name, parsed.id)


def _require_cnn(name: str, architecture: str) -> None:
    """Raises ModelError("not_a_cnn") where the table of facts says so: nobody should fetch it.

    Why an architecture with attention is no ViT is found out by opening it alone.
    """
    from vitviz.core.models.catalogue import UNTRIED, catalogue

    facts = catalogue().get(architecture)
    if facts and facts.refused != UNTRIED and facts.kind != "cnn":
        raise ModelError("not_a_cnn", name=name)


def _key(name: str, weights: str) -> str:
    return f"{name}|{weights}"


def vit(name: str, weights: str = "published") -> "Vit":
    """A ViT. Raises ModelError where the model of this name is none."""
    return _require_vit(name, model(name, weights))


def vit_opened_for(name: str, weights: str, how: Mapping[str, Any]) -> "Vit":
    """A ViT that is made for one size, opened for another: `how` is what `load` is told of it.

    Raises ModelError where the model of this name is none, or cannot be opened so.
    """
    make = lambda: _made(name, weights, lambda: None, how)  # noqa: E731
    return _require_vit(name, _models.get_or_make(f"{_key(name, weights)}|{how}", make))


def _require_vit(name: str, found: "Vit | Cnn") -> "Vit":
    from vitviz.core.models.load import Vit

    if not isinstance(found, Vit):
        raise ModelError("not_a_vit", name=name)
    return found


def cnn(name: str = CNN, weights: str = "published", side: int = 0) -> "Cnn":
    """A CNN, for pictures of `side` pixels a side or, at 0, of its own size.

    Raises ModelError where the model of this name is none, SizeError for a side that it does not
    take.
    """
    from vitviz.core.models.cnn_size import at_size
    from vitviz.core.models.load import Cnn

    found = model(name, weights)
    if not isinstance(found, Cnn):
        raise ModelError("not_a_cnn", name=name)
    if not side or found.size == (side, side):
        return found
    known = (name, weights, side) in _taken
    resized = replace(found, size=(side, side)) if known else at_size(found, side)
    _taken.add((name, weights, side))
    return resized


@cache
def bundled_cards() -> tuple[Mapping[str, Any], ...]:
    """The cards of the bundled models."""
    from vitviz.core.assets import bundled_models, read_card

    return tuple(read_card(name) for name in bundled_models())


def default_grid(name: str, weights: str = "published") -> tuple[int, int]:
    """Rows and columns of the model's grid at its own size. Raises ModelError as `analysis`."""
    require_allowed(name, weights)
    if name not in _grids:
        vit = model(name, "published" if is_bundled(name) else weights)
        layout = getattr(vit, "layout", None)  # none of a CNN
        _grids[name] = layout.grid if layout else (1, 1)
    return _grids[name]


def knows_grid(name: str) -> bool:
    """Whether `default_grid` answers without loading the model."""
    return name in _grids


def device_name() -> str:
    """Where the models run, as the page says it."""
    device = str(model(CNN).device)
    return {"cpu": "CPU", "mps": "Apple GPU"}.get(device, device.upper())


def loaded() -> list[str]:
    """The names of the models that are in memory with published weights."""
    return [key.partition("|")[0] for key in _models.held() if key.endswith("|published")]


def nbytes() -> int:
    """Bytes of the models that are here."""
    return _models.nbytes
