"""What the page is told of a cost; the measuring itself is the core's."""

import json

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import asked
from tests.own import own_model
from vitviz.app.compute import analyses, own
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints import versus_cost
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.settings import Settings
from vitviz.app.state.view_state import ViewState
from vitviz.web.bundle import unpack

PEAKS = {True: 20_000_000, False: 30_000_000}  # by whether attention is fused


@pytest.fixture
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


@pytest.fixture(autouse=True)
def processes(monkeypatch):
    """What the processes were asked for; they take 1 ms a patch."""
    wanted = []

    def lines(_, argument):
        given = json.loads(argument)
        wanted.append((given["model"], given["fused"]))
        yield None
        for height, _ in given["sizes"]:
            seconds = 1e-3 * (height // 14) ** 2
            yield json.dumps({"seconds": seconds, "peak": PEAKS[given["fused"]], "repeats": 5})

    monkeypatch.setattr(versus_cost, "lines_of", lines)
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))
    return wanted


def test_both_kinds_of_attention_and_the_cnn_have_a_process_each(analysis, processes):
    asked(analysis, "versus_cost")
    vit, cnn = "everyday-vit-s14", "efficientnet-lite0"
    assert processes == [(vit, True), (vit, False), (cnn, True)]


def test_the_process_is_told_where_an_operators_model_lies(processes, tmp_path, monkeypatch):
    monkeypatch.setattr(own, "settings", lambda: Settings(models_dir=tmp_path))
    path = own_model(tmp_path, "cost.safetensors")
    spec = analyses.AnalysisSpec("koala", "own:cost.safetensors", "published", 0)
    asked(analyses.analysis(spec), "versus_cost")
    assert processes[0] == (f"file:{path}", True)


def test_the_tokens_are_the_patches_and_those_before_them(analysis):
    header, arrays = asked(analysis, "versus_cost")
    rows = np.array([height // 14 for height, _ in header["sizes"]])
    np.testing.assert_array_equal(arrays["tokens"], 1 + rows**2)


def test_a_cost_of_a_millisecond_a_patch_is_linear(analysis):
    header, _ = asked(analysis, "versus_cost")
    for constant, linear, quadratic in header["fits"]["seconds"]:
        assert linear == pytest.approx(1e-3, rel=0.02)
        assert constant + 1601**2 * quadratic < 0.02


def test_a_peak_that_is_the_allocators_own_has_no_fit(analysis, monkeypatch):
    monkeypatch.setitem(PEAKS, True, 12_288)
    header, _ = asked(analysis, "versus_cost")
    assert [each is None for each in header["fits"]["peak"]] == [True, False, True]


def test_it_tells_how_far_it_is_and_what_is_there(analysis):
    said, parts = [], []
    for step in ENDPOINTS["versus_cost"].make(analysis, ViewState()):
        (parts if isinstance(step, bytes) else said).append(step)
    assert said[0] == (0, 18)
    assert said[-1] == (18, 18)
    header, first = unpack(parts[0])
    assert np.isfinite(first["seconds"]).sum() == 1
    assert header["fits"] == {}


def test_what_was_measured_of_a_model_holds_for_every_photo(analysis, processes):
    assert not versus_cost.known(analysis)
    asked(analysis, "versus_cost")
    other = analyses.analysis(analyses.AnalysisSpec("coffee", "everyday-vit-s14", "published", 4))
    assert versus_cost.known(other)
    asked(other, "versus_cost")
    assert len(processes) == 3
