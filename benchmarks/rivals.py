"""The libraries that draw the same maps, beside ours: time, and whether the numbers are the same.

    python -m venv build/rivals
    build/rivals/bin/pip install -r requirements.txt -r benchmarks/rivals.txt
    build/rivals/bin/python -m benchmarks.rivals [--rounds 15] [--threads 1] [--chefer FOLDER]

All see one ViT-S/16 with random weights and one picture of noise, at 224 and 448 px (197 and 785
tokens). Every round times each way once, in turn, by the processor time of this process, so that
other work on the machine counts little; a ratio is the median over the rounds of (way / plain
pass). The libraries get the module as timm makes it, whose parameters ask for gradients, as in
their own examples; what it is without those stands beside it. Behind a ratio stands the largest
difference from our map, both scaled from 0 to 1, or that it is another map.

Chefer et al. publish no package: FOLDER is a checkout of hila-chefer/Transformer-Explainability, of
which the model with its hooks is taken, and their rules 5 and 6 are written out here.
"""

import argparse
import copy
import importlib
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy import ndarray
from torch import Tensor, nn

import vitviz

SIZES = (224, 448)
TARGET = 3


@dataclass(frozen=True)
class Way:
    """One library's way to a map, and what it must be by ours; None where it is another map."""

    name: str
    make: Callable[[], object]
    ours: Callable[[], ndarray] | None = None
    theirs: Callable[[object], ndarray] = np.asarray


def opened(size: int) -> vitviz.Vit:
    """A ViT-S/16 with random weights, those of queries and keys grown: its heads differ."""
    torch.manual_seed(0)
    vit = vitviz.load(
        "vit_small_patch16_224", weights="random", device="cpu", arguments={"img_size": size}
    )
    assert isinstance(vit, vitviz.Vit)  # noqa: S101
    for name, weight in vit.module.named_parameters():
        if name.endswith("qkv.weight"):
            weight.data[: 2 * weight.shape[1]] *= 8
    return vit


def as_timm(vit: vitviz.Vit) -> nn.Module:
    """A module with the same weights as timm hands it out: its parameters ask for gradients."""
    return copy.deepcopy(vit.module).requires_grad_()


def unfused(vit: vitviz.Vit) -> nn.Module:
    """The same where hooks see the attention, as the libraries' texts tell their users to do."""
    module = as_timm(vit)
    for block in module.get_submodule("blocks").children():
        block.get_submodule("attn").fused_attn = False
    return module


def scaled(found: ndarray) -> ndarray:
    """From 0 to 1, as all of them hand it over."""
    return (found - found.min()) / (found.max() - found.min())


def enlarged(grid: ndarray, size: int) -> ndarray:
    """A map over patches as torchxai enlarges it."""
    part = torch.from_numpy(grid)[None, None].float()
    return nn.functional.interpolate(part, (size, size), mode="bilinear")[0, 0].numpy()


def ours(vit: vitviz.Vit, pixels: Tensor) -> dict[str, Callable[[], Any]]:
    """Our three maps, and the pass that all is measured by."""

    def plain() -> None:
        with torch.no_grad():
            vit.module(pixels)

    return {
        "plain": plain,
        "Grad-CAM": partial(vitviz.gradcam, vit, pixels, TARGET),
        "relevance": partial(vitviz.relevance, vit, pixels, TARGET),
        "rollout": lambda: vitviz.rollout(vitviz.capture(vit, pixels), [0]),
    }


def cams(vit: vitviz.Vit, pixels: Tensor) -> list[Way]:
    """Grad-CAM at the last block's first norm."""
    from captum.attr import LayerGradCam
    from pytorch_grad_cam import GradCAM
    from pytorch_grad_cam.utils.image import scale_cam_image
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
    from torchxai.methods.gradcam import GradCAM as TorchxaiGradCAM

    size, side = pixels.shape[-1], pixels.shape[-1] // vit.patch[0]
    target = [ClassifierOutputTarget(TARGET)]

    def library(module: nn.Module) -> GradCAM:
        part = module.get_submodule("blocks.11.norm1")
        return GradCAM(
            module, [part], lambda made: made[:, 1:].transpose(1, 2).unflatten(2, (side, side))
        )

    usual, frozen = library(as_timm(vit)), library(as_timm(vit).requires_grad_(False))
    torchxai = TorchxaiGradCAM(as_timm(vit), "blocks.11.norm1")
    third = as_timm(vit)
    captum = LayerGradCam(third, third.get_submodule("blocks.11.norm1"))
    asking = pixels.clone().requires_grad_()

    def known() -> ndarray:
        found = vitviz.gradcam(vit, pixels, TARGET)
        # Scaled from 0 to 1 before it is enlarged and once more after.
        return scale_cam_image(scale_cam_image(found[None], (size, size)))[0]

    return [
        Way("grad-cam", lambda: usual(pixels, target)[0], known),
        Way("grad-cam with frozen parameters", lambda: frozen(asking, target)[0], known),
        Way("torchxai, which may turn the sign", lambda: torchxai(pixels, TARGET)),
        Way("captum, which averages channels", lambda: captum.attribute(pixels, TARGET)),
    ]


