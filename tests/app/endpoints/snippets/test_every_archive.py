"""Of every panel the lines of Python give what its archive holds: each array, and no other."""

import json
from dataclasses import asdict, replace
from functools import partial

import numpy as np
import pytest
import torch

from tests.app.endpoints.snippets.ran import asked, ran, three_points
from vitviz.app.compute import analyses, models
from vitviz.app.endpoints import versus_cost, versus_range
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.core.comparison import cost_process
from vitviz.core.perturbation import ranges

CLASSES = {"target": "5", "start": 2, "cam": "9"}
PINS = {"a": "7@11.3", "b": "p0@10.mean", "show": "diff"}
ROLLOUT = {"fusion": "max", "residual": 0.3, "discard": 0.5}
CHANGE = {"seed": 5, "patch": 9, "amount": 0.35}
ALTERED = (
    {"alter": "shift", "right": -20, "down": 9, "beyond": "photo"},
    {"alter": "shuffle", "block": 14, "seed": 5},
    {"alter": "drop", "share": 0.35, "first": "cnn_least", "fill": "blur", "seed": 2},
    {"alter": "drop", "share": 0.5, "first": "vit_most", "fill": "token"},
    {"alter": "occlude", "side": 0.5, "cx": 30, "cy": 60},
    {"alter": "rotate", "angle": -40},
)
UNTRAINED = {"model_b": "everyday-vit-s14", "weights_b": "random", "rows_b": 4}
CASES = [
    *(("attention", {"query": "7", "by": by}) for by in ("row", "column")),
    ("shown", {"query": "7", "head": "9.mean", "by": "row"}),
    *(
        ("shown", {"query": "7", "head": "rollout", "by": by, **ROLLOUT})
        for by in ("row", "column")
    ),
    ("shown", {"query": "3", "head": "0.0", "a": "7@9.4", "show": "a"}),
    ("shown", {**PINS, "by": "column"}),
    ("rollout", ROLLOUT),
    ("predictions", {}),
    ("measures", {}),
    ("explain", {"target": "5"}),
    ("explain", {"target": "3", "against": "5"}),
    *(("faithfulness", {**CLASSES, "filling": filling}) for filling in ("mean", "blur")),
    ("weight_randomization", {**CLASSES, "forget": 3}),
    ("invariants", {}),
    ("ablation", {"target": "5"}),
    ("off", {**CLASSES, "off": "0.all-11.3-11.2"}),
    ("embedding", {"query": "7", "filter": "332"}),
    ("depth", {"query": "7"}),
    ("components", {"depth": "11"}),
    ("components", {"second": "cat"}),
    ("side_by_side", {"query": "7", "head": "9.4", "second": "cat"}),
    ("side_by_side", {"query": "7", "head": "9.4", "by": "column", "model_b": "hunger-vit-002"}),
    ("side_by_side", {"query": "7", "head": "9.4", **UNTRAINED}),
    ("side_by_side", {"query": "p0", "head": "rollout", "head_b": "3.mean", **UNTRAINED}),
    ("lens", {"depth": "11", "target": "5"}),
    *(("position_arrays", {"table": table}) for table in ("used", "learned")),
    *(("position_change", {"change": change, **CHANGE}) for change in ("none", "all", "photo")),
    ("position_facts", {}),
    ("data_hunger", {}),
    *(("versus_arrays", {"target": "5", **fields}) for fields in ALTERED),
    ("versus_range", {"alter": "grey", "target": "5"}),
    ("versus_range", {"alter": "shift", "axis": "down", "span": "far", "beyond": "photo"}),
    ("class_maps", {"target": "5"}),
    ("equivariance", {}),
    ("counting", {}),
    ("versus_adds", {}),
    ("versus_cost", {}),
    ("receptive_fields", {"vit_depth": "2", "cnn_depth": "3"}),
]


