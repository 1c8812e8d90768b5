import copy
import dataclasses
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from tests.core.families import noise, small
from vitviz.core import assets
from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.models.load import Cnn, Vit, bundled, grid_of, load, logits
from vitviz.errors import ArgumentError, ModelError, SizeError

TINY = {"depth": 1, "embed_dim": 48, "num_heads": 3, "img_size": 64}


@pytest.fixture(scope="module")
def vit():
    return load("everyday-vit-s14", device="cpu")


@pytest.fixture(scope="module")
def cnn():
    return load("efficientnet-lite0", device="cpu")


def test_both_models_are_bundled_the_transformer_first():
    assert {"everyday-vit-s14", "efficientnet-lite0"} <= set(bundled())


def test_the_bundled_transformer_opens_as_its_card_says(vit):
    assert isinstance(vit, Vit)
    assert (vit.family, vit.size, vit.patch, vit.prefix) == (
        "vision_transformer", (224, 224), (14, 14), 1
    )  # fmt: skip
    assert (vit.dynamic, vit.layout.reads, vit.unseen) == (True, "class", ())
    assert [call.name for call in vit.calls] == [f"blocks.{k}.attn" for k in range(12)]
    assert (len(vit.labels), len(vit.labels_zh)) == (62, 62)
    assert vit.card["name"] == vit.name == "everyday-vit-s14"


def test_every_size_of_the_card_is_taken(vit):
    grids = [grid_of(vit, tuple(size)) for size in vit.card["sizes"]]
    assert grids == [(16, 16), (24, 24), (32, 32)]


def test_the_bundled_convolutional_network_opens_as_its_card_says(cnn):
    assert isinstance(cnn, Cnn)
    assert (cnn.size, cnn.crop, len(cnn.labels), len(cnn.labels_zh)) == (
        (224, 224), 0.875, 1000, 1000
    )  # fmt: skip


def test_models_are_for_inference_in_full_precision(vit, cnn):
    for model in (vit, cnn):
        assert not model.module.training
        kinds = {(p.dtype, p.requires_grad, p.device) for p in model.module.parameters()}
        assert kinds == {(torch.float32, False, torch.device("cpu"))}


def test_weights_are_those_of_the_file(vit):
    from safetensors.torch import load_file

    published = load_file(assets.MODELS / "everyday-vit-s14" / "model.safetensors")
    name = "blocks.7.attn.qkv.weight"
    assert torch.equal(vit.module.get_parameter(name), published[name].float())


def test_logits_are_a_plain_pass(vit):
    pixels = noise(vit, size=(42, 70))
    said = logits(vit, pixels)
    assert said.shape == (62,)
    with torch.no_grad():
        assert torch.equal(said, vit.module(pixels)[0])


def test_logits_of_a_size_that_is_not_taken_are_refused(vit):
    with pytest.raises(SizeError, match="size_not_a_multiple"):
        logits(vit, torch.zeros(1, 3, 43, 70))


def test_random_weights_need_no_file_and_are_the_same_each_time(monkeypatch, vit):
    first, second = (load("test_vit", weights="random", device="cpu") for _ in range(2))
    name = "blocks.0.attn.qkv.weight"
    assert torch.equal(first.module.get_parameter(name), second.module.get_parameter(name))
    assert first.module is not second.module
    untrained = load("everyday-vit-s14", weights="random", device="cpu", arguments={"depth": 1})
    assert untrained.labels == vit.labels
    trained = vit.module.get_parameter(name)
    assert not torch.equal(untrained.module.get_parameter(name), trained)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """The bundled models in a folder that may be damaged."""
    for name in ("everyday-vit-s14", "efficientnet-lite0"):
        source = assets.MODELS / name
        (tmp_path / name).mkdir()
        for file in ("card.json", "labels.tsv"):
            shutil.copy(source / file, tmp_path / name)
    monkeypatch.setattr(assets, "MODELS", tmp_path)
    return tmp_path


def test_a_missing_file_of_a_bundled_model_is_named(elsewhere):
    with pytest.raises(ModelError) as caught:
        load("everyday-vit-s14", device="cpu")
    assert caught.value.reason == "weights_missing"
    assert caught.value.facts["file"].endswith("everyday-vit-s14/model.safetensors")
    assert caught.value.facts["name"] == "everyday-vit-s14"


