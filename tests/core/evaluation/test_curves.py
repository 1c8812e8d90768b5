import numpy as np
import pytest
import torch

from tests.core.families import noise, small
from tests.core.sums import GRID, PATCH, PATCHES, end, picture, toy
from vitviz.core.evaluation.curves import Curve, curves, order_of
from vitviz.core.evaluation.perturbations import blurred, mean_colour, order_of_seed
from vitviz.core.models.load import load, logits
from vitviz.errors import ArgumentError, ModelError, SizeError

MEANS = np.random.default_rng(0).normal(size=PATCHES)
BLACK = torch.zeros_like(picture(MEANS))
ALL = PATCHES + 1  # points: one patch at a time
BY_MEANS = order_of(MEANS.reshape(GRID), 0)


def found(orders, points=ALL, baseline=BLACK, target=0, model=None, **options):
    steps = curves(
        model or toy(), picture(MEANS), target, orders, baseline, points, patch=PATCH, **options
    )
    return end(steps)[0]


def test_each_order_is_told_as_soon_as_its_own_pictures_are_done():
    orders, told, known = [BY_MEANS, order_of_seed(PATCHES, 1), order_of_seed(PATCHES, 2)], [], []
    finished = lambda *made: told.append(made)  # noqa: E731
    steps = curves(
        toy(), picture(MEANS), 0, orders, BLACK, 5, batch=4, patch=PATCH, finished=finished
    )
    for done, _ in steps:  # 2 ends, then 6 pictures of each order
        known.append((done, len(told)))
    assert known == [(4, 0), (8, 1), (12, 1), (16, 2), (20, 3)]
    whole = found(orders, 5)
    for number, *pair in told:
        for kind, curve in zip(("deletion", "insertion"), pair, strict=True):
            np.testing.assert_allclose(curve.logit, getattr(whole, kind)[number].logit, atol=1e-5)


def sigmoid(logit):
    return 1 / (1 + np.exp(-logit))


def test_the_curves_of_a_sum_of_patches_are_its_cumulative_sums():
    ranked = np.sort(MEANS)[::-1]
    shown = np.concatenate([[0], ranked.cumsum()])
    got = found([BY_MEANS])
    np.testing.assert_allclose(got.insertion[0].logit, shown, atol=1e-5)
    np.testing.assert_allclose(got.deletion[0].logit, MEANS.sum() - shown, atol=1e-5)
    np.testing.assert_allclose(got.insertion[0].probability, sigmoid(shown), atol=1e-5)
    np.testing.assert_allclose(got.insertion[0].fractions, np.arange(16) / 15)


def test_insertion_and_deletion_of_a_sum_mirror_each_other():
    for order in (BY_MEANS, order_of_seed(PATCHES, 1)):
        got = found([order])
        both = got.insertion[0].logit + got.deletion[0].logit
        np.testing.assert_allclose(both, MEANS.sum(), atol=1e-5)
        back = found([order.flip(0)])
        np.testing.assert_allclose(back.insertion[0].logit, got.deletion[0].logit[::-1], atol=1e-5)


def test_no_order_has_a_larger_insertion_than_that_of_the_true_importance():
    got = found([BY_MEANS, *(order_of_seed(PATCHES, seed) for seed in range(20))])
    assert max(curve.auc_logit for curve in got.insertion[1:]) < got.insertion[0].auc_logit
    assert min(curve.auc_logit for curve in got.deletion[1:]) > got.deletion[0].auc_logit


def test_the_area_of_a_line_is_its_mean_whatever_the_fractions():
    for fractions in (np.array([0, 1.0]), np.array([0, 0.1, 0.7, 1.0])):
        line = Curve(fractions, 0.2 + 0.6 * fractions, 3 - 4 * fractions)
        assert line.auc == pytest.approx(0.5)
        assert line.auc_logit == pytest.approx(1)
    step = Curve(np.array([0, 0.5, 1.0]), np.array([1.0, 0, 0]), np.zeros(3))
    assert step.auc == pytest.approx(0.25)


def test_the_ends_are_the_unaltered_and_the_filled_picture_alone():
    vit = small("vit")
    pixels = noise(vit)
    for baseline in (mean_colour(pixels), blurred(pixels, vit.patch)):
        orders = [order_of_seed(PATCHES, 0), order_of_seed(PATCHES, 1)]
        got, _ = end(curves(vit, pixels, 4, orders, baseline, 5, batch=3))
        whole, hidden = logits(vit, pixels), logits(vit, baseline.contiguous())
        for deletion, insertion in zip(got.deletion, got.insertion, strict=True):
            for curve, first, last in ((deletion, whole, hidden), (insertion, hidden, whole)):
                assert curve.logit[0] == pytest.approx(float(first[4]), abs=1e-5)
                assert curve.logit[-1] == pytest.approx(float(last[4]), abs=1e-5)
                assert curve.probability[0] == pytest.approx(float(first.softmax(0)[4]), abs=1e-5)


def test_every_point_is_what_the_model_says_of_the_picture_made_by_hand():
    vit = small("vit")
    pixels, order = noise(vit), order_of_seed(PATCHES, 2)
    baseline = mean_colour(pixels)
    got, _ = end(curves(vit, pixels, 1, [order], baseline, 6, batch=4))
    for point, count in enumerate((0, 3, 6, 9, 12, 15)):
        by_hand = pixels.clone()
        for patch in order[:count].tolist():
            row, col = divmod(patch, 5)
            box = (..., slice(16 * row, 16 * row + 16), slice(16 * col, 16 * col + 16))
            by_hand[box] = baseline[box]
        known = float(logits(vit, by_hand)[1])
        assert got.deletion[0].logit[point] == pytest.approx(known, abs=1e-5)


