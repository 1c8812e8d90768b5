"""A module of timm by name, and what timm and its hub answer when there is none.

The only caller of timm.create_model. Errors of the network, of names and of arguments become
ModelErrors here; nothing downstream knows that there is a hub.
"""

import threading
from collections.abc import Mapping
from typing import Any

import timm
import torch
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HTTPError,  # pyright: ignore[reportPrivateImportUsage]
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
)
from safetensors import SafetensorError
from torch import nn

from vitviz.errors import ModelError

# The seed is the process's and timm's layer settings are global: one model at a time is made.
_turn = threading.Lock()


def build(name: str, arguments: Mapping[str, Any], *, published: bool) -> nn.Module:
    """Return timm's module, taking pixels of any size where the family can.

    Weights that are not published are random and the same at every call. Raises ModelError:
    "unknown_model", "bad_arguments", "no_published_weights", "hub_gated", "hub_missing",
    "hub_unreachable", "weights_damaged".
    """
    _known(name, published)
    return _made(name, arguments, published)


def outline(name: str, arguments: Mapping[str, Any]) -> nn.Module:
    """Return timm's module on the meta device: the names and shapes of its tensors, no numbers.

    A family that cannot be made there is built. Raises ModelError as `build` does.
    """
    _known(name, published=False)
    try:
        with torch.device("meta"):
            return _made(name, arguments, published=False)
    except ModelError:
        return _made(name, arguments, published=False)


def _made(name: str, arguments: Mapping[str, Any], published: bool) -> nn.Module:
    try:
        with _turn, torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            return _create(name, arguments, published)
    except GatedRepoError as error:
        raise ModelError("hub_gated", name=name) from error
    except LocalEntryNotFoundError as error:
        raise ModelError("hub_unreachable", name=name, cause=str(error)) from error
    except (RepositoryNotFoundError, EntryNotFoundError) as error:
        raise ModelError("hub_missing", name=name) from error
    except (HTTPError, OSError) as error:
        raise ModelError("hub_unreachable", name=name, cause=str(error)) from error
    except SafetensorError as error:
        raise ModelError(
            "weights_damaged", file=name, what="unreadable", cause=str(error)
        ) from error
    except (TypeError, ValueError, RuntimeError, AssertionError) as error:
        raise ModelError("bad_arguments", name=name, cause=str(error)) from error


def _create(name: str, arguments: Mapping[str, Any], published: bool) -> nn.Module:
    try:
        dynamic = {"dynamic_img_size": True, **arguments}
        return timm.create_model(name, pretrained=published, **dynamic)
    except TypeError as error:
        # Every family has its own constructor; what it does not know, it says by this name.
        if "dynamic_img_size" not in str(error) or "dynamic_img_size" in arguments:
            raise
    return timm.create_model(name, pretrained=published, **arguments)


def _known(name: str, published: bool) -> None:
    if ":" in name:
        return  # "hf-hub:owner/name" is known to the hub alone
    try:
        config = timm.get_pretrained_cfg(name)
    except RuntimeError as error:  # the architecture is known, the tag after its dot is not
        raise ModelError("unknown_model", name=name) from error
    if not timm.is_model(name):
        raise ModelError("unknown_model", name=name)
    if published and not (config and config.has_weights):
        raise ModelError("no_published_weights", name=name)
