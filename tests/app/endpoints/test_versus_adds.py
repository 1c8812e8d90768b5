"""What the page is told of multiply-adds; the counting itself is the core's."""

from types import SimpleNamespace

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import asked
from vitviz.app.compute import analyses
from vitviz.app.endpoints import versus_adds
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.errors import VitvizError

PUBLISHED = "koala", "everyday-vit-s14", "published"


@pytest.fixture(scope="module")
def found():
    return asked(analyses.analysis(analyses.AnalysisSpec(*PUBLISHED, 4)), "versus_adds")


def by_hand(n):
    """Of a ViT-S/14 with a class token and 62 classes, in float64: all, and the products."""
    d, layers = 384, 12
    products = layers * 2 * n**2 * d
    return (n - 1) * 588 * d + layers * n * 12 * d**2 + 62 * d + products, products


def test_the_size_on_screen_is_among_those_counted_and_named(found):
    header, arrays = found
    assert header["sizes"][header["here"]] == [56, 56]
    assert arrays["tokens"].tolist() == [17, 65, 145, 257, 577, 1025, 1601]


def test_a_photo_of_a_usual_size_is_not_counted_twice():
    analysis = analyses.analysis(analyses.AnalysisSpec(*PUBLISHED, 8))
    header, arrays = asked(analysis, "versus_adds")
    assert header["here"] == 0
    assert len(arrays["tokens"]) == 6


def test_another_photo_in_the_same_models_at_the_same_size_is_not_counted_again(found, monkeypatch):
    monkeypatch.setattr(versus_adds, "multiply_adds", lambda *_: pytest.fail("counted again"))
    other = analyses.AnalysisSpec("cat", *PUBLISHED[1:], 4)
    header, arrays = asked(analyses.analysis(other), "versus_adds")
    assert header == found[0]
    assert np.array_equal(arrays["adds"], found[1]["adds"])


def test_both_counts_are_those_of_the_closed_form(found):
    _, arrays = found
    total, products = by_hand(arrays["tokens"].astype(float))
    np.testing.assert_allclose(arrays["adds"][0], total, rtol=1e-6)
    np.testing.assert_allclose(arrays["products"], products, rtol=1e-6)


def test_the_cnns_grow_with_the_pixels(found):
    header, arrays = found
    pixels = np.array([height * width for height, width in header["sizes"]])
    each = arrays["adds"][1] / pixels
    assert each.max() / each.min() < 1.4  # not whole: its strides round small pictures up
    assert each[-1] == pytest.approx(385_187_552 / 224**2, rel=0.02)


def test_the_fitted_square_is_that_of_the_products_alone(found):
    header, _ = found
    (_, linear, quadratic), (_, _, of_cnn) = header["fits"]["adds"]
    assert quadratic == pytest.approx(2 * 12 * 384, rel=1e-3)
    assert linear == pytest.approx(12 * 12 * 384**2 + 588 * 384, rel=1e-3)
    assert of_cnn * 1601**2 < 0.01 * 2.4e9


def test_a_model_of_one_size_is_refused():
    analysis = SimpleNamespace(vit=SimpleNamespace(dynamic=False))
    with pytest.raises(VitvizError):
        ENDPOINTS["versus_adds"].make(analysis, ViewState())
