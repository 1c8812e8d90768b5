"""The Python that the wall of methods gives away, run as it is given."""

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import asked, ran
from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.state.view_state import METHODS
from vitviz.core.attention.maps import density

KOALA, BEAR = "5", "3"


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(AnalysisSpec("koala", "everyday-vit-s14", "published", 0))


def test_the_lines_make_the_same_maps_and_the_same_table(analysis):
    header, arrays = asked(analysis, "explain")
    found = ran(analysis, "explain", target=KOALA, start=4, cam="9", method="gradcam")
    index = {"relevance": 4, "gradcam": 9}
    for method in METHODS:
        known = arrays[method][index.get(method, 0)]
        np.testing.assert_allclose(found["maps"][method], known, rtol=1e-3, atol=1e-6)
        np.testing.assert_allclose(found["shown"][method].mean(), 1, rtol=1e-5)
    np.testing.assert_array_equal(found["large"], found["shown"]["gradcam"])
    rows = [0, 1, 2, 3 + 4, 15 + 9, 27]
    np.testing.assert_allclose(found["table"], arrays["agreement"][np.ix_(rows, rows)], atol=1e-3)
    assert header["common"] == 14 * 14


def test_the_lines_make_the_same_differences(analysis):
    classes = {"target": BEAR, "against": KOALA}
    _, arrays = asked(analysis, "explain", **classes)
    found = ran(analysis, "explain", **classes)
    for method in METHODS:
        index = -1 if method == "gradcam" else 0
        pair = [density(arrays[name][index]) for name in (method, f"against_{method}")]
        np.testing.assert_allclose(found["shown"][method], pair[0] - pair[1], atol=1e-2)
    assert not found["shown"]["attention"].any()
    assert not found["shown"]["rollout"].any()


def test_the_lines_name_only_layers_and_classes_that_there_are(analysis):
    found = ran(analysis, "explain", target="9999", start=9999, cam="0999")
    assert set(found["maps"]) == set(METHODS)
