"""The Python that the page Explore gives away, run as it is given."""

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import asked, ran
from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import AnalysisSpec

SETTINGS = {"fusion": "max", "residual": 0.3, "discard": 0.5}


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(AnalysisSpec("koala", "everyday-vit-s14", "published", 0))


def test_the_lines_of_the_predictions_make_the_same_logits(analysis):
    _, arrays = asked(analysis, "predictions")
    made = ran(analysis, "predictions")
    assert np.allclose(made["vit_says"].numpy(), arrays["vit_logits"], atol=1e-5)
    assert np.allclose(made["cnn_says"].numpy(), arrays["cnn_logits"], atol=1e-5)


@pytest.mark.parametrize("by", ["row", "column"])
@pytest.mark.parametrize("head", ["9.4", "9.mean", "rollout"])
def test_the_lines_of_the_large_map_make_what_its_archive_holds(analysis, by, head):
    state = {"query": "120", "head": head, "by": by, **SETTINGS}
    _, arrays = asked(analysis, "shown", **state)
    made = ran(analysis, "shown", **state)
    assert np.allclose(made["weights"].numpy(), arrays["weights"], atol=1e-7)
    assert arrays["weights"].shape == (257,)


def test_the_lines_of_a_pin_make_the_pins_map(analysis):
    state = {"query": "3", "head": "0.0", "a": "120@9.4", "show": "a"}
    _, arrays = asked(analysis, "shown", **state)
    assert np.allclose(ran(analysis, "shown", **state)["weights"], arrays["weights"], atol=1e-7)


@pytest.mark.parametrize("by", ["row", "column"])
def test_the_lines_of_a_difference_make_both_maps_and_it(analysis, by):
    state = {"a": "120@11.3", "b": "p0@10.mean", "show": "diff", "by": by}
    _, arrays = asked(analysis, "shown", **state)
    made = ran(analysis, "shown", **state)
    for own, name in (("a", "a"), ("b", "b"), ("weights", "difference")):
        assert np.allclose(made[own].numpy(), arrays[name], atol=1e-7)


@pytest.mark.parametrize("by", ["row", "column"])
def test_the_lines_of_the_wall_make_every_layer(analysis, by):
    _, arrays = asked(analysis, "attention", query="120", by=by)
    made = ran(analysis, "attention", query="120", by=by)["maps"]
    assert len(made) == 12
    for layer, weights in enumerate(made):
        assert np.array_equal(weights.numpy(), arrays[f"layer_{layer}"])


def test_the_lines_of_the_rollout_make_its_row(analysis):
    fields = {"fusion": "min", "residual": 0.3, "discard": 0.2}
    _, arrays = asked(analysis, "rollout", **fields)
    assert np.array_equal(ran(analysis, "rollout", **fields)["row"].numpy(), arrays["rollout"])
