"""A pass without numbers is the pass with them, of models that are made for one size too."""

import pytest
import timm
import torch
from torch import nn

from tests.core.families import POOLED, WINDOWED, small
from tests.own import own_model
from vitviz.core.comparison.counting import parts
from vitviz.core.comparison.multiply_adds import multiply_adds_of
from vitviz.core.models.hollow import hollow_module
from vitviz.core.models.load import load
from vitviz.errors import ModelError

EVERY = WINDOWED | POOLED


def counted_by_hooks(module, pixels):
    """Multiply-adds of linear layers and convolutions by plain hooks on a pass with numbers."""
    total = 0

    def seen(part, _given, made):
        nonlocal total
        total += made.numel() // part.weight.shape[0] * part.weight.numel()

    kinds = nn.Linear, nn.Conv2d
    parts_of = [part for part in module.modules() if isinstance(part, kinds)]
    handles = [part.register_forward_hook(seen) for part in parts_of]
    with torch.no_grad():
        module(pixels)
    for handle in handles:
        handle.remove()
    return total


@pytest.mark.parametrize("family", EVERY)
def test_what_is_counted_without_numbers_is_what_a_real_pass_does(family):
    name, arguments = EVERY[family]
    vit = small(family)
    found = multiply_adds_of(hollow_module(name, arguments=arguments), vit.size)
    known = parts(vit, torch.zeros(1, 3, *vit.size))
    assert found.total == sum(part.multiply_adds for part in known)
    assert found.products == sum(part.multiply_adds for part in known if part.name == "products")


# Built for another size, or as it is built: name, what `load` is told.
LARGER = [
    ("swin_tiny_patch4_window7_224", {"arguments": {"depths": (2, 1, 1, 1), "img_size": 448}}),
    ("maxvit_pico_rw_256", {"arguments": {"depths": (1, 1, 1, 1), "img_size": (512, 512)}}),
    ("twins_svt_small", {"arguments": {"depths": (2, 1, 1, 1)}, "size": (448, 448)}),
    ("tnt_s_patch16_224", {"arguments": {"depth": 1, "img_size": 448}}),
]


@pytest.mark.parametrize(("name", "how"), LARGER)
def test_in_another_size_it_counts_what_hooks_on_timms_own_module_see(name, how):
    side = 512 if "maxvit" in name else 448
    hollow = hollow_module(name, **how)
    assert all(each.is_meta for each in hollow.parameters())
    found = multiply_adds_of(hollow, (side, side))
    plain = timm.create_model(name, **how["arguments"]).eval()
    weighed = counted_by_hooks(plain, torch.zeros(1, 3, side, side))
    assert found.total - found.products == weighed


def test_of_a_file_it_has_the_shapes_that_the_file_asks_for(tmp_path):
    file = own_model(tmp_path, "mine.safetensors")
    hollow = hollow_module(f"file:{file}")
    vit = load(f"file:{file}", device="cpu")
    shapes = {name: each.shape for name, each in vit.module.state_dict().items()}
    assert {name: each.shape for name, each in hollow.state_dict().items()} == shapes


def test_no_such_model_is_refused():
    with pytest.raises(ModelError) as refused:
        hollow_module("vit_nonsense")
    assert refused.value.reason == "unknown_model"