OF_THE_CNN = [
    ("predictions", {}),
    ("explain", {"target": "3", "against": "5"}),
    ("faithfulness", {**CLASSES, "filling": "blur"}),
    ("position_change", {"change": "photo", **CHANGE}),
    ("versus_arrays", {"target": "5", **ALTERED[2]}),
    ("versus_range", {"alter": "grey", "target": "5"}),
    ("class_maps", {"target": "5"}),
    ("equivariance", {}),
    ("counting", {}),
    ("versus_adds", {}),
    ("versus_cost", {}),
    ("receptive_fields", {"vit_depth": "2", "cnn_depth": "3"}),
]
OF_ITS_OWN_SHAPE = [
    ("explain", {"target": "5"}),
    ("components", {"query": "3", "second": "cat"}),
    ("versus_arrays", {"target": "5", **ALTERED[2]}),
    ("position_change", {"change": "photo", **CHANGE}),
]
SPEC = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4)


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(SPEC)


@pytest.fixture
def beside_another(monkeypatch):
    """The same ViT beside a small CNN whose channels come last, at a size of its own."""
    monkeypatch.setattr(models, "allowed", lambda: "any")
    return analyses.analysis(replace(SPEC, cnn="test_mambaout", cnn_weights="random"))


@pytest.fixture(autouse=True)
def curves_of_three_points(monkeypatch):
    """Both sides try few masks: the CNN's pictures are large."""
    three_points(monkeypatch)
    monkeypatch.setattr(ranges, "strengths", partial(ranges.strengths, points=3))
    monkeypatch.setattr(versus_range, "POINTS", 3)


@pytest.fixture(autouse=True)
def costs_that_can_be_had_again(monkeypatch):
    """A cost is the number of pixels on both sides, for no second is like another."""

    def cost(run):
        pixels = float(run.args[0].numel())
        return cost_process.Cost(pixels, 1e6 + pixels, 1)

    def lines(_, argument):
        found = cost_process.measure(**json.loads(argument))
        return (json.dumps(asdict(each)) for each in found)

    monkeypatch.setattr(cost_process, "cost_of", cost)
    monkeypatch.setattr(versus_cost, "lines_of", lines)
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize(("what", "fields"), CASES)
def test_the_lines_make_every_array_of_the_archive(analysis, what, fields):
    require_equal(analysis, what, fields)


@pytest.mark.parametrize("what", ["versus_adds", "versus_cost"])
def test_the_lines_of_a_model_of_one_size_load_it_for_each_that_it_is_offered_in(what):
    swin = "swin_tiny_patch4_window7_224"
    require_equal(
        analyses.analysis(replace(SPEC, model=swin, weights="random", rows=112)), what, {}
    )


@pytest.mark.parametrize(("what", "fields"), OF_THE_CNN)
def test_the_lines_of_another_cnn_make_every_array_of_the_archive(beside_another, what, fields):
    require_equal(beside_another, what, fields)


@pytest.mark.parametrize(("what", "fields"), OF_THE_CNN)
def test_the_lines_of_a_cnn_at_another_size_make_every_array_of_the_archive(what, fields):
    found = analyses.analysis(replace(SPEC, cnn="efficientnet-lite0-everyday", cnn_size=96))
    assert found.cnn.size == (96, 96)
    require_equal(found, what, fields)


@pytest.mark.parametrize(("what", "fields"), OF_ITS_OWN_SHAPE)
def test_the_lines_of_a_photo_in_its_own_shape_make_every_array_too(what, fields):
    analysis = analyses.analysis(replace(SPEC, rows=6, shape="photo"))
    assert analysis.trace.grid == (7, 5)
    require_equal(analysis, what, fields)


def require_equal(analysis, what, fields):
    _, arrays = asked(analysis, what, **fields)
    made = ran(analysis, what, **fields)["arrays"]
    assert list(made) == list(arrays)
    for name, known in arrays.items():
        own = np.asarray(made[name])
        assert own.shape == known.shape, name
        own, known = own.astype(np.float64), known.astype(np.float64)
        largest = np.nanmax(np.abs(known), initial=0)
        np.testing.assert_allclose(own, known, rtol=2e-3, atol=1e-5 + 2e-5 * largest, err_msg=name)


def test_every_panel_that_gives_lines_is_compared():
    several = {"stages", "stage_lens"}  # of a model with several grids: test_stages.py
    compared = {what for what, _ in CASES} | several
    assert compared == {what for what, one in ENDPOINTS.items() if one.code}
