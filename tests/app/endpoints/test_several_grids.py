"""What is answered of a model in windows, whose layers lie on grids of their own."""

import numpy as np
import pytest

from tests.app.families import analysis_in, open_all
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.core.attribution.relevance import class_attention
from vitviz.web.bundle import unpack


@pytest.fixture(scope="module")
def analysis():
    with pytest.MonkeyPatch.context() as patch:
        open_all(patch)
        yield analysis_in("swin")


def test_the_maps_of_a_change_lie_on_the_grid_that_is_drawn(analysis):
    header, arrays = unpack(ENDPOINTS["position_change"].make(analysis, ViewState()))
    assert tuple(header["grid"]) == analysis.trace.grid == (8, 16)
    last = class_attention(analysis.trace)
    assert last.shape == (4, 8)
    for name in ("map_before", "map_after"):
        whole = arrays[name]
        assert whole.shape == (8, 16)
        np.testing.assert_allclose(whole.reshape(4, 2, 8, 2).sum(axis=(1, 3)), last, rtol=1e-3)
        np.testing.assert_allclose(whole[1::2, 1::2], last / 4, rtol=1e-3)
