import threading

import pytest
import torch
from torch import nn

from tests.core.families import FAMILIES, noise, small
from vitviz.core.attention.capture import capture
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import load, logits
from vitviz.core.positions.embedding import (
    by_offset_alone,
    has_table,
    kind,
    original,
    replaced,
    table,
)
from vitviz.errors import ArgumentError, ModelError, SizeError

KINDS = {
    "dinov3": ("rotary",),
    "beit": ("relative",),
    "beit shared bias": ("relative",),
    "eva02": ("absolute", "rotary"),
    "relpos": ("relative",),
    "relpos class token": ("relative",),
    "rope": ("rotary",),
    "rope mixed": ("rotary",),
}
ABSOLUTE = [family for family in FAMILIES if "absolute" in KINDS.get(family, ("absolute",))]
WITHOUT_TABLE = [family for family in FAMILIES if family not in ABSOLUTE]
TINY = {"depth": 2, "embed_dim": 48, "num_heads": 3, "num_classes": 7, "img_size": (48, 80)}


def entering(vit, pixels):
    """The tokens as they are once positions are added, before a norm or a block."""
    own, found = clone_sharing_weights(vit), []
    module = own.module
    first = module.norm_pre if hasattr(module, "norm_pre") else module.blocks[0]
    first.register_forward_pre_hook(lambda _m, given: found.append(given[0][0]))
    logits(own, pixels)
    return found[0]


def without(vit):
    own = clone_sharing_weights(vit)
    own.module.pos_embed = nn.Parameter(torch.zeros_like(own.module.pos_embed), False)
    return own


def added(vit, pixels):
    """What the model's own pass adds, a row of zeros for a token that is not there yet."""
    found = entering(vit, pixels) - entering(without(vit), pixels)
    tokens = vit.prefix + pixels.shape[2] * pixels.shape[3] // (vit.patch[0] * vit.patch[1])
    return nn.functional.pad(found, (0, 0, tokens - len(found), 0))


def grids(vit):
    return [(3, 5), (4, 2), (5, 5)] if vit.dynamic else [(3, 5)]


def sized(vit, grid):
    return noise(vit, size=(grid[0] * vit.patch[0], grid[1] * vit.patch[1]))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_of_its_kind(family):
    assert kind(small(family)) == KINDS.get(family, ("absolute",))


def test_a_model_without_positions_is_of_none():
    arguments = {**TINY, "pos_embed": "none"}
    vit = load("vit_tiny_patch16_224", weights="random", device="cpu", arguments=arguments)
    assert kind(vit) == ("none",)


def test_two_tables_are_absolute_positions_that_no_one_table_stands_for():
    vit = small("crossvit")
    assert kind(vit) == ("absolute",)
    assert not has_table(vit)


def test_a_beit_with_a_table_too_is_of_two_kinds():
    arguments = {**TINY, "use_abs_pos_emb": True}
    vit = load("beit_base_patch16_224", weights="random", device="cpu", arguments=arguments)
    assert kind(vit) == ("absolute", "relative")
    torch.testing.assert_close(table(vit), added(vit, noise(vit)), atol=1e-6, rtol=0)


@pytest.mark.parametrize("family", ABSOLUTE)
def test_the_table_is_what_the_model_adds_at_every_grid(family):
    vit = small(family)
    for grid in grids(vit):
        known = added(vit, sized(vit, grid))
        torch.testing.assert_close(table(vit, grid), known, atol=1e-6, rtol=0)
        assert known[vit.prefix :].abs().max() > 1e-3


@pytest.mark.parametrize("family", ABSOLUTE)
def test_at_its_own_grid_the_table_is_the_original(family):
    vit = small(family)
    held, grid = original(vit)
    assert grid == (3, 5)
    assert torch.equal(table(vit), held)
    assert len(held) == vit.prefix + 15


def test_rows_of_prefix_tokens_are_zero_where_nothing_is_added_to_them():
    bare = original(small("dinov2 registers"))[0]
    assert not bare[:5].any()
    assert bare[5:].any(dim=1).all()
    assert original(small("dinov2"))[0][0].any()


def test_the_bundled_models_table_is_made_for_37_by_37_and_resampled():
    vit = load("everyday-vit-s14", device="cpu")
    held, grid = original(vit)
    assert (held.shape, grid) == ((1370, 384), (37, 37))
    pixels = noise(vit)
    torch.testing.assert_close(table(vit), added(vit, pixels), atol=1e-5, rtol=0)
    assert table(vit).shape == (257, 384)
    assert torch.equal(table(vit)[0], held[0])


@pytest.mark.parametrize("family", WITHOUT_TABLE)
def test_a_model_without_a_table_is_refused(family):
    vit = small(family)
    for read in (original, table, lambda vit: replaced(vit, torch.zeros(16, 48), (3, 5))):
        with pytest.raises(ModelError) as refused:
            read(vit)
        assert refused.value.reason == "no_position_table"
        assert refused.value.facts["kinds"] == kind(vit)


@pytest.mark.parametrize("family", ABSOLUTE)
def test_a_replaced_table_is_added_exactly_as_it_is(family):
    vit = small(family)
    for grid in grids(vit):
        pixels = sized(vit, grid)
        new = torch.randn(vit.prefix + grid[0] * grid[1], 48)
        new[: vit.prefix] = table(vit, grid)[: vit.prefix]
        other = replaced(vit, new, grid)
        torch.testing.assert_close(added(other, pixels), new, atol=1e-6, rtol=0)
        assert torch.equal(table(other), new)
        assert (other.size, other.dynamic) == (tuple(pixels.shape[2:]), False)


