import numpy as np
import pytest

from vitviz.app.compute import analyses
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints import endpoint
from vitviz.app.endpoints.endpoint import Endpoint, count, one_of
from vitviz.app.state.view_state import ViewState
from vitviz.errors import ArgumentError
from vitviz.web.bundle import pack, unpack

CHOICE = ViewState(target="3", start=2)


@pytest.fixture
def analysis(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 0))


def counted():
    made = []

    def make(analysis, state):
        made.append(state)
        return pack({"target": state.target}, {"one": np.ones(1, np.float32)})

    return Endpoint(("target",), make), made


def test_an_answer_is_made_once_for_all_choices_that_agree_in_its_fields(analysis):
    answer, made = counted()
    one = answer.get(analysis.key, "x", CHOICE)
    assert answer.get(analysis.key, "x", ViewState(target="3", start=5)) == one
    assert answer.get(analysis.key, "x", ViewState(target="4")) != one
    assert len(made) == 2


def test_a_look_that_is_not_here_is_said_so(analysis):
    with pytest.raises(analyses.UnknownAnalysis):
        counted()[0].get("0" * 32, "x", CHOICE)


def test_a_field_of_its_own_names_the_bundle_and_reaches_the_maker(analysis):
    def make(_analysis, _state, *, layer):
        return pack({"layer": layer}, {})

    endpoint = Endpoint((), make, own={"layer": count})
    state, own = endpoint.read({"layer": "7", "start": "2"})
    assert (state.start, own) == (2, {"layer": 7})
    assert unpack(endpoint.get(analysis.key, "x", state, **own))[0] == {"layer": 7}
    assert endpoint.found(analysis.key, "x", state, **own)
    assert endpoint.found(analysis.key, "x", state, layer=8) is None


@pytest.mark.parametrize("text", ["", "-1", "x", "1.0", "99999", "٣"])
def test_what_is_no_count_is_refused(text):
    with pytest.raises(ArgumentError) as refused:
        count("layer", text)
    assert refused.value.facts["argument"] == "layer"


def test_of_some_words_the_first_is_the_default_and_another_is_refused():
    read = one_of("all", "pooling")
    assert [read("queries", text) for text in ("", "pooling")] == ["all", "pooling"]
    with pytest.raises(ArgumentError):
        read("queries", "some")


def test_the_steps_of_a_long_bundle_hold_no_analysis_before_the_first():
    steps = Endpoint((), counted()[0].make, "long").steps("0" * 32, CHOICE)
    with pytest.raises(analyses.UnknownAnalysis):
        next(steps)


def test_before_each_step_it_is_told_how_many_of_all_are_done():
    def work():
        yield
        yield
        return "made"

    told = []

    def listened():
        made = yield from endpoint.counted(work(), 2)
        told.append(made)

    assert list(listened()) == [(0, 2), (1, 2), (2, 2)]
    assert told == ["made"]
