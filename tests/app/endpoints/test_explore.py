import dataclasses

import numpy as np
import pytest

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.endpoints.explore import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.maps import looked_at
from vitviz.core.attention.reference_reach import reference_reach
from vitviz.core.attention.rollout import rollout
from vitviz.core.attention.trace import attention
from vitviz.errors import ArgumentError
from vitviz.web.bundle import unpack
from vitviz.web.payload import rounded


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(AnalysisSpec("koala", "everyday-vit-s14", "published", 0))


def asked(analysis, what, own=None, **fields):
    found = ENDPOINTS[what].get(analysis.key, what, ViewState(**fields), **(own or {}))
    return unpack(found)


def test_a_layer_is_what_the_payload_makes_of_it(analysis):
    _, arrays = asked(analysis, "layer", {"layer": 3})
    half = rounded(analysis.trace.layers[3])
    assert set(arrays) == {"lse", "queries", "keys", "means"}
    for name, array in arrays.items():
        assert array.dtype == getattr(half, name).dtype
        assert np.array_equal(array, getattr(half, name))


def test_a_layer_that_the_model_does_not_have_is_refused(analysis):
    with pytest.raises(ArgumentError, match="layer"):
        asked(analysis, "layer", {"layer": 12})


@pytest.mark.parametrize(("queries", "count"), [("all", 257), ("pooling", 1)])
def test_rollout_rows_are_those_of_the_core(analysis, queries, count):
    settings = {"fusion": "max", "residual": 0.3, "discard": 0.5}
    _, arrays = asked(analysis, "rollout_rows", {"queries": queries}, **settings)
    exact = rollout(analysis.trace, None, **settings).numpy()[:count]
    assert arrays["rows"].shape == (count, 257)
    assert np.allclose(arrays["rows"], exact, atol=1e-6)


def test_measures_have_a_number_for_every_head(analysis):
    header, arrays = asked(analysis, "measures")
    assert header["layers"] == list(range(12))
    for name in ("entropy", "reach"):
        assert arrays[name].shape == (12, 6)
        assert np.isfinite(arrays[name]).all()


def test_the_reach_of_even_attention_and_the_width_stand_beside_the_heads_own(analysis):
    header, _ = asked(analysis, "measures")
    assert header["even_reach"] == [header["uniform_reach"]] * 12
    assert header["uniform_reach"] == pytest.approx(116.565, abs=5e-4)  # 16 x 16 patches of 14
    assert header["width"] == 224


def test_the_mean_over_many_photos_is_of_this_model_at_this_size(analysis):
    header, arrays = asked(analysis, "measures")
    usual = reference_reach("everyday-vit-s14", (224, 224))
    assert np.array_equal(arrays["mean_reach"], usual.mean)
    assert header["mean_over"] == {
        "photos": usual.photos,
        "bundled": usual.bundled,
        "command": usual.command,
    }


@pytest.mark.parametrize("other", [{"weights": "random"}, {"rows": 4}])
def test_other_weights_and_sizes_have_no_mean_over_many_photos(analysis, other):
    found = analyses.analysis(dataclasses.replace(analysis.spec, **other))
    header, arrays = asked(found, "measures")
    assert header["mean_over"] is None
    assert set(arrays) == {"entropy", "reach"}


def test_a_querys_rows_are_those_of_the_core(analysis):
    header, arrays = asked(analysis, "attention", query="120")
    assert header["token"] == 121
    assert len(arrays) == 12
    exact = attention(analysis.trace.layers[7], [121])[:, 0]
    assert np.array_equal(arrays["layer_7"], exact.numpy())


def test_its_columns_are_who_looks_at_it(analysis):
    _, arrays = asked(analysis, "attention", query="p0", by="column")
    exact = looked_at(analysis.trace.layers[3], [0])[:, 0]
    assert np.array_equal(arrays["layer_3"], exact.numpy())


def test_the_rollout_has_the_settings_of_the_choice(analysis):
    _, arrays = asked(analysis, "rollout", fusion="max", residual=0.25, discard=0.5)
    exact = rollout(analysis.trace, "pooling", fusion="max", residual=0.25, discard=0.5)[0]
    assert np.array_equal(arrays["rollout"], exact.numpy())


def test_both_models_logits_are_taken_away_with_their_labels(analysis):
    header, arrays = asked(analysis, "predictions")
    assert np.array_equal(arrays["vit_logits"], analysis.trace.logits.numpy())
    assert np.array_equal(arrays["cnn_logits"], analysis.cnn_logits.numpy())
    assert [len(header[f"{kind}_labels"]) for kind in ("vit", "cnn")] == [62, 1000]


def test_a_pin_is_taken_away_instead_of_the_live_map(analysis):
    _, live = asked(analysis, "shown", query="40", head="11.3")
    _, pinned = asked(analysis, "shown", query="7", head="0.0", a="40@11.3", show="a")
    assert np.array_equal(live["weights"], pinned["weights"])


def test_of_a_difference_both_maps_are_taken_away(analysis):
    pins = {"a": "120@11.3", "b": "p0@10.mean"}
    header, arrays = asked(analysis, "shown", query="7", show="diff", **pins)
    assert header["shown"] == pins
    for name in ("a", "b"):
        _, alone = asked(analysis, "shown", show=name, **pins)
        assert np.array_equal(arrays[name], alone["weights"])
    assert np.array_equal(arrays["difference"], arrays["a"] - arrays["b"])


def test_what_the_model_does_not_have_is_no_error(analysis):
    _, arrays = asked(analysis, "shown", query="9999", head="99.99")
    _, known = asked(analysis, "shown", query="p0", head="11.5")
    assert np.array_equal(arrays["weights"], known["weights"])
