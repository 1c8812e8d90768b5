import numpy as np
import pytest
import torch
from timm.layers import apply_rot_embed_cat

from tests.core.families import noise, small
from tests.core.traces import drawn
from vitviz.core.attention.capture import capture
from vitviz.core.positions.similarity import components, cosine, offsets, phase_similarity
from vitviz.errors import ArgumentError, ModelError, SizeError

ROTARY = ["dinov3", "eva02", "rope", "rope mixed"]


def rows(count=15, dim=8, seed=0):
    return torch.randn(count, dim, generator=torch.Generator().manual_seed(seed))


def test_the_cosine_of_any_two_rows_whatever_their_length():
    table = rows()
    known = torch.nn.functional.cosine_similarity(table[:, None], table[None], dim=-1)
    torch.testing.assert_close(cosine(table), known)
    torch.testing.assert_close(cosine(table * torch.arange(1.0, 16)[:, None]), known)
    torch.testing.assert_close(cosine(table), cosine(table).T)
    torch.testing.assert_close(cosine(table).diagonal(), torch.ones(15))


def test_a_row_of_zeros_is_like_nothing():
    table = rows()
    table[3] = 0
    assert not cosine(table)[3].any()
    assert not cosine(table)[:, 3].any()


def test_components_are_those_of_numpys_covariance():
    table = rows(40, 6) @ torch.diag(torch.tensor([5.0, 3, 2, 1, 0.5, 0.1]))
    found = components(table, 3)
    values, vectors = np.linalg.eigh(np.cov(table.double().numpy().T))
    np.testing.assert_allclose(found.shares, values[::-1][:3] / values.sum(), atol=1e-6)
    centred = (table - table.mean(0)).double().numpy()
    for column in range(3):
        vector = vectors[:, ::-1][:, column]
        vector *= np.sign(vector[np.abs(vector).argmax()])
        np.testing.assert_allclose(found.scores[:, column], centred @ vector, atol=1e-4)


def test_all_components_together_keep_every_distance_and_all_of_the_variance():
    table = rows(15, 8)
    found = components(table, 8)
    torch.testing.assert_close(torch.cdist(found.scores, found.scores), torch.cdist(table, table))
    torch.testing.assert_close(found.shares.sum(), torch.ones(()))
    assert (found.shares.diff() <= 0).all()


def test_the_sign_does_not_depend_on_the_order_of_the_rows():
    table, order = rows(), torch.randperm(15, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(components(table[order]).scores, components(table).scores[order])


def test_equal_rows_have_no_components():
    for table in (torch.zeros(15, 8), torch.ones(15, 8)):
        found = components(table)
        assert not found.scores.any()
        assert not found.shares.any()


@pytest.mark.parametrize("k", [0, -1, 9])
def test_a_number_of_components_that_cannot_be_is_refused(k):
    with pytest.raises(ArgumentError, match="from 1 to 8"):
        components(rows(), k)


@pytest.mark.parametrize("family", ROTARY)
@pytest.mark.parametrize("grid", [(3, 5), (4, 2)])
def test_phase_similarity_is_the_score_of_equal_content_after_timms_own_turn(family, grid):
    vit = small(family)
    for layer in (0, 1):
        turns = vit.module.rope.get_embed(shape=list(grid))
        turns = turns[layer] if turns.ndim == 4 else turns[None]
        half = vit.module.blocks[0].attn.rotate_half
        ones = torch.ones(len(turns), grid[0] * grid[1], turns.shape[-1] // 2)
        turned = apply_rot_embed_cat(ones, turns, half=half)
        known = turned @ turned.mT / ones.shape[-1]
        found = phase_similarity(vit, grid, layer)
        torch.testing.assert_close(found, known, atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(found.diagonal(dim1=1, dim2=2), torch.ones(found.shape[:2]))


def test_layers_and_heads_differ_only_where_angles_are_learned():
    mixed, axial = small("rope mixed"), small("rope")
    assert phase_similarity(mixed, (3, 5)).shape == (3, 15, 15)
    assert not torch.equal(phase_similarity(mixed, (3, 5), 0), phase_similarity(mixed, (3, 5), 1))
    assert phase_similarity(axial, (3, 5)).shape == (1, 15, 15)
    assert torch.equal(phase_similarity(axial, (3, 5), 0), phase_similarity(axial, (3, 5), 1))


def test_axial_phases_of_equal_offsets_are_equal():
    found = phase_similarity(small("rope"), (3, 5))[0]
    torch.testing.assert_close(found[0, 6], found[7, 13])  # one down, one right


def test_what_has_no_phases_or_no_such_layer_or_grid_is_refused():
    with pytest.raises(ModelError, match="no_rotary_positions"):
        phase_similarity(small("vit"), (3, 5))
    with pytest.raises(SizeError):
        phase_similarity(small("rope"), (0, 5))
    for layer in (-1, 2):
        with pytest.raises(ArgumentError, match="layer"):
            phase_similarity(small("rope"), (3, 5), layer)


@pytest.mark.parametrize("prefix", [0, 1, 5])
def test_a_bias_made_of_offsets_gives_them_back(prefix):
    grid = (3, 4)
    known = torch.randn(2, 5, 7, generator=torch.Generator().manual_seed(0))
    bias = torch.randn(2, prefix + 12, prefix + 12)
    for query in range(12):
        for key in range(12):
            down, right = key // 4 - query // 4, key % 4 - query % 4
            bias[:, prefix + query, prefix + key] = known[:, down + 2, right + 3]
    exact = drawn(0, heads=2, prefix=prefix, grid=grid, bias=bias.shape)
    object.__setattr__(exact, "bias", bias)
    torch.testing.assert_close(offsets(exact), known)


@pytest.mark.parametrize("family", ["beit", "relpos", "relpos class token", "beit shared bias"])
def test_a_models_relative_bias_is_the_same_for_every_pair_with_one_offset(family):
    vit = small(family)
    layer = capture(vit, noise(vit)).layers[1]
    found, p = offsets(layer), vit.prefix
    assert found.shape == (3, 5, 9)
    for query, key in [(0, 14), (7, 7), (3, 9), (12, 1)]:
        down, right = key // 5 - query // 5, key % 5 - query % 5
        told = layer.bias[:, p + query, p + key]
        torch.testing.assert_close(told, found[:, down + 2, right + 4])


def test_the_map_is_the_learned_table_read_from_query_to_key():
    vit = small("beit")
    held = vit.module.blocks[0].attn.relative_position_bias_table[: 5 * 9]
    known = held.T.unflatten(1, (5, 9)).flip(1, 2)  # timm counts from the key to the query
    layer = capture(vit, noise(vit)).layers[0]
    torch.testing.assert_close(offsets(layer), known)


def test_a_layer_without_a_bias_for_each_query_is_refused():
    for layer in (drawn(0), drawn(0, bias=(1, 1, 13))):
        with pytest.raises(ArgumentError, match="no_bias"):
            offsets(layer)
