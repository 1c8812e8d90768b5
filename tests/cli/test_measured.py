import timm
import torch

from vitviz.cli import measured
from vitviz.cli.measured import counted, tried
from vitviz.core.models.load import load
from vitviz.errors import ModelError


def test_a_vit_is_what_it_is_when_it_is_loaded():
    facts, vit = tried("test_vit"), load("test_vit", weights="random", device="cpu")
    assert (facts.kind, facts.refused, facts.size, facts.patch) == ("vit", "", vit.size, vit.patch)
    assert (facts.prefix, facts.reads) == (vit.layout.prefix_roles, vit.layout.reads)
    assert facts.layers == len(vit.calls)


def test_overlapping_patches_are_told_by_the_grid_that_they_make():
    facts, vit = tried("pit_ti_224"), load("pit_ti_224", weights="random", device="cpu")
    assert (facts.refused, facts.grid, facts.convolved) == ("", (27, 27), True)
    assert facts.tokens(vit.size) == vit.layout.tokens == 730
    assert not tried("test_vit").convolved


def test_parameters_are_those_of_the_module_for_any_number_of_classes():
    facts = tried("test_vit")
    for classes in (0, 10, 1000):
        module = timm.create_model("test_vit", num_classes=classes)
        assert facts.parameters_for(classes) == sum(p.numel() for p in module.parameters())


def test_a_cnn_is_told_from_a_vit_and_from_what_does_not_open():
    assert tried("test_resnet").kind == "cnn"
    refused = tried("test_mambaout")
    assert (refused.kind, bool(refused.refused)) != ("vit", False)


def test_what_is_only_counted_was_not_tried():
    assert (counted("test_vit").refused, counted("test_vit").kind) == ("untried", "vit")


def test_what_this_machine_has_no_room_for_was_not_tried(monkeypatch):
    def refuse(*_, **__):
        raise ModelError("no_memory", name="test_vit")

    monkeypatch.setattr(measured, "load", refuse)
    assert tried("test_vit") == counted("test_vit")


def test_a_large_tensor_is_random_too():
    from vitviz.cli.measured import _Repeating

    with _Repeating():
        found = torch.nn.Linear(2048, 1024).weight
    assert found.std() > 0
    assert torch.isfinite(found).all()
