from dataclasses import replace

import timm
import torch

from vitviz.cli import measured
from vitviz.cli.measured import _Repeating, counted, tried
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
    with _Repeating():
        found = torch.nn.Linear(2048, 1024).weight
    assert found.std() > 0
    assert torch.isfinite(found).all()


def held(module: torch.nn.Module) -> int:
    storages = [parameter.untyped_storage() for parameter in module.parameters()]
    return sum({each.data_ptr(): each.nbytes() for each in storages}.values())


def test_many_large_tensors_of_a_shape_share_their_numbers_and_are_counted_each():
    deep = {"depth": 24, "num_classes": 0, "pretrained": False}
    with _Repeating():
        module = timm.create_model("vit_base_patch32_224", **deep)
    with torch.device("meta"):
        known = timm.create_model("vit_base_patch32_224", **deep)
    count = sum(parameter.numel() for parameter in known.parameters())
    assert sum(parameter.numel() for parameter in module.parameters()) == count
    assert held(module) < 4 * count / 2
    blocks = [block.attn.qkv.weight.data_ptr() for block in module.blocks]
    assert blocks == 3 * blocks[:8]
    assert len(set(blocks)) == 8  # none of its neighbours'


def test_what_is_made_in_a_pass_is_not_shared():
    with _Repeating() as drawn:
        drawn.end_sharing()
        kept = [torch.empty(2048, 1024) for _ in range(20)]
    assert len({each.data_ptr() for each in kept}) == 20


def test_a_model_is_the_same_whether_its_blocks_share_their_numbers(monkeypatch):
    shared = tried("vit_base_patch32_224")
    monkeypatch.setattr(measured, "_APART", 100)
    assert tried("vit_base_patch32_224") == shared
    assert shared.opens


def test_of_a_few_blocks_it_is_what_it_is_of_all_and_says_so():
    few, all_of_it = tried("vit_tiny_patch16_224", 2), tried("vit_tiny_patch16_224")
    assert (few.blocks, all_of_it.blocks) == (2, 0)
    assert replace(few, blocks=0) == all_of_it
    assert all_of_it.layers == 12


def test_what_is_said_for_each_block_is_said_for_those_of_both_ends():
    cut = measured._cut("vit_large_patch16_sapiens2", 20)
    assert cut == {"depth": 20, "num_kv_heads": (16,) * 8 + (8,) * 4 + (16,) * 8}
    assert measured._cut("vit_tiny_patch16_224", 2) == {"depth": 2}
