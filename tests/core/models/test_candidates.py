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


def test_a_file_of_no_vision_transformer_has_no_candidates(tmp_path):
    module = timm.create_model("test_convnext")
    assert architectures(file_of(module, tmp_path / "w.pth")) == ()
