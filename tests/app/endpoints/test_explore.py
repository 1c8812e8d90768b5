import numpy as np
import pytest
import torch

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.endpoints.explore import ENDPOINTS, token_of
from vitviz.app.pages.explore import code
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.maps import looked_at
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
    assert set(arrays) == {"lse", "queries", "keys"}
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


def test_the_python_lines_make_the_same_logits(analysis):
    _, arrays = asked(analysis, "predictions")
    made = {}
    exec(code(analysis, ViewState())["predictions"], made)
    assert np.allclose(made["vit_says"].numpy(), arrays["vit_logits"], atol=1e-5)
    assert np.allclose(made["cnn_says"].numpy(), arrays["cnn_logits"], atol=1e-5)


def test_a_query_that_the_model_does_not_have_is_the_first_token(analysis):
    assert token_of("p0", analysis.trace) == 0
    assert token_of("0", analysis.trace) == 1
    assert token_of("p4", analysis.trace) == 0
    assert token_of("256", analysis.trace) == 0


SETTINGS = {"fusion": "max", "residual": 0.3, "discard": 0.5}


@pytest.mark.parametrize("by", ["row", "column"])
@pytest.mark.parametrize("head", ["9.4", "9.mean", "rollout"])
def test_the_large_map_is_taken_away_as_it_is_shown_and_its_lines_make_it(analysis, by, head):
    state = {"query": "120", "head": head, "by": by, **SETTINGS}
    _, arrays = asked(analysis, "shown", **state)
    kind = "rollout" if head == "rollout" else "mean" if head.endswith("mean") else "head"
    parts, made = code(analysis, ViewState(**state)), {}
    line = parts[f"{kind}_{by}"].format(token=121, layer=9, head=4)
    exec(f"{parts['begin']}\n{line}", made)
    assert np.allclose(made["weights"].numpy(), arrays["weights"], atol=1e-7)
    assert arrays["weights"].shape == (257,)


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


@pytest.mark.parametrize("by", ["row", "column"])
@pytest.mark.parametrize(("name", "heads"), [("head", 4), ("mean", slice(6)), ("wall", None)])
def test_the_python_lines_make_the_same_weights(analysis, by, name, heads):
    _, arrays = asked(analysis, "attention", query="120", by=by)
    parts, made = code(analysis, ViewState()), {}
    exec(parts["begin"] + "\n" + parts[f"{name}_{by}"].format(token=121, layer=9, head=4), made)
    if name == "wall":
        assert torch.equal(made["maps"][11], torch.tensor(arrays["layer_11"]))
    else:
        exact = arrays["layer_9"][heads]
        exact = exact.mean(0) if exact.ndim == 2 else exact
        assert np.allclose(made["weights"].numpy(), exact, atol=1e-7)


def test_the_python_lines_make_the_same_rollout(analysis):
    fields = {"fusion": "min", "residual": 0.3, "discard": 0.2}
    _, arrays = asked(analysis, "rollout", **fields)
    parts, made = code(analysis, ViewState(**fields)), {}
    exec(parts["begin"] + "\n" + parts["rollout"], made)
    assert np.array_equal(made["row"].numpy(), arrays["rollout"])
