"""The config.json of a model on the hub: for which library it is written, before weights come."""

import json
from pathlib import Path
from typing import Any

import timm

from vitviz.errors import ModelError


def require_timm(name: str, path: Path | None) -> None:
    """Raise ModelError unless timm can build what the configuration at `path` names.

    "hub_not_timm", `kind` what it is instead, as transformers writes it; "hub_no_architecture"
    where nothing is said or there is no configuration; "hub_newer" with the architecture that this
    `version` of timm does not know.
    """
    config = _read(path) if path else {}
    architecture = config.get("architecture")
    if not isinstance(architecture, str) or not architecture:
        kind = _kind(config)
        raise ModelError("hub_not_timm" if kind else "hub_no_architecture", name=name, kind=kind)
    if not timm.is_model(architecture):
        facts = {"architecture": architecture, "version": timm.__version__}
        raise ModelError("hub_newer", name=name, **facts)


def _read(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _kind(config: dict[str, Any]) -> str:
    classes = config.get("architectures")
    first = classes[0] if isinstance(classes, list) and classes else config.get("model_type")
    return first if isinstance(first, str) else ""
