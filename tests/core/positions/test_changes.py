import pytest
import torch

from vitviz.core.evaluation.perturbations import order_of_seed
from vitviz.core.positions.changes import Change, changed
from vitviz.errors import ArgumentError

GRID, PREFIX = (3, 4), 2
KINDS = ("none", "scale", "zero", "mean", "shuffle", "transpose", "all")


def drawn(grid=GRID):
    return torch.randn(PREFIX + grid[0] * grid[1], 5, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("kind", KINDS)
def test_rows_of_prefix_tokens_stay_and_the_given_table_too(kind):
    table = drawn((4, 4))
    before = table.clone()
    found = changed(table, Change(kind, amount=0.5), (4, 4), PREFIX)
    assert torch.equal(found[:PREFIX], table[:PREFIX])
    assert torch.equal(table, before)
    assert found.shape == table.shape


@pytest.mark.parametrize(
    ("change", "known"),
    [
        (Change(), lambda rows: rows),
        (Change("scale", amount=1.0), lambda rows: rows),
        (Change("scale", amount=1.5), lambda rows: rows + rows / 2),
        (Change("scale", amount=0.0), lambda rows: rows - rows),
        (Change("zero"), lambda rows: rows - rows),
        (Change("mean"), lambda rows: torch.stack([sum(rows) / 12] * 12)),
        (Change("all", patch=7), lambda rows: torch.stack([rows[7]] * 12)),
        (
            Change("shuffle", seed=3),
            lambda rows: torch.stack([rows[k] for k in order_of_seed(12, 3)]),
        ),
    ],
)
def test_every_change_does_what_its_name_says(change, known):
    table = drawn()
    torch.testing.assert_close(changed(table, change, GRID, PREFIX)[PREFIX:], known(table[PREFIX:]))


def test_transposing_gives_a_patch_the_row_of_its_mirror_image():
    table = drawn((3, 3))
    found = changed(table, Change("transpose"), (3, 3), PREFIX)[PREFIX:]
    for row in range(3):
        for column in range(3):
            assert torch.equal(found[3 * row + column], table[PREFIX + 3 * column + row])


def test_a_grid_that_is_no_square_cannot_be_transposed():
    with pytest.raises(ArgumentError, match="square"):
        changed(drawn(), Change("transpose"), GRID, PREFIX)


def test_a_shuffle_keeps_all_rows_and_another_seed_deals_them_otherwise():
    table = drawn()
    first, second = (changed(table, Change("shuffle", seed=s), GRID, PREFIX) for s in (0, 1))
    for found in (first, second):
        assert sorted(found[:, 0].tolist()) == sorted(table[:, 0].tolist())
    assert not torch.equal(first, second)
    assert torch.equal(first, changed(table, Change("shuffle", seed=0), GRID, PREFIX))


@pytest.mark.parametrize(
    ("argument", "values"),
    [
        ("kind", {"kind": "halve"}),
        ("amount", {"kind": "scale", "amount": 1.6}),
        ("amount", {"kind": "scale", "amount": -0.1}),
        ("amount", {"kind": "scale", "amount": float("nan")}),
        ("seed", {"kind": "shuffle", "seed": -1}),
        ("patch", {"kind": "all", "patch": -1}),
    ],
)
def test_a_change_that_cannot_be_is_refused_by_name(argument, values):
    with pytest.raises(ArgumentError) as refused:
        Change(**values)
    assert refused.value.facts["argument"] == argument


def test_a_patch_or_a_grid_that_is_not_there_is_refused():
    with pytest.raises(ArgumentError, match="below 12"):
        changed(drawn(), Change("all", patch=12), GRID, PREFIX)
    with pytest.raises(ArgumentError, match="17 rows"):
        changed(drawn(), Change(), (3, 5), PREFIX)