def test_a_truncated_file_of_a_bundled_model_is_named(elsewhere):
    whole = (assets.ASSETS / "models/efficientnet-lite0/model.safetensors").read_bytes()
    (elsewhere / "efficientnet-lite0/model.safetensors").write_bytes(whole[:-1])
    with pytest.raises(ModelError) as caught:
        load("efficientnet-lite0", device="cpu")
    assert (caught.value.reason, caught.value.facts["what"]) == ("weights_damaged", "bytes")


def own_file(tmp_path):
    module = load("test_vit", weights="random", device="cpu", arguments={"num_classes": 3}).module
    module.head.bias.fill_(7.0)
    save_file(module.state_dict(), tmp_path / "mine.safetensors")
    return tmp_path / "mine.safetensors"


@pytest.mark.parametrize("kind", [str, lambda path: path])
def test_a_file_of_ones_own_is_loaded_into_the_named_architecture(tmp_path, kind):
    given = {"weights": kind(own_file(tmp_path)), "arguments": {"num_classes": 3}}
    mine = load("test_vit", device="cpu", labels=["a", "b", "c"], **given)
    assert mine.labels == ("a", "b", "c")
    assert (mine.module.head.bias == 7).all()
    assert load("test_vit", device="cpu", **given).labels == ()


def test_a_file_of_another_architecture_is_refused(tmp_path):
    with pytest.raises(ModelError) as caught:
        load("test_vit2", device="cpu", weights=own_file(tmp_path))
    assert caught.value.reason == "weights_do_not_fit"


def test_labels_that_do_not_fit_are_refused():
    with pytest.raises(ArgumentError) as caught:
        load("test_vit", weights="random", device="cpu", labels=["only one"])
    assert caught.value.facts["argument"] == "labels"


@pytest.mark.parametrize("device", ["no such device", "cuda:99"])
def test_a_device_that_is_not_there_is_refused_before_anything_is_loaded(device):
    with pytest.raises(ArgumentError, match="no_such_device"):
        load("everyday-vit-s14", device=device)


def test_fused_attention_is_used_whatever_the_environment_says(monkeypatch):
    monkeypatch.setattr("timm.layers.config._USE_FUSED_ATTN", 0)
    opened = load("vit_tiny_patch16_224", weights="random", device="cpu", arguments=TINY)
    assert len(opened.calls) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("labels", ("one",)),
        ("labels_zh", ("一",)),
        ("std", (1.0, 0.0, 1.0)),
        ("crop", 0.0),
        ("crop", 1.5),
        ("interpolation", "guess"),
        ("size", (48, 81)),
        ("patch", (0, 16)),
        ("calls", ()),
        ("layout", small("vit").layout.on((3, 4))),
    ],
)
def test_a_model_whose_facts_contradict_each_other_is_refused(field, value):
    with pytest.raises(ArgumentError, match="broken_invariant"):
        dataclasses.replace(small("vit"), **{field: value})


def test_a_model_cannot_be_altered():
    with pytest.raises(dataclasses.FrozenInstanceError):
        small("vit").crop = 1.0


def test_a_transformer_without_a_head_has_no_logits():
    vit = dataclasses.replace(small("vit"), module=copy.deepcopy(small("vit").module))
    vit.module.reset_classifier(0)
    assert not vit.has_head
    assert logits(vit, noise(vit)).shape == (0,)


def test_a_module_is_no_name_and_the_way_to_open_it_is_told(unchecked):
    with pytest.raises(ArgumentError, match=r"vitviz\.wrap") as refused:
        load(torch.nn.Linear(2, 2))
    assert refused.value.facts["got"] == "Linear"


def test_a_network_that_pools_its_last_map_by_attention_opens_as_a_cnn():
    cnn = load("resnet50_clip", weights="random", device="cpu", arguments={"num_classes": 7})
    assert isinstance(cnn, Cnn)
    pixels = torch.randn(1, 3, *cnn.size, generator=torch.Generator().manual_seed(0))
    made, found = cnn.module.forward_features(pixels).requires_grad_(), []
    said = cnn.module.forward_head(made)[0]
    for target in range(7):
        (slope,) = torch.autograd.grad(said[target], made, retain_graph=True)
        known = (slope.mean((2, 3), keepdim=True) * made).sum(1)[0].clamp(min=0).detach()
        np.testing.assert_allclose(gradcam(cnn, pixels, target), known, rtol=1e-3, atol=1e-7)
        found.append(float(known.max()))
    assert max(found) > 1e-5
