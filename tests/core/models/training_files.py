"""A tiny model's weights as training scripts leave them, written by the tests themselves."""

import argparse
import pathlib
from functools import cache

import numpy as np
import timm
import torch

ARCHITECTURE = "vit_tiny_patch16_224"
HEADS = {"embed_dim": 24, "num_heads": 2}  # which the shapes do not decide
SHAPE = {"depth": 2, "img_size": 64, "num_classes": 5}  # which they do


@cache
def source(architecture=ARCHITECTURE, seed=0, **arguments):
    """A module whose every number is random, so that no tensor may be left as it was made."""
    module = timm.create_model(architecture, **{**HEADS, **SHAPE, **arguments})
    generator = torch.Generator().manual_seed(seed)
    for each in module.state_dict().values():
        if each.is_floating_point():
            each.copy_(torch.randn(each.shape, generator=generator))
    return module.requires_grad_(False)


def weights(seed=0, **arguments):
    return dict(source(seed=seed, **arguments).state_dict())


def under(prefix, state):
    return {f"{prefix}{name}": each for name, each in state.items()}


def timm_training(state, ema=None):
    """As timm's train.py saves: the arguments as a Namespace, the optimizer's state, the metric."""
    arguments = argparse.Namespace(
        model=ARCHITECTURE, mean=[0.1, 0.2, 0.3], std=[0.5, 0.6, 0.7], crop_pct=0.8,
        interpolation="bilinear", num_classes=None, img_size=None, gp=None, model_kwargs={},
        output=pathlib.PurePosixPath("/runs"),
    )  # fmt: skip
    module = torch.nn.Linear(3, 3)
    optimizer = torch.optim.AdamW(module.parameters())
    module(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    saved = {"epoch": 3, "arch": ARCHITECTURE, "optimizer": optimizer.state_dict(), "version": 2}
    saved |= {"args": arguments, "state_dict": state, "metric": np.float64(81.5)}
    return saved if ema is None else saved | {"state_dict_ema": ema}


def lightning(state, prefix="model."):
    outside = {"metric.total": torch.tensor(3), "criterion.weight": torch.ones(5)}
    return {
        "state_dict": under(prefix, state) | outside,
        "epoch": 3,
        "global_step": 100,
        "pytorch-lightning_version": "2.5.0",
        "hyper_parameters": {"lr": 1e-3, "model_name": ARCHITECTURE},
        "callbacks": {"best": {"best_model_score": torch.tensor(0.5)}},
    }


def swa(state):
    return {"n_averaged": torch.tensor(4)} | under("module.", state)


# name of the kind: what is saved, the table that holds the weights
KINDS = {
    "plain": (lambda state: state, ""),
    "state_dict": (lambda state: {"state_dict": state}, "state_dict"),
    "model": (lambda state: {"model": state, "epoch": 3}, "model"),
    "model_state_dict": (lambda state: {"model_state_dict": state}, "model_state_dict"),
    "params_ema": (lambda state: {"params_ema": state}, "params_ema"),
    "DDP": (lambda state: {"state_dict": under("module.", state)}, "state_dict.module"),
    "torch.compile": (lambda state: under("_orig_mod.", state), "_orig_mod"),
    "DDP of compiled": (lambda state: under("module._orig_mod.", state), "module._orig_mod"),
    "timm train.py": (timm_training, "state_dict"),
    "Lightning": (lightning, "state_dict.model"),
    "Lightning net": (lambda state: lightning(state, "net."), "state_dict.net"),
    "DINO": (
        lambda state: {
            "teacher": under("backbone.", state) | {"head.mlp.0.weight": torch.ones(2, 2)}
        },
        "teacher.backbone",
    ),
    "SWA": (swa, "module"),
    "DeiT": (
        lambda state: {"model": state, "args": argparse.Namespace(model="deit", lr=1e-3)},
        "model",
    ),
    "a path beside": (lambda state: {"model": state, "at": pathlib.PurePosixPath("/x")}, "model"),
    "numpy beside": (
        lambda state: {"model": state, "best": np.float32(0.5), "curve": np.arange(3.0)},
        "model",
    ),
    "parameters": (
        lambda state: {name: torch.nn.Parameter(each) for name, each in state.items()},
        "",
    ),
}
