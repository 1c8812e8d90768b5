import numpy as np
import pytest
from scipy.stats import spearmanr

import vitviz
from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.compute.inference_lock import InferenceLock
from vitviz.app.endpoints import explain
from vitviz.app.endpoints.explain import ENDPOINTS, _difference
from vitviz.app.endpoints.maps import against_of
from vitviz.app.state.view_state import METHODS, ViewState
from vitviz.core.attribution.relevance import relevance
from vitviz.web.bundle import unpack

KOALA, BEAR = 5, 3


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(AnalysisSpec("koala", "everyday-vit-s14", "published", 0))


def asked(analysis, **fields):
    return unpack(ENDPOINTS["explain"].get(analysis.key, "explain", ViewState(**fields)))


@pytest.fixture(scope="module")
def one(analysis):
    return asked(analysis)


@pytest.fixture(scope="module")
def two(analysis):
    return asked(analysis, target=str(BEAR), against=str(KOALA))


def test_the_likeliest_class_is_explained_where_none_is_named(analysis, one):
    header, _ = one
    assert header["target"] == int(analysis.trace.logits.argmax()) == KOALA
    assert header["labels"] == ["koala"]
    assert header["against"] is None
    assert [analysis.cnn.labels[i] for i in header["meaning"][0]] == ["koala"]


def test_all_six_methods_are_there_in_their_order_and_none_is_empty(one):
    header, arrays = one
    assert tuple(header["methods"]) == METHODS
    assert header["counts"] == [1, 1, 1, 12, 12, 1]
    for method, count in zip(METHODS, header["counts"], strict=True):
        side = 7 if method == "gradcam_cnn" else 16
        assert arrays[method].shape == (count, side, side)
        assert arrays[method][-1].any()


def test_every_method_takes_the_lock_by_itself_so_that_others_come_between(analysis, monkeypatch):
    taken = []

    class Counted(InferenceLock):
        def __enter__(self):
            super().__enter__()
            taken.append(1)

    monkeypatch.setattr(explain, "inference_lock", Counted())
    ENDPOINTS["explain"].make(analysis, ViewState(target="3"))
    assert len(taken) == 1 + len(METHODS)


def test_two_classes_at_once_have_the_maps_that_each_has_alone(one, two):
    header, arrays = two
    assert (header["target"], header["against"]) == (BEAR, KOALA)
    for method in METHODS:
        known = one[1][method]
        top = known.max()
        np.testing.assert_allclose(arrays[f"against_{method}"], known, rtol=1e-3, atol=1e-5 * top)
    assert np.abs(arrays["relevance"][0] - arrays["against_relevance"][0]).max() > 0


def test_methods_without_a_class_agree_exactly_for_two_and_have_no_order_in_the_difference(two):
    _, arrays = two
    for method in ("attention", "rollout"):
        np.testing.assert_array_equal(arrays[method], arrays[f"against_{method}"])
    table = arrays["agreement"]
    assert np.isnan(table[:2]).all()
    assert np.isnan(table[:, :2]).all()
    assert np.isfinite(table[2:, 2:]).all()


def test_the_agreement_is_spearmans_also_with_the_coarser_cnn(analysis, one):
    _, arrays = one
    table = arrays["agreement"]
    assert table.shape == (28, 28)
    np.testing.assert_array_equal(table, table.T)
    np.testing.assert_allclose(np.diag(table), 1, atol=1e-6)
    rolled, last = arrays["rollout"][0], arrays["gradcam"][-1]
    known = spearmanr(rolled.ravel(), last.ravel()).statistic
    assert table[1, 15 + 11] == pytest.approx(known, abs=1e-5)
    _, framing = analyses.cnn_pixels(analysis)
    pairs = []
    for (row, col), value in np.ndenumerate(rolled):
        x, y = framing.to_model(*analysis.framing.to_image((col + 0.5) * 14, (row + 0.5) * 14))
        if 0 <= x < 224 and 0 <= y < 224:
            pairs.append((value, arrays["gradcam_cnn"][0, int(y // 32), int(x // 32)]))
    known = spearmanr(*zip(*pairs, strict=True)).statistic
    assert table[1, 27] == pytest.approx(known, abs=1e-5)
    assert len(pairs) == 196


def test_every_start_and_layer_is_the_cores(analysis, one):
    _, arrays = one
    pixels = analyses.pixels(analysis)
    known = relevance(analysis.vit, pixels, KOALA, 7)
    np.testing.assert_allclose(arrays["relevance"][7], known, rtol=1e-4, atol=1e-8)
    known = vitviz.gradcam(analysis.vit, pixels, KOALA, 2)
    np.testing.assert_allclose(arrays["gradcam"][2], known, rtol=1e-3, atol=1e-6)


def test_the_cnn_explains_the_classes_that_mean_the_label(analysis):
    dog = analysis.vit.labels.index("dog")
    header, arrays = asked(analysis, target=str(dog))
    (meaning,) = header["meaning"]
    assert len(meaning) > 100
    pixels, framing = analyses.cnn_pixels(analysis)
    known = vitviz.gradcam(analysis.cnn, pixels, meaning)
    np.testing.assert_allclose(arrays["gradcam_cnn"][0], known, rtol=1e-4, atol=1e-7)
    assert header["cnn_box"] == list(framing.box)


def test_a_class_that_is_not_there_is_nothing_to_contrast_with_and_nor_is_the_same(analysis):
    assert against_of(analysis, ViewState(against="3")) == BEAR
    assert against_of(analysis, ViewState(against="62")) is None
    assert against_of(analysis, ViewState(against=str(KOALA))) is None
    assert against_of(analysis, ViewState()) is None


def test_a_map_without_a_signal_has_no_order_in_a_contrast():
    signal, empty = np.ones((1, 2, 2), np.float32), np.zeros((1, 2, 2), np.float32)
    assert np.isnan(_difference(signal, empty)).all()
    assert np.isnan(_difference(empty, signal)).all()
    assert not _difference(signal, signal).any()


def test_an_untrained_model_and_another_grid_have_their_six_maps_too():
    analysis = analyses.analysis(AnalysisSpec("coffee", "everyday-vit-s14", "random", 4))
    header, arrays = asked(analysis)
    assert tuple(header["methods"]) == METHODS
    assert arrays["relevance"].shape == (12, 4, 4)
    assert header["common"] <= 16
