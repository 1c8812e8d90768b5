import pytest
import timm
import torch

from tests.core.models.training_files import HEADS
from vitviz.core.models.inferring import classifiers_of, infer, prefix_in_table
from vitviz.core.models.weights import shapes_of


def sketch(name="vit_tiny_patch16_224", **arguments):
    with torch.device("meta"):
        return timm.create_model(name, **{**HEADS, "depth": 2, **arguments})


def told(given=HEADS, **arguments):
    """What is told from the shapes of a model built with these arguments, beside the usual one."""
    return infer(sketch(), shapes_of(sketch(**arguments)), {**given, "depth": 2})


def test_a_model_that_fits_needs_nothing():
    assert told() == {}


@pytest.mark.parametrize(
    "arguments",
    [
        {"num_classes": 7},
        {"num_classes": 0},
        {"reg_tokens": 4},
        {"qkv_bias": False},
        {"mlp_ratio": 3.0},
        {"qk_norm": True},
        {"img_size": (160, 160)},
        {"init_values": 1.0},
        {"pre_norm": True},
        {"class_token": False, "global_pool": "avg"},
        {"class_token": False, "global_pool": "map"},
        {"reg_tokens": 4, "no_embed_class": True},
        {"reg_tokens": 4, "no_embed_class": True, "img_size": (160, 160)},
        {"patch_size": 8, "img_size": (64, 64)},
        {"patch_size": (8, 16), "img_size": (64, 128)},
    ],
)
def test_the_shapes_tell_what_the_model_was_built_with(arguments):
    found = told(**arguments)
    assert {name: found[name] for name in arguments} == arguments
    other = shapes_of(sketch(**found))
    assert other == shapes_of(sketch(**arguments))


def test_a_table_that_is_no_square_takes_the_size_that_is_said_where_it_bears_it_out():
    shapes = shapes_of(sketch(img_size=(160, 320)))
    for said, known in (((160, 320), (160, 320)), ((320, 160), (320, 160)), ((160, 160), None)):
        assert infer(sketch(), shapes, HEADS, said).get("img_size") == known
    assert "img_size" not in infer(sketch(), shapes, HEADS)
    square = shapes_of(sketch(img_size=160))
    assert infer(sketch(), square, HEADS, (80, 320))["img_size"] == (160, 160)


def test_patches_that_overlap_are_counted_by_their_steps():
    with torch.device("meta"):
        usual, large = (timm.create_model("hiera_tiny_224", img_size=side) for side in (224, 256))
    assert infer(usual, shapes_of(usual), {}).get("img_size", (224, 224)) == (224, 224)
    assert infer(usual, shapes_of(large), {})["img_size"] == (256, 256)


def test_the_depth_is_told_by_blocks_that_are_counted_without_a_gap():
    shapes = shapes_of(sketch(depth=5))
    assert infer(sketch(), shapes, HEADS)["depth"] == 5
    gap = {name: shape for name, shape in shapes.items() if not name.startswith("blocks.2.")}
    assert "depth" not in infer(sketch(), gap, HEADS)
    uneven = {name: shape for name, shape in shapes.items() if name != "blocks.4.attn.qkv.weight"}
    assert "depth" not in infer(sketch(), uneven, HEADS)
    assert "depth" not in infer(sketch(), shapes | {"blocks.99999.norm1.weight": (24,)}, HEADS)


def test_a_width_is_told_only_where_the_heads_are_given():
    shapes = shapes_of(sketch(embed_dim=48))
    assert infer(sketch(), shapes, {"num_heads": 2})["embed_dim"] == 48
    assert "embed_dim" not in infer(sketch(), shapes, {})


def test_what_the_caller_gives_is_not_told_anew():
    shapes = shapes_of(sketch(num_classes=7, img_size=160))
    assert infer(sketch(), shapes, {"num_classes": 3, "img_size": 224}) == {}


def test_a_table_that_is_no_square_grid_tells_no_size():
    assert "img_size" not in told(img_size=(64, 160))


def test_the_rows_before_the_patches_are_counted_where_the_table_has_them():
    registers = sketch(reg_tokens=4)
    assert prefix_in_table(registers, shapes_of(registers)) == 5
    apart = sketch(reg_tokens=4, no_embed_class=True)
    assert prefix_in_table(apart, shapes_of(apart)) == 0
    distilled = sketch("deit_tiny_distilled_patch16_224")
    assert prefix_in_table(distilled, shapes_of(distilled)) == 2


def test_a_network_without_patches_is_told_its_classes_alone():
    made, other = (timm.create_model("test_convnext", num_classes=k) for k in (3, 5))
    assert infer(made, shapes_of(other), {}) == {"num_classes": 5}
    assert classifiers_of(made) == ("head.fc",)
