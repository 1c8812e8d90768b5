"""Roles are believed only where the module itself shows them: each family's learned tokens move."""

import copy
import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tests.core.families import FAMILIES, noise, small
from vitviz.core.attention.capture import capture
from vitviz.core.models.token_layout import TokenLayout, prefix_roles
from vitviz.errors import ArgumentError

REGISTERS = ("register",) * 4
ROLES = dict.fromkeys(FAMILIES, ("class",)) | {
    "vit mean": (),
    "vit registers, mean": REGISTERS,
    "deit distilled": ("class", "distillation"),
    "dinov2 registers": ("class", *REGISTERS),
    "dinov3": ("class", *REGISTERS),
    "relpos": (),
    "siglip": (),
    "pool with prefix": ("register",),
    "pool without prefix": ("register",),
}
READS = dict.fromkeys(FAMILIES, "class") | {
    "vit mean": "patches",
    "vit registers, mean": "patches",
    "deit distilled": "pair",
    "dinov3": "patches",
    "beit": "patches",
    "beit shared bias": "patches",
    "eva02": "patches",
    "relpos": "patches",
    "siglip": "pool",
    "pool with prefix": "pool",
    "pool without prefix": "pool",
}
HELD = {"class": "cls_token", "distillation": "dist_token", "register": "reg_token"}


def layout(*roles, grid=(2, 3), pooling="first", latents=0, branches=1):
    first = (1.0, *(0.0,) * (len(roles) - 1)) if roles else ()
    return TokenLayout(roles, grid, first if pooling == "first" else pooling, latents, branches)


@pytest.mark.parametrize("family", FAMILIES)
def test_each_familys_prefix_is_known(family):
    assert small(family).layout.prefix_roles == ROLES[family]


@pytest.mark.parametrize("family", [name for name in FAMILIES if ROLES[name]])
def test_a_learned_token_stands_where_its_role_is(family):
    vit = small(family)
    roles = vit.layout.prefix_roles
    before = capture(vit, noise(vit)).layers[0].keys
    for role in set(roles):
        own = dataclasses.replace(vit, module=copy.deepcopy(vit.module))
        held = getattr(own.module, HELD[role])
        held.data += torch.randn(held.shape, generator=torch.Generator().manual_seed(3))
        moved = (capture(own, noise(vit)).layers[0].keys - before).abs().amax(dim=(0, 2))
        assert moved.nonzero().flatten().tolist() == [
            index for index, each in enumerate(roles) if each == role
        ]


@pytest.mark.parametrize("family", FAMILIES)
def test_each_familys_head_reads_what_it_says(family):
    assert small(family).layout.reads == READS[family]


@pytest.mark.parametrize(
    ("made", "reads"),
    [
        (layout("register", "register"), "register"),
        (layout("class", "distillation", pooling=(0.5, 0.5)), "pair"),
        (layout("class", pooling=(1 / 7,)), "tokens"),
        (layout("class", "register", pooling=(0.5, 0.5)), "mixture"),
        (layout("class", pooling=(0.5,)), "mixture"),
        (layout("extra"), "mixture"),
        (layout(pooling=()), "patches"),
        (layout("class", branches=2), "branches"),
        (layout("class", pooling=(0.5,), branches=2), "mixture"),
        (layout("class", pooling=None, latents=2), "pool"),
    ],
)
def test_what_a_head_reads_follows_from_its_weights(made, reads):
    assert made.reads == reads


def test_a_rounding_above_one_leaves_the_patches_no_share():
    assert layout("class", "distillation", pooling=(0.50000006, 0.5)).share_of_patches == 0
    assert layout("class", "distillation", pooling=(0.25, 0.25)).share_of_patches == 0.5


def test_a_module_that_does_not_tell_has_extra_tokens():
    module = nn.Module()
    module.cls_token = nn.Parameter(torch.zeros(1, 1, 8))
    assert prefix_roles(module, 1) == ("class",)
    assert prefix_roles(module, 3) == ("extra",) * 3
    module.cls_token = None
    assert prefix_roles(module, 0) == ()


