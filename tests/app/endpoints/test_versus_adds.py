"""What the page is told of multiply-adds; the counting itself is the core's."""

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import asked
from tests.app.families import analysis_in, open_all
from vitviz.app.compute import analyses
from vitviz.app.endpoints import versus_adds
from vitviz.core.comparison.counting import parts

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


SWIN = "swin_tiny_patch4_window7_224"


@pytest.fixture(scope="module")
def of_swin():
    spec = analyses.AnalysisSpec("koala", SWIN, "random", 0)
    return asked(analyses.analysis(spec), "versus_adds")


def swin_by_hand(side):
    """Of a Swin-T in windows of 7 x 7, width 96, a thousand classes: all, and the products."""
    adds = (side // 4) ** 2 * 48 * 96 + 768 * 1000
    products = 0
    for stage, blocks in enumerate((2, 2, 6, 2)):
        d, tokens = 96 * 2**stage, (side // 4 // 2**stage) ** 2
        if stage:
            adds += tokens * 2 * d * d  # four tokens of half the width become one
        adds += blocks * tokens * 12 * d * d
        products += blocks * tokens * 2 * 49 * d  # at both sizes windows of 7 x 7 divide the grids
    return adds + products, products


def test_a_model_of_one_size_is_counted_in_those_that_it_is_offered_in(of_swin):
    header, arrays = of_swin
    assert header["sizes"] == [[224, 224], [448, 448]]
    assert arrays["tokens"].tolist() == [56**2, 112**2]
    assert header["here"] == 0
    expected = [swin_by_hand(side) for side in (224, 448)]
    assert arrays["adds"][0].tolist() == [np.float32(total) for total, _ in expected]
    assert arrays["products"].tolist() == [np.float32(products) for _, products in expected]


def test_of_fewer_than_four_sizes_nothing_is_fitted(of_swin):
    assert of_swin[0]["fits"]["adds"] == [None, None]


def test_shown_in_another_size_it_is_counted_alike(of_swin):
    spec = analyses.AnalysisSpec("koala", SWIN, "random", 112)
    header, arrays = asked(analyses.analysis(spec), "versus_adds")
    assert header["here"] == 1
    assert np.array_equal(arrays["adds"], of_swin[1]["adds"])


def test_a_model_that_is_offered_in_one_size_has_one_point(monkeypatch):
    open_all(monkeypatch)
    found = analysis_in("swin")
    header, arrays = asked(found, "versus_adds")
    assert header["sizes"] == [list(found.vit.size)]
    total = sum(part.multiply_adds for part in parts(found.vit, analyses.pixels(found)))
    assert arrays["adds"][0].tolist() == [total]
