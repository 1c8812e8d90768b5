import numpy as np
import pytest

from tests.core.sums import end
from vitviz.app.compute import analyses
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints import curves as tried
from vitviz.app.endpoints.faithfulness import ENDPOINTS, TIES
from vitviz.app.endpoints.maps import METHODS, maps_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.evaluation.curves import curves, order_of
from vitviz.core.evaluation.perturbations import blurred
from vitviz.core.evaluation.random_baseline import random_orders
from vitviz.web.bundle import unpack

CHOICE = ViewState(photo="koala", target="5", filling="blur", start=2)


@pytest.fixture(autouse=True)
def few_points(monkeypatch):
    monkeypatch.setattr(tried, "POINTS", 3)
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))


def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def test_each_number_is_the_cores_and_stands_in_the_envelope_where_it_should():
    blob, seen = end(ENDPOINTS["faithfulness"].make(analysis(), CHOICE))
    header, arrays = unpack(blob)
    vit, pixels = analysis().vit, analyses.pixels(analysis())
    maps = maps_of(vit, pixels, 5, CHOICE)
    np.testing.assert_allclose(arrays["vit_maps"], maps, rtol=1e-4, atol=1e-6)
    orders = [order_of(single, TIES) for single in maps]
    direct, _ = end(curves(vit, pixels, 5, orders, blurred(pixels, vit.patch), 3))
    for index, method in enumerate(header["vit"]["methods"]):
        assert method["id"] == METHODS[index]
        for place, kind in enumerate(("deletion", "insertion")):
            curve = getattr(direct, kind)[index]
            np.testing.assert_allclose(
                arrays["vit_curves"][index, place],
                [curve.probability, curve.logit],
                rtol=1e-4,
                atol=1e-5,
            )
            for score, area in (("probability", curve.auc), ("logit", curve.auc_logit)):
                told, random = method[kind][score], header["vit"]["random"][kind][score]
                assert told["area"] == pytest.approx(area, rel=1e-4, abs=1e-5)
                below, above = told["area"] < min(random), told["area"] > max(random)
                side = "below" if below else "above" if above else "inside"
                assert told["side"] == side
    steps = [step for step in seen if not isinstance(step, bytes)]
    assert steps[-1][0] == steps[-1][1] == tried.pictures(15) + tried.pictures(11)
    parts = [unpack(part) for part in seen if isinstance(part, bytes)]
    for _, part in parts:  # what is there is as in the end, the rest unknown
        for name in {"vit_curves", "cnn_curves"} & part.keys():
            there = ~np.isnan(part[name]).any((1, 2, 3))
            np.testing.assert_array_equal(part[name][there], arrays[name][there])
            assert there.any()
    assert "random" not in parts[0][0]["vit"]  # no number of an area before the random orders
    assert "random" in parts[-1][0]["vit"]
    assert arrays["vit_random"].shape == (10, 2, 2, 3)
    np.testing.assert_array_equal(
        arrays["vit_envelope"][..., 1, :], arrays["vit_random"].max(0).astype(np.float32)
    )


def test_the_cnn_is_judged_by_itself_on_its_own_cells_and_starts_with_its_own_probability():
    header, arrays = unpack(end(ENDPOINTS["faithfulness"].make(analysis(), CHOICE))[0])
    assert header["cnn"]["grid"] == list(arrays["cnn_maps"].shape[1:]) == [7, 7]
    whole = arrays["cnn_curves"][0, 0, 0, 0]
    koala = analysis().cnn.labels.index("koala")
    assert whole == pytest.approx(float(analysis().cnn_logits.softmax(0)[koala]), rel=1e-3)


def test_another_start_runs_only_the_map_that_it_changes():
    end(ENDPOINTS["faithfulness"].make(analysis(), CHOICE))
    other = CHOICE.with_({"start": 9})
    _, seen = end(ENDPOINTS["faithfulness"].make(analysis(), other))
    assert [total for _, total in (step for step in seen if not isinstance(step, bytes))][-1] == (
        tried.pictures(1)
    )


def test_patches_of_equal_value_stand_in_an_order_that_is_none_of_the_envelope():
    flat = np.zeros((4, 4), np.float32)
    tied = order_of(flat, TIES).tolist()
    assert tied not in [order.tolist() for order in random_orders(16)]


def test_the_maps_and_the_first_batch_are_two_turns():
    steps = ENDPOINTS["faithfulness"].make(analysis(), CHOICE)
    assert next(steps)[0] == 0
    assert next(steps)[0] > 0
    steps.close()
