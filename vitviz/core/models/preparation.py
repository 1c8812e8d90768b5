"""What belongs to a model beside its weights: how pixels are prepared, what its classes are called.

A bundled model's card says it; of timm's other models, their published configuration.
"""

from collections.abc import Mapping
from typing import Any, TypedDict

from timm.data.config import resolve_model_data_config
from timm.data.imagenet_info import ImageNetInfo, infer_imagenet_subset
from torch import nn

from vitviz.core import assets
from vitviz.core.models.architecture import entrance, patch_of
from vitviz.core.models.labels import (
    Given,
    are_given,
    described,
    labels_from,
    published_ids,
    synsets_from,
)

_IMAGENET = "efficientnet-lite0"  # its table names the thousand classes, in timm's order
Triple = tuple[float, float, float]
Words = tuple[tuple[str, ...], tuple[str, ...]]


class Named(TypedDict):
    """What the classes are called, by the fields of a Vit and a Cnn; empty where not known."""

    labels: tuple[str, ...]
    labels_zh: tuple[str, ...]
    synsets: tuple[str, ...]


class Preparation(TypedDict):
    """The fields that a Vit and a Cnn share, by their names there."""

    mean: Triple
    std: Triple
    interpolation: str
    crop: float
    size: tuple[int, int]


def preparation_of(card: Mapping[str, Any], module: nn.Module) -> Preparation:
    """Return how pixels are prepared for the module: by its card, else as timm publishes it."""
    config = resolve_model_data_config(module)
    name = entrance(module)
    fixed = getattr(module.get_submodule(name), "img_size", None) if name else None
    said = card.get("preprocessing") or {
        "mean": config["mean"],
        "std": config["std"],
        "interpolation": config["interpolation"],
        "crop": config["crop_pct"],
        "size": fixed or config["input_size"][1:],  # the constructor may have been told another
    }
    return Preparation(
        mean=_triple(said["mean"]),
        std=_triple(said["std"]),
        interpolation=said["interpolation"],
        # VOLO's names at 448 px say 1.15: black around the photo. Here the photo fills the picture.
        crop=min(1.0, float(said["crop"])),
        size=_covered(module, (int(said["size"][0]), int(said["size"][1]))),
    )


def _covered(module: nn.Module, size: tuple[int, int]) -> tuple[int, int]:
    """What whole patches cover of this size: 378 px of 384 where they have 14.

    The module as published leaves the last pixels unread; here the photo is made as large as what
    is read. timm publishes SigLIP's So400m both ways, the later names at 378 px.
    """
    patch = patch_of(module) or (1, 1)
    high, wide = (max(1, side // part) * part for side, part in zip(size, patch, strict=True))
    return high, wide


def named(
    name: str, card: Mapping[str, Any], module: nn.Module, *, given: Given = (), own: bool = False
) -> Named:
    """Return what a module's classes are called: as it was `given`, else as it is published.

    What a model of one's `own` was trained on only its maker can name: the number of its classes
    tells nothing. Raises as `labels_from` and `labels_of` do.
    """
    classes = getattr(module, "num_classes", 0)
    if are_given(given):
        labels, synsets = labels_from(given, classes), synsets_from(given, classes)
        return Named(labels=labels, labels_zh=(), synsets=synsets)
    if own and not card:
        config = getattr(module, "pretrained_cfg", None) or {}
        synsets = published_ids(config.get("label_names"), classes)
        return Named(labels=published_labels(module), labels_zh=(), synsets=synsets)
    english, chinese = labels_of(name, card, module)
    return Named(labels=english, labels_zh=chinese, synsets=_synsets_of(name, card, module))


def _synsets_of(name: str, card: Mapping[str, Any], module: nn.Module) -> tuple[str, ...]:
    """WordNet's ids of the classes that `labels_of` names; () where a class has several or none."""
    if card:
        known = assets.read_labels(assets.MODELS / name / card["labels"]).wnids
        return tuple(ids[0] for ids in known) if all(len(ids) == 1 for ids in known) else ()
    config = getattr(module, "pretrained_cfg", None) or {}
    if published_labels(module):
        return published_ids(config.get("label_names"), getattr(module, "num_classes", 0))
    subset = infer_imagenet_subset(module) if getattr(module, "num_classes", 0) else None
    return tuple(ImageNetInfo(subset).label_names()) if subset else ()


def labels_of(name: str, card: Mapping[str, Any], module: nn.Module) -> Words:
    """Return the labels, English and Chinese, each empty where they are not known.

    A model of timm with as many classes as an edition of ImageNet was trained on it.
    """
    if card:
        labels = assets.read_labels(assets.MODELS / name / card["labels"])
        return labels.en, labels.zh
    published = published_labels(module)
    if published:
        return published, ()
    subset = infer_imagenet_subset(module) if getattr(module, "num_classes", 0) else None
    if subset == "imagenet-1k":
        return labels_of(_IMAGENET, assets.read_card(_IMAGENET), module)
    return (tuple(ImageNetInfo(subset).label_descriptions()), ()) if subset else ((), ())


def published_labels(module: nn.Module) -> tuple[str, ...]:
    """Return the labels that the model's own configuration names, () where they do not fit it."""
    config = getattr(module, "pretrained_cfg", None) or {}
    classes = getattr(module, "num_classes", 0)
    return described(config.get("label_names"), config.get("label_descriptions"), classes)


def _triple(numbers: Any) -> Triple:  # noqa: ANN401 - JSON lists and timm's tuples
    red, green, blue = numbers
    return float(red), float(green), float(blue)
