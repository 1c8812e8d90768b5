import numpy as np
import pytest

from vitviz.app.compute import analyses
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints import checks
from vitviz.app.endpoints.checks import ENDPOINTS
from vitviz.app.endpoints.maps import METHODS, maps_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.invariants import LIMITS
from vitviz.core.attention.maps import density
from vitviz.core.attribution.rank_correlation import spearman
from vitviz.core.evaluation.weight_randomization import depths, randomized
from vitviz.core.models.load import logits
from vitviz.web.bundle import unpack


def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def told(name, **fields):
    return unpack(ENDPOINTS[name].make(analysis(), ViewState(photo="koala", **fields)))


def test_randomizing_nothing_changes_nothing():
    header, arrays = told("weight_randomization", target="5", forget=0)
    np.testing.assert_allclose(arrays["before"], arrays["after"], rtol=1e-5)
    np.testing.assert_allclose(header["agreement"], 1)
    assert header["probability"] == pytest.approx(
        float(analysis().trace.logits.softmax(0)[5]), 1e-4
    )


def test_a_forgotten_classifier_leaves_the_maps_that_know_no_class_and_changes_the_others():
    header, _ = told("weight_randomization", target="5", forget=1)
    agreement = dict(zip(header["methods"], header["agreement"], strict=True))
    assert agreement["attention"] == agreement["rollout"] == pytest.approx(1)
    assert agreement["relevance"] < 0.99


def test_maps_and_correlations_are_those_of_the_randomized_model():
    state = ViewState(target="5", forget=4)
    header, arrays = told("weight_randomization", target="5", forget=4)
    vit, pixels = analysis().vit, analyses.pixels(analysis())
    before, after = (maps_of(model, pixels, 5, state) for model in (vit, randomized(vit, 4)))
    np.testing.assert_allclose(arrays["after"], density(after), rtol=1e-3, atol=1e-4)
    for index in range(len(METHODS)):
        assert header["agreement"][index] == pytest.approx(
            spearman(before[index], after[index]), abs=0.05
        )


def test_more_stages_than_there_are_is_all():
    assert told("weight_randomization", forget=400)[0]["depth"] == depths(analysis().vit)


def test_the_maps_before_are_made_once_for_all_depths(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))
    made = []

    def counted(vit, *rest):
        made.append(vit)
        return maps_of(vit, *rest)

    monkeypatch.setattr(checks, "maps_of", counted)
    first, second = (
        told("weight_randomization", forget=1)[1],
        told("weight_randomization", forget=2)[1],
    )
    assert sum(vit is analysis().vit for vit in made) == 1
    np.testing.assert_array_equal(first["before"], second["before"])


def test_the_shared_model_has_forgotten_nothing():
    told("weight_randomization", forget=3)
    found = logits(analysis().vit, analyses.pixels(analysis()))
    np.testing.assert_allclose(found, analysis().trace.logits, atol=1e-5)


def test_the_invariants_hold_and_say_their_limits_and_when():
    header, arrays = told("invariants")
    assert header["hold"]
    assert header["limits"] == LIMITS
    assert header["worst"]["rows"] == pytest.approx(float(arrays["rows"].max()))
    assert arrays["outputs"][header["layer"]["outputs"]] == arrays["outputs"].max()
    assert header["measured"] > 1.7e9


def test_the_pace_is_seconds_for_each_model():
    header, _ = told("pace")
    assert 0 < header["vit"] < 60
    assert 0 < header["cnn"] < 60


def test_others_come_between_the_passes_of_a_bundle(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))
    taken = []

    class Lock:
        def __enter__(self):
            taken.append(1)

        def __exit__(self, *error):
            pass

        def with_gradients(self):
            return self

    here = analysis()
    monkeypatch.setattr(checks, "inference_lock", Lock())
    ENDPOINTS["pace"].make(here, ViewState())
    assert len(taken) == 6
    ENDPOINTS["weight_randomization"].make(here, ViewState(forget=1))
    assert len(taken) == 9  # the maps of the whole model, of the other, and what that one says