def test_tokens_are_the_prefix_then_the_patches_in_reading_order():
    made = layout("class", "register")
    assert (made.prefix, made.patches, made.tokens) == (2, 6, 8)
    assert made.roles == ("class", "register", *("patch",) * 6)
    assert [made.cell_of(token) for token in (0, 1, 2, 7)] == [None, None, (0, 0), (1, 2)]
    assert [made.token_of(*cell) for cell in ((0, 0), (1, 2))] == [2, 7]


def test_another_grid_keeps_what_stands_before_it():
    made = layout("class", "register").on((5, 4))
    assert (made.grid, made.tokens, made.reads) == ((5, 4), 22, "class")


@pytest.mark.parametrize("cell", [(-1, 0), (2, 0), (0, 3)])
def test_a_patch_that_is_not_there_has_no_token(cell):
    with pytest.raises(ArgumentError, match="no_such_patch"):
        layout("class").token_of(*cell)


@pytest.mark.parametrize("token", [-1, 7])
def test_a_token_that_is_not_there_has_no_cell(token):
    with pytest.raises(ArgumentError, match="no_such_token"):
        layout("class").cell_of(token)


def test_a_layer_that_draws_its_own_queries_says_what_they_are():
    made = layout("class", "register")
    assert made.query_roles("self", 8, 2) == made.roles
    assert made.query_roles("self", 6, 0) == ("patch",) * 6
    assert made.query_roles("class", 1, 2) == ("class",)
    assert made.query_roles("pool", 2, 0) == ("latent", "latent")


@pytest.mark.parametrize(
    "fields",
    [
        {"grid": (0, 3)},
        {"prefix_roles": ("patch",)},
        {"prefix_roles": ("class", "class")},
        {"pooling": (0.9, 0.9)},
        {"pooling": (1.5,)},
        {"pooling": (-0.5,)},
        {"pooling": None},
        {"latents": 1},
        {"pooling": None, "latents": -1},
    ],
)
def test_a_layout_that_contradicts_itself_is_refused(fields):
    with pytest.raises(ArgumentError, match="broken_invariant"):
        dataclasses.replace(layout("class"), **fields)


GRIDS = st.tuples(st.integers(1, 40), st.integers(1, 40))


@st.composite
def grid_and_patch(draw):
    rows, columns = draw(GRIDS)
    return (rows, columns), draw(st.integers(0, rows * columns - 1))


@given(grid_and_patch(), GRIDS)
def test_the_same_place_holds_the_centre_of_the_patch(one, other):
    grid, patch = one
    found = divmod(layout(grid=grid, pooling=()).same_place(layout(grid=other), patch), other[1])
    for index, cell, before, after in zip(divmod(patch, grid[1]), found, grid, other, strict=True):
        # cell / after <= (index + 1/2) / before < (cell + 1) / after, in whole numbers
        assert cell * 2 * before <= (2 * index + 1) * after < (cell + 1) * 2 * before


@given(grid_and_patch(), st.integers(1, 5))
def test_a_patch_carried_to_a_finer_grid_comes_back(one, times):
    grid, patch = one
    here = layout(grid=grid, pooling=())
    finer = here.on((grid[0] * times, grid[1] * times))
    assert finer.same_place(here, here.same_place(finer, patch)) == patch


def test_a_patch_that_is_not_there_has_no_place():
    with pytest.raises(ArgumentError, match="no_such_patch"):
        layout().same_place(layout(), 6)


def test_an_address_can_be_read_without_torch():
    code = "import sys, vitviz.core.models.token_layout, vitviz.web.words_tokens"
    told = subprocess.run(
        [sys.executable, "-c", f"{code}; print('torch' in sys.modules)"],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["False"]
