"""What is answered of a model in windows, whose layers lie on grids of their own."""

import io
import json

import numpy as np
import pytest

from tests.app.families import analysis_in, open_all
from vitviz.app.endpoints.archive import archive
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.host.page import opened
from vitviz.app.pages import inside
from vitviz.app.state.view_state import ViewState
from vitviz.core.attribution.relevance import class_attention
from vitviz.text import words
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
        np.testing.assert_allclose(
            whole.reshape(4, 2, 8, 2).sum(axis=(1, 3)), last, rtol=1e-3, atol=1e-5
        )  # halves
        np.testing.assert_allclose(whole[1::2, 1::2], last / 4, rtol=1e-3, atol=1e-5)  # halves


@pytest.mark.parametrize(("layer", "grid", "heads"), [(1, (8, 16), 2), (2, (4, 8), 3)])
def test_an_exported_layer_says_what_each_of_its_arrays_is(analysis, layer, grid, heads):
    endpoint, state = ENDPOINTS["layer"], ViewState()
    blob = endpoint.make(analysis, state, layer=layer)
    with np.load(io.BytesIO(archive(endpoint, blob, analysis, state, layer=layer))) as found:
        told = json.loads(str(found["about"]))["arrays"]
        assert told.keys() == set(found.files) - {"about"} >= {"bias", "places", "kinds"}
        for name, each in told.items():
            assert len(each["axes"]) == found[name].ndim
    assert told["bias"]["axes"] == ["kinds", "heads", "positions", "other_positions"]
    labels = told["keys"]["labels"]
    assert labels["heads"] == [f"head {number + 1}" for number in range(heads)]
    rows, cols = grid
    assert labels["tokens"][0] == "patch 1 (row 1, column 1)"
    assert labels["tokens"][-1] == f"patch {rows * cols} (row {rows}, column {cols})"


def test_the_tokens_that_are_counted_are_those_of_the_finest_grid(analysis):
    header, _ = unpack(ENDPOINTS["counting"].make(analysis, ViewState()))
    assert header["tokens"] == 8 * 16


def test_inside_says_once_what_several_grids_do_not_have(analysis):
    panels = inside.panels(opened(ViewState(), analysis), analysis, words("en"))
    assert [panel.view for panel in panels] == ["patch", "notice"]
    assert "several grids" in panels[1].data["text"]
