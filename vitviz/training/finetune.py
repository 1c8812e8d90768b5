"""The CNN baseline on the ViT's classes, by the recipe that the bundled ViT was fine-tuned with.

Same draws, batch, rates, warm-up, smoothing, sizes, crops and average. What differs and why: the
layers' rates fall over more layers, so their ratio is such that the first layer learns at the same
fraction of the head's rate; there are no positions to spare from decay.
"""

from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import load_file
from torch import nn

from vitviz.core import assets
from vitviz.core.models.build import build
from vitviz.training.augment import Augmentation
from vitviz.training.pictures import Split
from vitviz.training.recipe import Recipe
from vitviz.training.run import Run
from vitviz.training.seeds import number

BASE = "efficientnet-lite0"
ARCHITECTURE = "tf_efficientnet_lite0"
DROP_PATH = 0.1
EPOCHS, DRAWS, BATCH = 7, 33_344, 64
_VIT_DECAY, _VIT_LAYERS = 0.72, 13  # from the head of 12 blocks down to the patch embedding
_CNN_LAYERS = 17  # from the head over 16 blocks down to the first convolution


def recipe(epochs: float = EPOCHS, draws: int = DRAWS) -> Recipe:
    """Return the recipe; other `epochs` and `draws` are for trials."""
    steps = max(2, round(epochs * draws / BATCH))
    return Recipe(
        batch=BATCH,
        steps=steps,
        warmup=draws // BATCH // 3,
        peak=1.5e-4,
        augmentation=Augmentation(area=0.4, jitter=0.2, method="bicubic"),
        sizes={98: 0.5, 112: 0.3, 140: 0.15, 168: 0.05},
        layer_decay=round(_VIT_DECAY ** (_VIT_LAYERS / _CNN_LAYERS), 4),
        average=0.998,
        balanced=True,
        draws=draws,
        points=7,
    )


def run_of(pictures: Split, out: Path, how: Recipe, seed: int = 0) -> Run:
    """Return the run in its folder below `out`."""
    return Run(
        folder=out / f"finetune-cnn-{seed}",
        train=pictures.train,
        val=pictures.val,
        module=network(pictures.train.classes, seed),
        recipe=how,
        seed=seed,
        about={"base": BASE},
        measures=((112, Image.Resampling.BICUBIC), (224, Image.Resampling.BICUBIC)),
    )


def network(classes: int, seed: int) -> nn.Module:
    """Return the bundled CNN with its published weights and a new head for so many classes."""
    arguments = {"num_classes": classes, "drop_path_rate": DROP_PATH}
    module = build(ARCHITECTURE, arguments, published=False)
    weights = load_file(assets.MODELS / BASE / "model.safetensors")
    kept = {name: tensor for name, tensor in weights.items() if not name.startswith("classifier.")}
    lost = module.load_state_dict(kept, strict=False)
    unexpected = set(lost.missing_keys) - {"classifier.weight", "classifier.bias"}
    unexpected -= {name for name in unexpected if name.endswith("num_batches_tracked")}
    if unexpected or lost.unexpected_keys:
        raise RuntimeError(f"weights of another network: {sorted(unexpected)}")
    with torch.no_grad():
        head: nn.Linear = module.get_submodule("classifier")  # pyright: ignore[reportAssignmentType]
        source = torch.Generator().manual_seed(number("head", seed))
        head.weight.normal_(0, 0.01, generator=source)
        head.bias.zero_()
    # A third faster on a CPU, the same numbers.
    return module.float().to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
