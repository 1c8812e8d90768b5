import numpy as np

from tests.core.sums import end
from vitviz.app.compute import analyses
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints import ablation
from vitviz.app.endpoints.ablation import ENDPOINTS, off_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.maps import density
from vitviz.core.attribution.gradients import gradients
from vitviz.core.attribution.relevance import relevance
from vitviz.core.evaluation.ablation import Off, ablated
from vitviz.web.bundle import unpack


def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def test_an_address_names_heads_and_layers_and_others_are_left_out():
    off = off_of("11.3-10.all-11.40-77.all-77.0", analysis().vit)
    assert off == Off(heads=frozenset([(11, 3)]), layers=frozenset([10]))
    assert off_of("", analysis().vit) == Off()


def test_the_table_holds_the_change_of_every_classs_logit():
    blob, seen = end(ENDPOINTS["ablation"].make(analysis(), ViewState()))
    _, arrays = unpack(blob)
    pixels, plain = analyses.pixels(analysis()), analysis().trace.logits.numpy()
    for layer, head in ((11, 3), (0, 5)):
        off = Off(heads=frozenset([(layer, head)]))
        change = ablated(analysis().vit, pixels, off).logits.numpy() - plain
        np.testing.assert_allclose(arrays["without_head"][layer, head], change, atol=1e-4)
    change = ablated(analysis().vit, pixels, Off(layers=frozenset([7]))).logits.numpy() - plain
    np.testing.assert_allclose(arrays["without_layer"][7], change, atol=1e-4)
    steps, parts = seen[::2], [unpack(part)[1] for part in seen[1::2]]
    assert steps[-1] == (12, 12)
    for done, part in enumerate(parts, 1):  # a layer more with each, as it is in the end
        np.testing.assert_array_equal(part["without_head"][:done], arrays["without_head"][:done])
        assert np.isnan(part["without_head"][done:]).all()
        assert np.isnan(part["without_layer"][done:]).all()


def test_before_and_after_are_the_plain_model_and_the_one_with_heads_off():
    state = ViewState(target="5", start=1, off="11.3-10.all")
    header, arrays = unpack(ENDPOINTS["off"].make(analysis(), state))
    pixels = analyses.pixels(analysis())
    off = Off(heads=frozenset([(11, 3)]), layers=frozenset([10]))
    np.testing.assert_allclose(arrays["logits"][0], analysis().trace.logits, atol=1e-4)
    changed = ablated(analysis().vit, pixels, off).logits
    np.testing.assert_allclose(arrays["logits"][1], changed, atol=1e-4)
    np.testing.assert_allclose(arrays["probabilities"][1], changed.softmax(0), atol=1e-5)
    own = density(relevance(analysis().vit, pixels, 5, start=1))
    np.testing.assert_allclose(arrays["maps"][0], own, rtol=1e-3, atol=1e-4)
    assert header == {"target": 5, "signal": [True, True]}


def test_with_nothing_off_both_are_the_same():
    _, arrays = unpack(ENDPOINTS["off"].make(analysis(), ViewState(target="5")))
    np.testing.assert_allclose(arrays["maps"][0], arrays["maps"][1], rtol=1e-5)


def test_the_model_with_all_heads_on_runs_once_for_all_that_is_switched_off(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))
    runs = []

    def counted(*asked):
        runs.append(asked)
        return gradients(*asked)

    monkeypatch.setattr(ablation, "gradients", counted)
    for off in ("11.0", "11.1", "11.2"):
        ENDPOINTS["off"].make(analysis(), ViewState(target="5", off=off))
    assert len(runs) == 4


def test_all_layers_off_leave_no_relevance():
    every = "-".join(f"{layer}.all" for layer in range(12))
    header, _ = unpack(ENDPOINTS["off"].make(analysis(), ViewState(target="5", off=every)))
    assert header["signal"] == [True, False]
