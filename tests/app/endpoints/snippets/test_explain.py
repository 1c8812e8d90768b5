"""What the Python of the wall of methods shows besides its arrays, run as it is given."""

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
    return analyses.analysis(AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def test_the_large_map_is_that_of_the_chosen_method_and_layer(analysis):
    _, arrays = asked(analysis, "explain", target=KOALA)
    for method, layer in (("relevance", 4), ("gradcam", 9), ("rollout", 0)):
        large = ran(analysis, "explain", target=KOALA, start=4, cam="9", method=method)["large"]
        np.testing.assert_allclose(large, density(arrays[method][layer]), rtol=1e-3, atol=1e-5)


def test_what_no_class_changes_has_no_difference(analysis):
    compared = ran(analysis, "explain", target=BEAR, against=KOALA)["compared"]
    assert not compared["attention"].any()
    assert not compared["rollout"].any()
    assert compared["relevance"].any()


def test_the_lines_name_only_layers_and_classes_that_there_are(analysis):
    found = ran(analysis, "explain", target="9999", start=9999, cam="0999")
    assert set(found["arrays"]) == {*METHODS, "agreement"}
