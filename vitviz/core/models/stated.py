"""What a file of weights, or the folder it lies in, says of its own model.

Training scripts leave their arguments beside the weights, timm's folders a config.json; both say
the architecture, how photos were prepared, and what the classes are called. Nothing of it is
believed further than the shapes bear it out.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

import timm

from vitviz.core.models.checkpoints import Checkpoint
from vitviz.core.models.labels_file import read_table
from vitviz.core.models.names import SUFFIXES, parse
from vitviz.errors import ModelError

_ARGUMENTS = ("args", "hyper_parameters", "hparams", "config", "cfg", "arguments")
_ARCHITECTURE = ("architecture", "model", "arch", "model_name", "backbone", "timm_model")
_LABELS = ("label_names", "class_to_idx", "class_names", "classes", "idx_to_class", "id2label")
_PREFERRED = ("model.safetensors", "pytorch_model.safetensors", "pytorch_model.bin", "model.pth")
_LABEL_SUFFIXES = (".txt", ".csv", ".tsv", ".json")
_MOST_BYTES = 20_000_000
_LARGEST = 10_000  # of a number handed to a constructor
_RGB = 3


@dataclass(frozen=True)
class Stated:
    """What is said: `architecture` is a name of timm's, "" where none is.

    `arguments` go to timm's constructor, `config` over what timm publishes for the architecture:
    mean, std, interpolation, crop_pct, label_names, label_descriptions.
    """

    architecture: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)


def stated_by(checkpoint: Checkpoint) -> Stated:
    """Return what a file says: its training arguments, or safetensors' metadata."""
    tree = checkpoint.tree if isinstance(checkpoint.tree, Mapping) else {}
    sources = [tree.get(name) for name in _ARGUMENTS]
    sources = [each for each in sources if isinstance(each, Mapping)]
    sources += [
        checkpoint.metadata,
        {"arch": tree.get("arch"), "model_name": tree.get("model_name")},
    ]
    architecture = next(filter(None, map(_architecture, sources)), "")
    arguments, config = {}, {}
    for source in reversed(sources):
        arguments |= _arguments(source)
        config |= _preparation(source)
    tables = [source.get(key) for source in (*sources, tree) for key in _LABELS]
    named = next(filter(_names_classes, tables), None)
    config |= {"label_names": named} if named else {}
    return Stated(architecture, arguments, config)


def stated_beside(path: Path) -> Stated:
    """Return what the files beside a file of weights say: "my.json" and "my.labels.txt".

    The first is a config.json as `stated_in` reads it, the second names the classes (also .csv and
    .json). Raises ModelError as `stated_in` and `labels.read_table` do.
    """
    config, labels = path.with_suffix(".json"), labels_beside(path)
    stated = _in_config(config) if config.is_file() else Stated()
    named = {"label_names": read_table(labels)} if labels else {}
    return Stated(stated.architecture, stated.arguments, {**stated.config, **named})


def labels_beside(path: Path) -> Path | None:
    """Return the file that names the classes of the weights in `path`, a file or a folder."""
    start = path / "labels" if path.is_dir() else path.with_suffix(".labels")
    found = (start.with_name(start.name + suffix) for suffix in _LABEL_SUFFIXES)
    return next((each for each in found if each.is_file()), None)


def stated_in(folder: Path) -> Stated:
    """Return what the config.json of a folder says, as timm writes it, and its labels.txt.

    Raises ModelError("folder_missing"), "folder_no_config" and "folder_bad_config".
    """
    path = folder / "config.json"
    if not folder.is_dir():
        raise ModelError("folder_missing", file=str(folder))
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        raise ModelError("folder_no_config", file=str(folder))
    stated, labels = _in_config(path), labels_beside(folder)
    named = {"label_names": read_table(labels)} if labels else {}
    return Stated(stated.architecture, stated.arguments, {**stated.config, **named})


