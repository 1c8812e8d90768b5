"""Explain of models on several grids: the methods that hold, on the grid of the last stage."""

import io
import json

import numpy as np
import pytest

import vitviz
from tests.app.endpoints.snippets import ran as lines
from tests.app.endpoints.snippets.ran import asked, ran, three_points
from tests.app.families import MODELS, analysis_in, model_of, open_all
from vitviz.app.compute import analyses
from vitviz.app.endpoints import explain, faithfulness
from vitviz.app.endpoints.archive import archive
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.maps import density
from vitviz.core.attribution.relevance import class_attention
from vitviz.core.evaluation.ablation import Off, ablated
from vitviz.core.models.load import load, logits
from vitviz.web.bundle import unpack

# name: the grid of its last stage, the layers of it, all layers
STAGES = {
    "swin": ((4, 8), 2, 4),
    "pit": ((3, 3), 1, 3),
    "levit": ((2, 2), 1, 5),
    "tnt": ((4, 4), 1, 4),
    "cait": ((3, 5), 2, 2),
}


@pytest.fixture(scope="module", autouse=True)
def every_model_opens():
    with pytest.MonkeyPatch.context() as patch:
        open_all(patch)
        known = lambda name, **how: model_of(name) if name in MODELS else load(name, **how)  # noqa: E731
        patch.setattr(lines, "load", known)
        three_points(patch)
        yield


@pytest.mark.parametrize("name", STAGES)
def test_the_wall_has_the_methods_that_go_through_no_layers(name):
    grid, layers, every = STAGES[name]
    header, arrays = asked(analysis_in(name), "explain", target="3")
    assert header["methods"] == ["attention", "gradcam"]
    assert header["counts"] == [1, layers]
    assert header["layers"] == list(range(every - layers, every))
    assert arrays["attention"].shape == (1, *grid)
    np.testing.assert_allclose(
        arrays["attention"][0], class_attention(analysis_in(name).trace), rtol=1e-4
    )
    vit, pixels = model_of(name), analyses.pixels(analysis_in(name))
    for layer, single in zip(header["layers"], arrays["gradcam"], strict=True):
        known = vitviz.gradcam(vit, pixels, 3, layer)
        np.testing.assert_allclose(single, known, rtol=1e-3, atol=1e-5 * max(known.max(), 1e-9))


def test_the_cnns_map_is_compared_at_the_cells_of_the_last_stage(monkeypatch):
    monkeypatch.setattr(explain, "meaning_of", lambda *_: (3,))
    found = analysis_in("swin")
    header, arrays = unpack(ENDPOINTS["explain"].make(found, ViewState(target="3")))
    assert header["methods"] == ["attention", "gradcam", "gradcam_cnn"]
    assert arrays["agreement"].shape == (4, 4)
    # A photo as wide as its own shape: the CNN sees the middle, of each of 4 rows so many cells.
    box, whole = header["cnn_box"], found.framing.box
    seen = [
        whole[0] + (col + 0.5) / 8 * (whole[2] - whole[0]) for col in range(8)
    ]  # centres across
    across = sum(box[0] <= x < box[2] for x in seen)
    down = sum(
        box[1] <= whole[1] + (row + 0.5) / 4 * (whole[3] - whole[1]) < box[3] for row in range(4)
    )
    assert header["common"] == across * down


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("explain", {"target": "3"}),
        ("explain", {"target": "3", "against": "5"}),
        ("faithfulness", {"target": "3", "cam": "0", "filling": "blur"}),
        ("weight_randomization", {"target": "3", "forget": 2}),
        ("off", {"target": "3", "off": "0.all-1.0"}),
        ("class_maps", {"target": "3"}),
        ("versus_arrays", {"alter": "drop", "share": 0.35, "first": "vit_most", "target": "3"}),
    ],
)
def test_the_lines_make_what_the_archive_holds(name, what, fields):
    found = analysis_in(name)
    held = asked(found, what, **fields)[1]
    made = ran(found, what, **fields)["arrays"]
    assert made.keys() == held.keys()
    for each, array in held.items():
        np.testing.assert_allclose(
            np.asarray(made[each]), array, rtol=2e-3, atol=1e-4, err_msg=each
        )


def test_what_is_judged_are_the_cells_of_the_maps():
    header, arrays = asked(analysis_in("pit"), "faithfulness", target="3")
    assert [one["id"] for one in header["vit"]["methods"]] == ["attention", "gradcam"]
    assert header["vit"]["grid"] == [3, 3]  # of 80 pixels: no cell is a whole number of them
    assert arrays["vit_fractions"].tolist() == pytest.approx([0, 4 / 9, 1])


def test_a_judged_picture_without_its_first_cells_is_hidden_by_a_plain_loop():
    """The middle point of a deletion: 4 of 9 cells of 80 pixels are the mean colour."""
    found = analysis_in("pit")
    _, arrays = asked(found, "faithfulness", target="3")
    vit, pixels = model_of("pit"), analyses.pixels(found)
    order = faithfulness.order_of(arrays["vit_maps"][0], faithfulness.TIES)[:4].tolist()
    altered, mean = pixels.clone(), pixels.mean(dim=(2, 3))[0]
    for y in range(80):
        for x in range(80):
            if int((y + 0.5) * 3 / 80) * 3 + int((x + 0.5) * 3 / 80) in order:
                altered[0, :, y, x] = mean
    said = logits(vit, altered)[3]
    assert arrays["vit_curves"][0, 0, 1, 1] == pytest.approx(float(said), rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("name", STAGES)
def test_with_heads_off_the_map_is_grad_cam_of_that_pass(name):
    _, arrays = asked(analysis_in(name), "off", target="3", off="0.0")
    vit, pixels = model_of(name), analyses.pixels(analysis_in(name))
    assert arrays["maps"].shape[1:] == STAGES[name][0]
    said = ablated(vit, pixels, Off(frozenset({(0, 0)}))).logits
    np.testing.assert_allclose(arrays["logits"][1], said, rtol=1e-4, atol=1e-5)
    plain = vitviz.gradcam(vit, pixels, 3)
    np.testing.assert_allclose(arrays["maps"][0], density(plain), rtol=1e-3, atol=1e-4)


def test_an_archive_names_the_layers_of_the_last_stage():
    endpoint, state, found = ENDPOINTS["explain"], ViewState(target="3"), analysis_in("swin")
    blob = endpoint.make(found, state)
    with np.load(io.BytesIO(archive(endpoint, blob, found, state))) as held:
        told = json.loads(str(held["about"]))["arrays"]
    assert told["gradcam"]["labels"]["layers"] == ["layer 3", "layer 4"]
    names = ["attention", "gradcam at layer 3", "gradcam at layer 4"]
    assert told["agreement"]["labels"]["maps"] == names


@pytest.mark.parametrize("name", ["swin", "pit"])
def test_patches_are_dropped_on_the_models_own_grid(name):
    fields = {"alter": "drop", "share": 0.5, "target": "3"}
    header, arrays = asked(analysis_in(name), "versus_arrays", **fields)
    rows, cols = analysis_in(name).trace.grid
    assert header["patches"] == rows * cols == {"swin": 128, "pit": 81}[name]
    assert header["dropped"] == round(rows * cols / 2)
    assert len(arrays["vit_after"]) == 7
