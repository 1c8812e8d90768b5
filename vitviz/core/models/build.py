"""A module of timm by name, and what timm and its hub answer when there is none.

The only caller of timm.create_model. Errors of the network, of names and of arguments become
ModelErrors here; nothing downstream knows that there is a hub. What lies in the hub's cache is
taken from there: timm itself would ask the network first whether there is something newer.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import timm
import torch
from safetensors import SafetensorError
from torch import nn
from torch.overrides import TorchFunctionMode

from vitviz.core.models import hub
from vitviz.core.models.memory import ran_out
from vitviz.errors import ModelError

_FILLS = ("uniform_", "normal_", "erfinv_", "mul_", "add_", "clamp_", "fill_", "zero_", "div_")
# The seed is the process's and timm's layer settings are global: one model at a time is made.
_turn = threading.Lock()


class _Unfilled(TorchFunctionMode):
    """Fills no tensor: without numbers, drawing them at random is four fifths of the time."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: object,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 - whatever torch's function returns
        if getattr(func, "__name__", "") in _FILLS and args and args[0].is_meta:
            return args[0]
        return func(*args, **(kwargs or {}))


def build(name: str, arguments: Mapping[str, Any], *, published: bool) -> nn.Module:
    """Return timm's module, taking pixels of any size where the family can.

    Weights that are not published are random and the same at every call. Raises ModelError:
    "unknown_model", "bad_arguments", "no_memory", "no_published_weights", "weights_damaged", and
    those of `hub.answers`.
    """
    _known(name, published)
    return _made(name, arguments, published)


def outline(name: str, arguments: Mapping[str, Any]) -> nn.Module:
    """Return timm's module on the meta device: the names and shapes of its tensors, no numbers.

    A family that cannot be made there is built. Raises ModelError as `build` does.
    """
    _known(name, published=False)
    try:
        with without_numbers():
            return _made(name, arguments, published=False)
    except ModelError:
        return _made(name, arguments, published=False)


@contextmanager
def without_numbers() -> Iterator[None]:
    """Whatever module is made meanwhile lies on the meta device: shapes, no numbers, no memory."""
    with torch.device("meta"), _Unfilled():
        yield


def _made(name: str, arguments: Mapping[str, Any], published: bool) -> nn.Module:
    # Of the hub's own models the configuration lies there too, so it is taken from the cache.
    held = published or name.startswith("hf-hub:")
    remote = hub.remote_of(name) if held else None
    if remote is not None:
        hub.require_timm(name, remote)
    source, overlay = _held(name) if held else (name, None)
    try:
        with hub.answers(name, remote), _turn, torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            return _create(source, arguments, published, overlay)
    except SafetensorError as error:
        raise ModelError(
            "weights_damaged", file=name, what="unreadable", cause=str(error)
        ) from error
    except (TypeError, ValueError, RuntimeError, AssertionError) as error:
        misfit = "loading state_dict" in str(error)  # as torch says it of what others published
        reason = "no_memory" if ran_out(error) else "hub_misfit" if misfit else "bad_arguments"
        raise ModelError(reason, name=name, cause=str(error)) from error


def _held(name: str) -> tuple[str, dict[str, Any] | None]:
    """What timm is told to make of the cache: the name, what differs in its configuration.

    Raises ModelError("hub_unreachable") where there is nothing in it and no way to the hub.
    """
    remote = hub.remote_of(name)
    file = hub.cached(remote) if remote else None
    if remote is None:
        return name, None
    if file is None:
        hub.require_way(name, remote)
        return name, None
    if remote.config:
        return f"local-dir:{file.parent}", None
    config = timm.get_pretrained_cfg(name)
    # Else a loader for the older file elsewhere would be given this one.
    own = bool(config) and config.custom_load == "hf"
    return name, {"file": str(file), "custom_load": own}


def _create(
    name: str, arguments: Mapping[str, Any], published: bool, overlay: dict[str, Any] | None
) -> nn.Module:
    given = {"pretrained": published, "pretrained_cfg_overlay": overlay}
    try:
        return timm.create_model(name, **given, **{"dynamic_img_size": True, **arguments})
    except TypeError as error:
        # Every family has its own constructor; what it does not know, it says by this name.
        if "dynamic_img_size" not in str(error) or "dynamic_img_size" in arguments:
            raise
    return timm.create_model(name, **given, **arguments)


def is_known(name: str) -> bool:
    """Whether timm has this name, with this tag if it has one."""
    try:
        timm.get_pretrained_cfg(name)
    except RuntimeError:  # the architecture is known, the tag after its dot is not
        return False
    return timm.is_model(name)


@lru_cache(maxsize=256)
def near(name: str) -> str:
    """Return up to three of timm's names that may be meant by one that it has not; "" for none."""
    architecture = name.partition(".")[0]
    if timm.is_model(architecture):
        return ", ".join(timm.list_pretrained(f"{architecture}.*")[:3])
    return ", ".join(get_close_matches(architecture.lower(), timm.list_models(), n=3, cutoff=0.7))


def _known(name: str, published: bool) -> None:
    if ":" in name:
        return  # "hf-hub:owner/name" is known to the hub alone
    if not is_known(name):
        raise ModelError("unknown_model", name=name, near=near(name))
    config = timm.get_pretrained_cfg(name)
    if published and not (config and config.has_weights):
        raise ModelError("no_published_weights", name=name)
