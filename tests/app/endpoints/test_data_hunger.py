import numpy as np
import pytest

from vitviz.app.compute import analyses
from vitviz.app.endpoints.data_hunger import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.core.data_hunger import data_hunger
from vitviz.web.bundle import unpack


@pytest.fixture(scope="module")
def told():
    spec = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4)
    return unpack(ENDPOINTS["data_hunger"].make(analyses.analysis(spec), ViewState()))


def test_the_browser_gets_what_is_shipped(told):
    header, arrays = told
    found = data_hunger()
    np.testing.assert_array_equal(arrays["accuracy"], found.accuracy.astype(np.float32))
    assert header["arms"] == list(found.arms)
    assert header["photos"] == list(found.photos)


def test_every_axis_has_its_labels(told):
    header, arrays = told
    shape = tuple(len(header[axis]) for axis in ("arms", "shares", "seeds"))
    assert arrays["accuracy"].shape == shape