def _in_config(path: Path) -> Stated:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError("folder_bad_config", file=str(path), cause=str(error)) from error
    architecture = _architecture(config) if isinstance(config, dict) else ""
    if not architecture:
        raise ModelError("folder_bad_config", file=str(path), cause="no architecture of timm's")
    inner = config.get("pretrained_cfg")
    inner = inner if isinstance(inner, dict) else config
    told = {
        **inner,
        "label_names": config.get("label_names")
        or config.get("labels")
        or inner.get("label_names"),
    }
    told["label_descriptions"] = config.get("label_descriptions") or inner.get("label_descriptions")
    made = {"global_pool": config.get("global_pool"), "model_kwargs": config.get("model_args")}
    arguments = _arguments(made)
    return Stated(architecture, arguments, {**_preparation(told), **_named(told)})


def weights_in(folder: Path) -> Path:
    """Return the file of weights in a folder: timm's names for it, else the first of its kind.

    Raises ModelError("folder_no_weights").
    """
    found = [folder / name for name in _PREFERRED if (folder / name).is_file()]
    for suffix in () if found else SUFFIXES:
        found += sorted(each for each in folder.glob(f"*{suffix}") if each.is_file())
    if not found:
        raise ModelError("folder_no_weights", file=str(folder))
    return found[0]


def _architecture(source: Mapping[Any, Any]) -> str:
    for key in _ARCHITECTURE:
        value = source.get(key)
        if isinstance(value, str) and value:
            try:
                name = parse(value)
            except ModelError:
                continue
            # A training may have begun from the hub's copy of one of timm's: owner/name.tag
            architecture = name.id.rpartition("/")[2].partition(".")[0]
            if timm.is_model(architecture):
                return architecture
    return ""


def _arguments(source: Mapping[Any, Any]) -> dict[str, Any]:
    given = {
        **_mapping(source, "model_kwargs"),
        "global_pool": source.get("global_pool") or source.get("gp"),
    }
    given |= {key: value for key, value in source.items() if key in ("num_heads", "no_embed_class")}
    pairs = {key: tuple(each) if isinstance(each, list) else each for key, each in given.items()}
    return {key: value for key, value in pairs.items() if _is_argument(key, value)}


def _is_argument(key: object, value: object) -> bool:
    if key in ("depth", "num_classes") or not isinstance(key, str):
        return False  # which the shapes decide
    if isinstance(value, tuple):
        return len(value) == 2 and all(_is_argument(key, each) for each in value)
    whole = type(value) is int and 0 < value <= _LARGEST
    return whole or isinstance(value, bool | float) or (isinstance(value, str) and value != "")


def _preparation(source: Mapping[Any, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for key in ("mean", "std"):
        value = source.get(key)
        if isinstance(value, list | tuple) and len(value) == _RGB and all(map(_is_number, value)):
            told[key] = tuple(map(float, value))
    side = source.get("img_size")  # which says it for networks without a position table
    if type(side) is int and 0 < side <= _LARGEST:
        told["input_size"] = (_RGB, side, side)
    size = source.get("input_size")
    if isinstance(size, list | tuple) and len(size) == _RGB and all(map(_is_number, size)):
        told["input_size"] = tuple(min(int(each), _LARGEST) for each in size)
    crop = source.get("crop_pct")
    if _is_number(crop) and 0 < crop <= 1:
        told["crop_pct"] = float(crop)
    if source.get("interpolation") in (
        "bilinear",
        "bicubic",
        "nearest",
        "lanczos",
        "box",
        "hamming",
    ):
        told["interpolation"] = source["interpolation"]
    return told


def _named(source: Mapping[Any, Any]) -> dict[str, Any]:
    keys = ("label_names", "label_descriptions")
    return {key: source[key] for key in keys if _names_classes(source.get(key))}


def _names_classes(value: object) -> bool:
    return isinstance(value, Mapping | list | tuple) and len(value) > 0


def _is_number(value: object) -> TypeGuard[float]:
    return type(value) in (int, float)


def _mapping(source: Mapping[Any, Any], key: str) -> Mapping[Any, Any]:
    value = source.get(key)
    return value if isinstance(value, Mapping) else {}
