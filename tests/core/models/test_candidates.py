import pytest
import timm
import torch

from tests.core.models.training_files import under
from vitviz.core.models.candidates import architectures, built_with
from vitviz.core.models.load import load


def file_of(module, path, prefix=""):
    torch.save({"model": under(prefix, module.state_dict())}, path)
    return path


def test_what_timms_function_hands_on_is_what_it_builds_with():
    for name in ("vit_tiny_patch16_224", "deit_tiny_patch16_224", "cait_xxs24_224"):
        told = built_with(name)
        with torch.device("meta"):
            module = timm.create_model(name)
        assert (told["embed_dim"], told["depth"]) == (module.embed_dim, len(module.blocks))
        assert told["num_heads"] == module.blocks[0].attn.num_heads


def test_the_architectures_that_fit_are_offered_the_nearest_first(tmp_path):
    module = timm.create_model("vit_tiny_patch16_224", num_classes=7)
    path = file_of(module, tmp_path / "w.pth", "module.")
    found = architectures(path)
    assert {"vit_tiny_patch16_224", "deit_tiny_patch16_224"} <= {
        each.architecture for each in found
    }
    assert "deit_tiny_distilled_patch16_224" not in {each.architecture for each in found}
    assert (found[0].architecture, found[0].heads) == ("vit_tiny_patch16_224", 3)
    assert found[0].inferred == {"num_classes": 7}
    opened = load(found[0].architecture, weights=path, device="cpu")
    assert torch.equal(opened.module.head.weight, module.head.weight)


@pytest.mark.parametrize(
    ("name", "classes", "prefix"),
    [
        ("test_convnext", 7, ""),
        ("swin_tiny_patch4_window7_224", 37, "module."),
        ("swinv2_tiny_window8_256", 3, "backbone."),
        ("levit_128s", 1000, "model."),  # two classifiers
        ("pvt_v2_b0", 0, ""),
        ("maxvit_pico_rw_256", 7, ""),
        ("resnet18", 1000, "_orig_mod.module."),
    ],
)
def test_of_other_families_those_fit_that_have_as_many_parameters(name, classes, prefix, tmp_path):
    module = timm.create_model(name, num_classes=classes)
    path = file_of(module, tmp_path / "w.pth", prefix)
    found = {each.architecture: each for each in architectures(path)}
    assert found[name].heads == 0
    assert found[name].inferred == ({} if classes == 1000 else {"num_classes": classes})
    opened = load(name, weights=path, device="cpu")
    assert getattr(opened.module, "num_classes", None) == classes


def test_a_norm_of_another_kind_is_none_that_fits(tmp_path):
    path = file_of(timm.create_model("resnet50"), tmp_path / "w.pth")
    found = {each.architecture for each in architectures(path)}
    assert "resnetaa50" in found  # it averages where the other strides: no tensor tells
    assert "resnet50_gn" not in found


@pytest.mark.parametrize("state", [{"a": torch.zeros(3)}, {"blocks.0.weight": torch.zeros(8, 8)}])
def test_a_file_that_no_architecture_made_has_no_candidates(state, tmp_path):
    torch.save(state, tmp_path / "w.pth")
    assert architectures(tmp_path / "w.pth") == ()
