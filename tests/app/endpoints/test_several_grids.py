"""What is answered of models in windows, or whose layers lie on grids of their own."""

import io
import json

import numpy as np
import pytest

from tests.app.families import analysis_in, model_of, open_all
from vitviz.app.compute import analyses
from vitviz.app.endpoints.archive import archive
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.host.page import opened
from vitviz.app.pages import inside
from vitviz.app.state.view_state import ViewState
from vitviz.core.attribution.relevance import class_attention
from vitviz.core.coverage.unfused import unfused
from vitviz.text import words
from vitviz.web.bundle import unpack

SEVERAL = ("hiera", "pit", "pvt", "pvt v2", "levit", "coatnet", "twins", "tnt", "maxvit",
           "halonet")  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def every_model_opens():
    with pytest.MonkeyPatch.context() as patch:
        open_all(patch)
        yield


@pytest.fixture(scope="module")
def analysis():
    return analysis_in("swin")


def on_the_grid(theirs, windows, queries, keys):
    """(heads, queries, keys) of an unfused pass's map, cell by cell; 0 outside a window."""
    if windows is None:
        return theirs
    found = np.zeros((theirs.shape[1], queries, keys))
    for window, (asks, looked) in enumerate(zip(windows.places, windows.keys, strict=True)):
        for i, query in enumerate(asks.tolist()):
            for j, key in enumerate(looked.tolist()):
                found[:, query, key] = theirs[window, :, i, j]
    return found


def covering(patch, finest, grid):
    """The cell of `grid` that the middle of a patch of the finest grid lies in."""
    y, x = (patch // finest[1] + 0.5) / finest[0], (patch % finest[1] + 0.5) / finest[1]
    return int(y * grid[0]) * grid[1] + int(x * grid[1])


@pytest.mark.parametrize("name", SEVERAL)
def test_a_row_and_a_column_of_each_head_are_those_of_an_unfused_pass(name):
    found = analysis_in(name)
    known = unfused(model_of(name), analyses.pixels(found), None).maps
    trace, patch = found.trace, found.trace.grid[0] // 3 * found.trace.grid[1] + 2
    for by in ("row", "column"):
        state = ViewState(query=str(patch), by=by)
        header, arrays = unpack(ENDPOINTS["attention"].make(found, state))
        for index, (layer, theirs) in enumerate(zip(trace.layers, known, strict=True)):
            whole = on_the_grid(
                theirs.numpy(), layer.windows, layer.queries.shape[1], layer.keys.shape[1]
            )
            asked = layer.grid if by == "row" else layer.looked
            token = layer.prefix + covering(patch, trace.grid, asked)
            own = whole[:, token] if by == "row" else whole[:, :, token]
            served = arrays[f"layer_{index}"]
            np.testing.assert_allclose(served, own, atol=2e-4, err_msg=layer.name)
            rows, cols = header["grids"][f"layer_{index}"]
            beyond = layer.beyond if by == "row" else 0
            assert served.shape[1] == layer.prefix + rows * cols + beyond
            alone = state.with_({"head": f"{index}.0"})
            about, shown = unpack(ENDPOINTS["shown"].make(found, alone))
            assert about["grid"] == [rows, cols]
            np.testing.assert_array_equal(shown["weights"], served[0])


@pytest.mark.parametrize(
    ("name", "index", "grids"), [("hiera", 1, ((8, 12), (16, 24))), ("pvt", 0, ((16, 16), (2, 2)))]
)
def test_an_exported_layer_names_queries_and_keys_on_their_own_grids(name, index, grids):
    found, endpoint = analysis_in(name), ENDPOINTS["layer"]
    blob = endpoint.make(found, ViewState(), layer=index)
    with np.load(io.BytesIO(archive(endpoint, blob, found, ViewState(), layer=index))) as held:
        told = json.loads(str(held["about"]))["arrays"]
    for array, axis, (rows, cols) in zip(
        ("queries", "keys"), ("queries", "tokens"), grids, strict=True
    ):
        names = told[array]["labels"][axis]
        assert len(names) == rows * cols
        assert names[-1] == f"patch {rows * cols} (row {rows}, column {cols})"


def test_what_lies_beyond_the_picture_is_named_so():
    found, endpoint = analysis_in("sam padded"), ENDPOINTS["layer"]
    blob = endpoint.make(found, ViewState(), layer=0)
    with np.load(io.BytesIO(archive(endpoint, blob, found, ViewState(), layer=0))) as held:
        names = json.loads(str(held["about"]))["arrays"]["keys"]["labels"]["tokens"]
    assert names[19:21] == ["patch 20 (row 4, column 5)", "beyond the picture 1"]
    assert names[-1] == "beyond the picture 16"


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


def test_inside_follows_a_patch_of_the_finest_grid_through_the_blocks_of_several(analysis):
    panels = inside.panels(opened(ViewState(), analysis), analysis, words("en"))
    assert [panel.view for panel in panels] == ["patch", "stages", "components", "stage_lens"]
    stages, components, lens = (panel.data for panel in panels[1:])
    assert stages["trace"]["grid"] == [8, 16]
    assert (stages["trace"]["tokens"], stages["trace"]["prefix"]) == (128, 0)
    assert (components["trace"]["grid"], components["blocks"]) == ([4, 8], [3, 4])
    assert lens["reads"] == "the mean of the patches"


def test_a_class_token_that_an_address_names_is_followed_through_no_blocks():
    found = analysis_in("pit")
    panels = inside.panels(opened(ViewState(), found), found, words("en"))
    (stages,) = (panel for panel in panels if panel.view == "stages")
    assert stages.state["query"] == "p0"  # the view has no such token, and takes the middle patch
    assert stages.data["prefix"] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_inside_says_that_no_one_matrix_makes_a_patch_a_vector(language):
    found = analysis_in("coatnet")
    panels = inside.panels(opened(ViewState(), found), found, words(language))
    views = [panel.view for panel in panels]
    assert views == ["notice", "stages", "components", "stage_lens"]
    said = "no linear patch projection" if language == "en" else "投影"
    assert said in panels[0].data["text"]
