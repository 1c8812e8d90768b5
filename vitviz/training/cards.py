"""The cards of what was trained here: what each is, where it comes from, what was measured."""

from datetime import UTC, datetime
from typing import Any

from vitviz.core.models.cnn_size import BY_SIDE
from vitviz.errors import ArgumentError
from vitviz.training import arms, finetune
from vitviz.training.hunger import FILTER
from vitviz.training.pictures import Split
from vitviz.training.run import Result

Card = dict[str, Any]

_COMMAND = "python -m vitviz.training publish --out RUNS"
_LABELS = "../everyday-vit-s14/labels.tsv"
_LICENCE = {
    "weights": "Apache-2.0",
    "data": "trained on pictures of ImageNet: for research and teaching",
    "notice": "NOTICE",
}
_PICTURES = "Tiny ImageNet (Stanford CS231n), the 89 synsets of labels.tsv"
_NOT_SHIPPED = "the pictures: research and teaching only, not shipped"


def hunger_card(share: float, result: Result) -> Card:
    """Return the card of the plain ViT trained from nothing on this share of the pictures."""
    percent = f"{share:.0%}"
    count, seen = result["asked"]["pictures"], result["points"][-1]["seen"]
    millions = result["parameters"] / 1e6
    return {
        "name": f"hunger-vit-{round(100 * share):03d}",
        "title": {
            "en": f"Data-hunger ViT, {percent} of the photos",
            "zh": f"数据量实验 ViT，{percent} 的照片",
        },
        "about": {
            "en": f"a very small one ({millions:.2f} million parameters) that can name 62 everyday "
            f"things, trained from nothing on {count:,} photos of 32 × 32 pixels",
            "zh": f"一个很小的模型（{100 * millions:.0f} 万参数），认识 62 个日常类别，"
            f"仅用 {count} 张 32 × 32 像素的照片从零训练而成",
        },
        "family": "vit",
        "untrained": False,  # is not offered beside it: it is the same for all shares
        "data_hunger": {"share": share, "seed": result["asked"]["seed"]},
        "timm": {
            "architecture": "vit_tiny_patch16_224",
            "arguments": {**arms.VIT, "num_classes": 62},
        },
        "preprocessing": _preprocessing(result, FILTER.name.lower(), arms.SIZE),
        "sizes": [[arms.SIZE, arms.SIZE]],
        "labels": _LABELS,
        "licence": _LICENCE,
        "provenance": [
            {
                "what": f"trained from nothing on {count:,} photos ({percent}), {seen:,} pictures "
                f"seen, seed {result['asked']['seed']}; the last weights, in half precision",
                "from": _PICTURES,
                "licence": _NOT_SHIPPED,
                "recipe": result["asked"]["recipe"],
                "command": "python -m vitviz.training hunger --data FOLDER --out RUNS",
            }
        ],
        "limits": {
            "en": "Trained for a comparison of amounts of data, not to be right: it sees 32 × 32 "
            "pixels and must answer with one of its 62 classes.",
            "zh": "为比较数据量而训练，并不追求准确：它只看 32 × 32 像素，"
            "并且只能从 62 个类别中选一个回答。",
        },
    }


def baseline_card(result: Result) -> Card:
    """Return the card of the CNN baseline, fine-tuned on the ViT's classes."""
    millions = result["parameters"] / 1e6
    sides = [int(side) for side in result["asked"]["recipe"]["sizes"]]
    return {
        "name": "efficientnet-lite0-everyday",
        "title": {"en": "EfficientNet-Lite0, 62 classes", "zh": "EfficientNet-Lite0，62 类"},
        "about": {
            "en": f"EfficientNet-Lite0 ({millions:.1f} million parameters), fine-tuned on the same "
            "photos of 64 × 64 pixels and the same 62 classes as the ViT",
            "zh": f"EfficientNet-Lite0（{100 * millions:.0f} 万参数），与 ViT 用同样的 64 × 64 像素"
            "照片、同样的 62 个类别微调而成",
        },
        "family": "cnn",
        "untrained": False,  # the published one's is the same architecture
        "beside": {
            "everyday-vit-s14": {
                "en": "This CNN was fine-tuned on the same photos, for the same 62 classes and by "
                "the same recipe as the ViT. The two still differ in more than their architecture: "
                "before that the ViT learned from far more pictures, without labels, the CNN from "
                "the 1.28 million labelled ones of ImageNet-1k.",
                "zh": "这个 CNN 与 ViT 用同样的照片、同样的 62 个类别、同样的训练方案微调而成。"
                "但二者的差别仍不只在结构：在此之前，ViT 用多得多的无标签图片训练，"
                "CNN 用的是 ImageNet-1k 的 128 万张有标签图片。",
            }
        },
        "timm": {"architecture": finetune.ARCHITECTURE, "arguments": {"num_classes": 62}},
        "preprocessing": _preprocessing(result, "bicubic", 224),
        "sizes": [[128, 128], [224, 224]],
        "learned_at": [min(sides), max(sides)],
        "labels": _LABELS,
        "licence": _LICENCE,
        "provenance": [
            {
                "what": "EfficientNet-Lite0 as it is in efficientnet-lite0, trained on ImageNet-1k",
                "from": "assets/models/efficientnet-lite0",
                "licence": "Apache-2.0",
            },
            {
                "what": "a head of 62 classes, the whole network fine-tuned by the ViT's recipe",
                "from": _PICTURES,
                "licence": _NOT_SHIPPED,
                "recipe": result["asked"]["recipe"],
                "command": "python -m vitviz.training finetune-cnn --data FOLDER --out RUNS",
            },
        ],
        "limits": {
            "en": "It must answer with one of its 62 classes, whatever it is shown.",
            "zh": "无论看到什么，它都只能从 62 个类别中选一个回答。",
        },
    }


def accuracies(found: dict[str, float], size: list[int], pictures: Split) -> list[dict[str, Any]]:
    """Return the card's rows for these accuracies on all validation pictures at `size`."""
    count = len(pictures.val.labels)
    on = f"the {count:,} validation photos of Tiny ImageNet's 62 classes, at {size[0]} px"
    return [{"what": f"{name} accuracy", "value": value, "on": on, **_now()}
            for name, value in found.items()]  # fmt: skip


def photos(said: dict[str, list[list[object]]], size: list[int]) -> dict[str, Any]:
    """Return the card's row for what the model says of the bundled photos at `size`."""
    what = "five likeliest labels of each bundled photo, with their probabilities"
    told = {"what": what, "value": said, "on": "the photos of assets/photos", "size": size}
    return told | _now()


def by_side(shares: dict[int, float]) -> dict[str, Any]:
    """Return the card's row for how sure the model is of the bundled photos, by pixels a side."""
    value = {str(side): round(share, 3) for side, share in shares.items()}
    return {"what": BY_SIDE, "value": value, "on": "the photos of assets/photos"} | _now()


def require(holds: bool, argument: str, rule: str, got: object) -> None:
    """Raise ArgumentError unless the rule holds."""
    if not holds:
        raise ArgumentError("broken_invariant", argument=argument, rule=rule, got=got)


def _now() -> dict[str, str]:
    date = datetime.now(UTC).date().isoformat()
    return {"by": "repeatable", "date": date, "command": _COMMAND}


def _preprocessing(result: Result, method: str, size: int) -> dict[str, Any]:
    recipe = result["asked"]["recipe"]
    told = {"mean": recipe["mean"], "std": recipe["std"]}
    return told | {"interpolation": method, "crop": 1.0, "size": [size, size]}