@pytest.mark.parametrize("family", ABSOLUTE)
def test_the_models_own_table_in_its_place_changes_no_bit(family):
    vit = small(family)
    for grid in grids(vit):
        pixels = sized(vit, grid)
        same = replaced(vit, table(vit, grid), grid)
        assert torch.equal(logits(same, pixels), logits(vit, pixels))
        assert torch.equal(capture(same, pixels).logits, logits(vit, pixels))


def test_a_replaced_table_can_be_replaced_again_and_cloned():
    vit = small("vit")
    once = replaced(vit, torch.zeros(16, 48), (3, 5))
    assert torch.equal(logits(once, noise(vit)), logits(without(vit), noise(vit)))
    back = replaced(once, table(vit), (3, 5))
    assert torch.equal(logits(clone_sharing_weights(back), noise(vit)), logits(vit, noise(vit)))


def test_another_grid_than_that_of_the_table_is_refused():
    vit = small("vit")
    other = replaced(vit, table(vit), (3, 5))
    with pytest.raises(SizeError):
        capture(other, noise(vit, size=(64, 32)))
    with pytest.raises(SizeError):
        replaced(small("cait"), torch.zeros(9, 48), (4, 2))
    with pytest.raises(SizeError):
        table(small("cait"), (4, 2))


@pytest.mark.parametrize("shape", [(15, 48), (16, 47), (9, 48)])
def test_a_table_that_does_not_fit_is_refused(shape):
    with pytest.raises(ArgumentError, match="table"):
        replaced(small("vit"), torch.zeros(shape), (3, 5))


def test_prefix_tokens_to_which_nothing_is_added_cannot_be_given_a_place():
    with pytest.raises(ArgumentError, match="first 5 rows"):
        replaced(small("dinov2 registers"), torch.ones(20, 48), (3, 5))


@pytest.mark.parametrize("family", ["vit", "eva02", "deit distilled", "cait"])
def test_what_is_put_on_the_new_model_is_not_met_by_the_shared_one(family):
    vit, met = small(family), []
    state = {name: id(tensor) for name, tensor in vit.module.named_parameters()}
    before, grid_size = logits(vit, noise(vit)), vit.module.patch_embed.grid_size
    other = replaced(vit, torch.zeros_like(table(vit)), (3, 5))
    other.module.register_forward_hook(lambda *_: met.append(1))
    other.module.patch_embed.register_forward_hook(lambda *_: met.append(1))
    other.module.patch_embed.grid_size = (1, 1)
    assert torch.equal(logits(vit, noise(vit)), before)
    assert not met
    assert vit.module.patch_embed.grid_size == grid_size
    assert {name: id(tensor) for name, tensor in vit.module.named_parameters()} == state
    assert other.module.blocks is vit.module.blocks


def test_two_visitors_at_once_one_with_another_table_see_what_they_would_alone():
    vit = small("dinov2")
    pixels = noise(vit)
    new = table(vit).flip(0)
    alone = capture(vit, pixels), capture(replaced(vit, new, (3, 5)), pixels)
    found, ready = ([], []), threading.Barrier(2)

    def visit(who):
        ready.wait()
        for _ in range(20):
            model = replaced(vit, new, (3, 5)) if who else vit
            found[who].append(capture(model, pixels))

    visitors = [threading.Thread(target=visit, args=(who,)) for who in (0, 1)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    for known, traces in zip(alone, found, strict=True):
        assert len(traces) == 20
        for trace in traces:
            assert torch.equal(trace.logits, known.logits)
            for layer, other in zip(trace.layers, known.layers, strict=True):
                assert torch.equal(layer.queries, other.queries)
                assert torch.equal(layer.keys, other.keys)
    assert not torch.equal(alone[0].logits, alone[1].logits)


@pytest.mark.parametrize(
    ("family", "kinds"),
    [
        ("naflex", ("absolute",)),
        ("naflex factorized", ("absolute",)),
        ("qwen3", ("absolute", "rotary")),
        ("deepseek", ("rotary",)),
        ("gemma4", ("absolute", "rotary")),
        ("sam", ("relative",)),
        ("convit", ("absolute", "relative")),
        ("hiera", ("absolute",)),
        ("pit", ("absolute",)),
        ("tnt", ("absolute",)),
        ("levit", ("relative",)),
        ("coatnet", ("relative",)),
        ("swin v2", ("relative",)),
        ("swin v2 cr", ("relative",)),
        ("pvt", ("convolution",)),
        ("twins", ("convolution",)),
    ],
)
def test_positions_that_lie_elsewhere_are_told_by_kind(family, kinds):
    assert kind(small(family)) == kinds


@pytest.mark.parametrize("family", ["naflex", "qwen3", "gemma4", "hiera", "pit", "tnt"])
def test_a_table_that_is_held_in_another_form_is_refused_as_that(family):
    assert not has_table(small(family))
    with pytest.raises(ModelError, match="other_positions"):
        table(small(family))


def test_a_bias_that_depends_on_the_query_is_none_of_its_offset_alone():
    assert by_offset_alone(small("relpos"))
    assert not by_offset_alone(small("sam"))