def test_cells_that_do_not_divide_the_picture_are_hidden_one_after_another():
    cells, order = (3, 4), order_of_seed(12, 5)
    curve = found([order], points=13, cells=cells).deletion[0]
    pixels = picture(MEANS).clone()
    for step, cell in enumerate([None, *order.tolist()]):
        for y in range(pixels.shape[2]):
            for x in range(pixels.shape[3]):
                at = (
                    (2 * y + 1) * 3 // (2 * pixels.shape[2]),
                    (2 * x + 1) * 4 // (2 * pixels.shape[3]),
                )
                if at[0] * 4 + at[1] == cell:
                    pixels[:, :, y, x] = 0
        known = toy().module(pixels)[0, 0]
        assert curve.logit[step] == pytest.approx(float(known), abs=1e-5)


def test_a_constant_map_is_exactly_the_random_order_of_its_seed():
    for seed in range(5):
        order = order_of(np.full(GRID, 0.3, np.float32), seed)
        assert torch.equal(order, order_of_seed(PATCHES, seed))


def test_equal_patches_alone_stand_in_the_order_of_the_seed():
    map = np.array([[0, 2, 0, 1, 0], [0, 0, 3, 0, 0], [0, 0, 0, 0, 0]], np.float32)
    orders = [order_of(map, seed).tolist() for seed in range(4)]
    assert all(order[:3] == [7, 1, 3] for order in orders)
    assert len({tuple(order) for order in orders}) == 4
    drawn = [k for k in order_of_seed(PATCHES, 2).tolist() if k not in (7, 1, 3)]
    assert orders[2][3:] == drawn


def test_several_classes_count_as_one():
    cnn = toy()
    got = found([BY_MEANS], target=(0, 1), model=cnn)
    np.testing.assert_allclose(got.deletion[0].probability, 1, atol=1e-12)
    shown = np.concatenate([[0], np.sort(MEANS)[::-1].cumsum()])
    np.testing.assert_allclose(got.insertion[0].logit, np.log(np.exp(shown) + 1), atol=1e-5)


def test_the_same_curves_come_whatever_the_batch_and_the_steps_count_pictures():
    orders = [order_of_seed(PATCHES, seed) for seed in range(3)]
    got = [
        end(curves(toy(), picture(MEANS), 0, orders, BLACK, 5, batch=batch, patch=PATCH))
        for batch in (1, 7, 100)
    ]
    assert got[1][1] == [(7, 20), (14, 20), (20, 20)]  # 2 ends, 3 orders, 2 ways, 3 inner points
    assert got[2][1] == [(20, 20)]
    for curve, other in zip(got[0][0].deletion, got[1][0].deletion, strict=True):
        np.testing.assert_allclose(curve.logit, other.logit, atol=1e-5)


def test_who_stops_asking_has_stopped_it_before_the_next_batch():
    cnn = toy()
    steps = curves(cnn, picture(MEANS), 0, [BY_MEANS], BLACK, ALL, batch=4, patch=PATCH)
    assert cnn.module.passes == 0
    next(steps)
    next(steps)
    steps.close()
    assert cnn.module.passes == 2
    assert torch.is_grad_enabled()


def test_between_two_batches_the_caller_has_its_gradients_as_before():
    steps = curves(toy(), picture(MEANS), 0, [BY_MEANS], BLACK, ALL, batch=4, patch=PATCH)
    for _ in steps:
        assert torch.is_grad_enabled()


def test_where_patches_are_few_there_are_fewer_points():
    assert len(found([BY_MEANS], points=100).deletion[0].fractions) == ALL
    assert found([BY_MEANS], points=2).deletion[0].fractions.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("argument", "options"),
    [
        ("target", {"target": 2}),
        ("target", {"target": -1}),
        ("target", {"target": ()}),
        ("points", {"points": 1}),
        ("points", {"batch": 0}),
        ("orders", {"orders": [torch.arange(14)]}),
        ("orders", {"orders": [torch.zeros(15, dtype=torch.long)]}),
    ],
)
def test_an_argument_out_of_range_is_refused_by_name(argument, options):
    with pytest.raises(ArgumentError) as refused:
        found(**{"orders": [BY_MEANS], **options})
    assert refused.value.facts["argument"] == argument


def test_a_model_without_a_head_has_no_score_to_follow():
    cnn = load("test_convnext", weights="random", device="cpu", arguments={"num_classes": 0})
    with pytest.raises(ModelError, match="no_head"):
        next(curves(cnn, picture(MEANS), 0, [BY_MEANS], BLACK, patch=PATCH))


def test_a_cnn_has_no_patches_of_its_own_and_a_vit_takes_its_sizes_only():
    with pytest.raises(ArgumentError, match="given for a CNN"):
        next(curves(toy(), picture(MEANS), 0, [BY_MEANS], BLACK))
    vit = small("siglip")
    wrong = torch.zeros(1, 3, 40, 40)
    with pytest.raises(SizeError):
        next(curves(vit, wrong, 0, [], wrong))


def test_a_map_with_a_hole_has_no_order():
    with pytest.raises(ArgumentError, match="finite"):
        order_of(np.array([[1.0, np.nan]]), 0)


def test_a_curve_that_is_none_is_refused():
    ends = np.array([0, 0.5])
    with pytest.raises(ArgumentError, match="fractions"):
        Curve(ends, ends, ends)
    with pytest.raises(ArgumentError, match="from 0 to 1"):
        Curve(np.array([0, 1.0]), np.array([0, np.nan]), np.zeros(2))
