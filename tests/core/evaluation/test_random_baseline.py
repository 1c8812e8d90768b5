import numpy as np
import pytest
import torch

from vitviz.core.evaluation.curves import Curve
from vitviz.core.evaluation.perturbations import order_of_seed
from vitviz.core.evaluation.random_baseline import envelope, random_orders, standing
from vitviz.errors import ArgumentError

FRACTIONS = np.array([0, 0.25, 1.0])
HEIGHTS = np.arange(11) / 10
CURVES = [Curve(FRACTIONS, np.array([1, h**2, 0]), np.array([2, 5 * h, -1])) for h in HEIGHTS]


def test_an_envelope_spans_its_curves_at_each_fraction():
    found = envelope(CURVES)
    assert found.fractions.tolist() == FRACTIONS.tolist()
    assert found.low.tolist() == [1, 0, 0]
    assert found.high.tolist() == [1, 1, 0]
    np.testing.assert_allclose(found.median, [1, 0.25, 0])
    np.testing.assert_allclose(found.mean, [1, 0.35, 0])
    np.testing.assert_allclose(envelope(CURVES, "logit").median, [2, 2.5, -1])


@pytest.mark.parametrize(
    ("auc", "rank", "side"),
    [
        (-0.1, 0, "below"),
        (0.0, 0.5 / 11, "inside"),
        (0.45, 5 / 11, "inside"),
        (0.5, 0.5, "inside"),
        (1.0, 10.5 / 11, "inside"),
        (1.1, 1, "above"),
    ],
)
def test_an_area_has_its_standing_among_the_random_ones(auc, rank, side):
    found = standing(auc, HEIGHTS.tolist())
    assert found.rank == pytest.approx(rank)
    assert found.side == side


def test_random_orders_are_those_of_their_seeds():
    orders = random_orders(20, 12)
    assert len(orders) == 12
    assert all(torch.equal(orders[k], order_of_seed(20, k)) for k in range(12))


def test_nine_orders_are_no_envelope():
    with pytest.raises(ArgumentError, match="10 or more"):
        random_orders(20, 9)
    with pytest.raises(ArgumentError, match="10 or more"):
        envelope(CURVES[:9])
    with pytest.raises(ArgumentError, match="10 or more"):
        standing(0.5, [0.1] * 9)


def test_curves_at_other_fractions_are_no_envelope():
    other = Curve(np.array([0, 0.5, 1.0]), np.zeros(3), np.zeros(3))
    with pytest.raises(ArgumentError, match="same fractions"):
        envelope([*CURVES, other])
