import numpy as np
import pytest
import torch

from tests.core.families import noise, small
from tests.core.sums import end
from vitviz.app.compute import analyses
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints.curves import POINTS, Ground, batch_for, missing, pictures, run
from vitviz.core.evaluation.curves import curves
from vitviz.core.evaluation.perturbations import mean_colour, order_of_seed


@pytest.fixture(autouse=True)
def nothing_cached(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))


def ground():
    vit = small("vit")
    pixels = noise(vit)
    return Ground("x", vit, pixels, 2, mean_colour(pixels), vit.patch)


ORDERS = [order_of_seed(15, seed) for seed in (3, 4, 3)]


def test_the_curves_are_the_cores_one_pair_for_each_order_as_asked():
    here = ground()
    found, _ = end(run(here, ORDERS, {}, (0, 100)))
    direct, _ = end(curves(here.model, here.pixels, 2, ORDERS, here.baseline, patch=here.patch))
    for index, (deletion, insertion) in enumerate(found):
        np.testing.assert_allclose(deletion.probability, direct.deletion[index].probability, 1e-6)
        np.testing.assert_allclose(insertion.logit, direct.insertion[index].logit, atol=1e-5)


def test_what_was_run_is_not_run_again():
    here = ground()
    first, _ = end(run(here, ORDERS[:1], {}, (0, 100)))
    known = here.known(ORDERS)
    left = missing(here, ORDERS, known)
    assert [each.tolist() for each in left] == [ORDERS[1].tolist()]
    again, seen = end(run(here, ORDERS[:1], known, (0, 100)))
    assert seen == []
    assert np.array_equal(again[0][0].probability, first[0][0].probability)


def test_steps_are_counted_on_from_what_was_done_before():
    _, seen = end(run(ground(), ORDERS[:1], {}, (50, 100)))
    assert seen[0][0] > 50
    assert {total for _, total in seen} == {100}


def test_the_pictures_are_as_many_as_the_core_makes():
    here = ground()
    wide = Ground("y", here.model, here.pixels, 2, here.baseline, (8, 8))
    orders = [order_of_seed(60, 1), order_of_seed(60, 2)]
    _, seen = end(curves(wide.model, wide.pixels, 2, orders, wide.baseline, patch=(8, 8)))
    assert seen[-1][0] == pictures(2) == 2 + 4 * (POINTS - 2)
    assert pictures(0) == 0


def test_another_order_has_another_name():
    here = ground()
    names = {here.cached_as(order) for order in (*ORDERS, torch.arange(15))}
    assert len(names) == 3


@pytest.mark.parametrize(("side", "pictures"), [(56, 16), (224, 16), (448, 4), (1792, 1)])
def test_of_larger_pictures_fewer_go_at_once_so_that_a_turn_is_not_longer(side, pictures):
    assert batch_for(torch.zeros(1, 3, side, side)) == pictures


def test_a_step_is_one_batch(monkeypatch):
    monkeypatch.setattr("vitviz.app.endpoints.curves.batch_for", lambda _: 3)
    _, seen = end(run(ground(), ORDERS[:1], {}, (0, 100)))
    assert [done for done, _ in seen[:3]] == [3, 6, 9]
