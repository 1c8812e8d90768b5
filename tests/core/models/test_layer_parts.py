import pytest
import timm
import torch
from torch import nn

from tests.core.families import small
from vitviz.core.models.layer_parts import LayerParts, layer_parts


def of(name):
    with torch.device("meta"):
        return layer_parts(timm.create_model(name))


@pytest.mark.parametrize("family", ["vit", "dinov3", "eva02", "cait", "flexivit"])
def test_layers_as_in_the_paper_have_both(family):
    assert layer_parts(small(family).module) == LayerParts(mlp=True, layer_norm=True)


def test_a_mean_of_squares_is_no_layernorm():
    parts = layer_parts(small("parallel scaling").module)  # its MLP is part of one large product
    assert parts == LayerParts(mlp=True, layer_norm=False)


@pytest.mark.parametrize(
    ("name", "mlp", "layer_norm"),
    [
        ("botnet26t_256", False, False),
        ("mobilenetv4_hybrid_medium", False, False),
        ("levit_128s", True, False),
        ("maxvit_rmlp_pico_rw_256", True, True),
        ("swinv2_tiny_window8_256", True, True),
    ],
)
def test_what_a_family_lacks_is_not_said_of_it(name, mlp, layer_norm):
    assert of(name) == LayerParts(mlp, layer_norm)


def test_the_network_of_a_relative_bias_is_no_mlp_behind_attention():
    biased = nn.ModuleDict({"attn": nn.ModuleDict({"cpb_mlp": nn.Linear(2, 2)})})
    assert not layer_parts(biased).mlp


def test_a_norm_in_the_head_is_none_of_the_layers():
    assert not layer_parts(nn.ModuleDict({"head": nn.LayerNorm(4)})).layer_norm