def chefer(folder: str, vit: vitviz.Vit, pixels: Tensor) -> Way:
    """Generic relevance on Chefer et al.'s own ViT, with the same weights."""
    sys.path.insert(0, folder)
    made = importlib.import_module("baselines.ViT.ViT_new").VisionTransformer
    norm = partial(nn.LayerNorm, eps=1e-6)
    model = made(
        pixels.shape[-1], embed_dim=384, num_heads=6, mlp_ratio=4, qkv_bias=True, norm_layer=norm
    ).eval()
    model.load_state_dict(vit.module.state_dict())

    def relevance() -> Tensor:
        logits = model(pixels, register_hook=True)
        model.zero_grad()
        logits[0, TARGET].backward(retain_graph=True)
        rows = torch.eye(1 + (pixels.shape[-1] // 16) ** 2)
        for block in model.blocks:
            slopes, weights = block.attn.get_attn_gradients(), block.attn.get_attention_map()
            rows = rows + (slopes * weights)[0].clamp(min=0).mean(dim=0) @ rows
        return rows[0, 1:].detach()

    def known() -> ndarray:
        return scaled(vitviz.relevance(vit, pixels, TARGET)).ravel()

    return Way("Chefer et al.", relevance, known, lambda made: scaled(np.asarray(made)))


def relevances(folder: str | None, vit: vitviz.Vit, pixels: Tensor) -> list[Way]:
    """What follows attention and its gradient through all layers."""
    from torchxai.methods.transformer_attribution import TransformerAttribution

    torchxai = TransformerAttribution(as_timm(vit))
    found = [Way("torchxai", lambda: torchxai(pixels, TARGET))]
    return found + ([chefer(folder, vit, pixels)] if folder else [])


def rollouts(vit: vitviz.Vit, pixels: Tensor) -> list[Way]:
    """Mean over the heads, nothing discarded: what Abnar and Zuidema define."""
    from fast_vit_rollout.vit_rollout import ViTAttentionRollout
    from torchxai.methods.attention_rollout import AttentionRollout

    fast = ViTAttentionRollout(unfused(vit), "mean", 0.0)
    torchxai = AttentionRollout(as_timm(vit), None, None, "mean", 0.0)
    side = pixels.shape[-1] // vit.patch[0]

    def row() -> ndarray:
        return vitviz.rollout(vitviz.capture(vit, pixels), [0])[0, 1:].numpy()

    return [
        Way("fast-vit-rollout", lambda: fast(pixels), lambda: scaled(row()), class_row),
        Way(
            "torchxai",
            lambda: torchxai(pixels),
            lambda: scaled(enlarged(row().reshape(side, side), pixels.shape[-1])),
        ),
    ]


def class_row(made: object) -> ndarray:
    """The class token's row over the patches, of a matrix of all tokens."""
    return scaled(np.asarray(made)[0, 0, 1:])


def difference(way: Way) -> str:
    """How far the map is from ours, in words."""
    if way.ours is None:
        return "another map"
    return f"{np.abs(way.ours() - way.theirs(way.make())).max():.0e}"


def measure(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median ratio of each way to the first, after two calls of each that do not count."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for at in range(-2, rounds):
        for name, way in ways.items():
            start = time.process_time()
            way()
            if at >= 0:
                found[name].append(time.process_time() - start)
    plain = next(iter(found.values()))
    return {
        name: statistics.median(t / p for t, p in zip(times, plain, strict=True))
        for name, times in found.items()
    }


def main() -> None:
    """Prints a line for each map and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--chefer", help="a checkout of hila-chefer/Transformer-Explainability")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    for size in SIZES:
        vit = opened(size)
        pixels = torch.randn(1, 3, size, size, generator=torch.Generator().manual_seed(0))
        groups = {
            "Grad-CAM": cams(vit, pixels),
            "relevance": relevances(asked.chefer, vit, pixels),
            "rollout": rollouts(vit, pixels),
        }
        mine = ours(vit, pixels)
        theirs = {(kind, way.name): way for kind, each in groups.items() for way in each}
        all_ways = mine | {f"{kind} {name}": way.make for (kind, name), way in theirs.items()}
        ratios = measure(all_ways, asked.rounds)
        for kind, each in groups.items():
            said = [
                f"{way.name} {ratios[f'{kind} {way.name}']:.2f} ({difference(way)})" for way in each
            ]
            print(f"{size} px, {kind}: ours {ratios[kind]:.2f}; {'; '.join(said)}", flush=True)


if __name__ == "__main__":
    main()
