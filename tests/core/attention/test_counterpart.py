"""Which layer, patch and token is the other side's; the browser's half is held to the same cases
(tests/frontend/math/counterpart.test.js)."""

import json
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from vitviz.core.attention.counterpart import (
    difference,
    layer_as_deep,
    patch_there,
    prefix_there,
    same_box,
)
from vitviz.core.framing import Framing
from vitviz.core.models.token_layout import TokenLayout
from vitviz.errors import ArgumentError

CASES = json.loads((Path(__file__).parents[2] / "counterparts.json").read_text("utf-8"))
counts = st.integers(1, 48)
WHOLE, INNER = (0.0, 0.0, 300.0, 300.0), (30.0, 30.0, 270.0, 270.0)


@pytest.mark.parametrize(("layer", "layers", "others", "expected"), CASES["layers"])
def test_a_layer_as_deep(layer, layers, others, expected):
    assert layer_as_deep(layer, layers, others) == expected


@given(counts, counts)
def test_layers_keep_their_order_and_the_last_is_the_last(layers, others):
    found = [layer_as_deep(layer, layers, others) for layer in range(layers)]
    assert found == sorted(found)
    assert found[-1] == others - 1
    for layer, there in enumerate(found):  # no other layer is nearer in depth
        shares = [abs((at + 1) / others - (layer + 1) / layers) for at in range(others)]
        assert shares[there] == pytest.approx(min(shares))
    if layers == others:
        assert found == list(range(layers))


@pytest.mark.parametrize("layer", [-1, 12])
def test_a_layer_that_is_not_there_is_refused(layer):
    with pytest.raises(ArgumentError):
        layer_as_deep(layer, 12, 4)


@pytest.mark.parametrize("case", CASES["patches"], ids=lambda case: case["what"])
def test_a_patch_at_the_same_place(case):
    sides = [(tuple(case[side]["grid"]), tuple(case[side]["box"])) for side in ("here", "there")]
    found = patch_there(case["patch"], *sides, one_photo=case["one_photo"])
    assert found == case["expected"]


@given(st.data(), st.integers(2, 40), st.integers(2, 40))
def test_of_one_photo_the_patch_there_holds_the_centre_of_the_patch_here(data, rows, cols):
    """The framing is the oracle: it knows pixels alone, no shares."""
    other = data.draw(st.tuples(st.integers(2, 40), st.integers(2, 40)))
    left, up = data.draw(st.integers(0, 37)), data.draw(st.integers(0, 37))
    patch = data.draw(st.integers(0, rows * cols - 1))
    here = Framing((601, 701), (7 * rows, 7 * cols), (0, 0), (7 * rows, 7 * cols), (7, 7))
    height, width = other[0] * 11, other[1] * 11
    there = Framing((601, 701), (height + 37, width + 37), (left, up), (height, width), (11, 11))
    x0, y0, x1, y1 = here.patch_box(patch)
    known = there.patch_at((x0 + x1) / 2, (y0 + y1) / 2)
    found = patch_there(patch, (here.grid, here.box), (there.grid, there.box), one_photo=True)
    if known is None or found is None:  # but for rounding at the very edge
        inside = there.box[0] - 1e-3 <= (x0 + x1) / 2 <= there.box[2] + 1e-3
        assert known == found or inside
        return
    near = [edge - 1e-3 for edge in there.patch_box(found)[:2]]
    far = [edge + 1e-3 for edge in there.patch_box(found)[2:]]
    assert near[0] <= (x0 + x1) / 2 <= far[0]
    assert near[1] <= (y0 + y1) / 2 <= far[1]


def test_of_two_photos_it_is_the_same_share_of_what_each_model_sees():
    here, there = ((4, 4), WHOLE), ((8, 8), INNER)
    assert patch_there(5, here, there, one_photo=False) == 3 * 8 + 3


@pytest.mark.parametrize("one_photo", [True, False])
@pytest.mark.parametrize("patch", [-1, 16])
def test_a_patch_that_is_not_there_is_refused(patch, one_photo):
    with pytest.raises(ArgumentError):
        patch_there(patch, ((4, 4), WHOLE), ((8, 8), INNER), one_photo=one_photo)


@pytest.mark.parametrize(("index", "here", "there", "expected"), CASES["prefixes"])
def test_a_token_that_is_no_patch_is_found_by_what_it_is(index, here, there, expected):
    assert prefix_there(index, here, there) == expected


def test_boxes_are_one_to_a_hundredth_of_a_pixel():
    assert same_box(WHOLE, (0.004, 0, 300, 299.995))
    assert not same_box(WHOLE, (0.02, 0, 300, 300))


def layout(*roles):
    return TokenLayout(roles, (2, 3), (1.0, *(0.0,) * (len(roles) - 1)) if roles else ())


def test_a_difference_is_of_all_tokens_where_both_have_the_same_ones():
    a, b = torch.rand(7), torch.rand(7)
    both = layout("class"), layout("class")
    torch.testing.assert_close(difference(a, b, both, (2, 3)), a - b)


@pytest.mark.parametrize("roles", [("class", "register"), ("register",), ()])
def test_else_it_is_of_the_patches(roles):
    a, b = torch.rand(7), torch.rand(6 + len(roles))
    found = difference(a, b, (layout("class"), layout(*roles)), (2, 3))
    torch.testing.assert_close(found, a[1:] - b[len(roles) :])
