from typing import NamedTuple

import numpy as np
import pytest

from vitviz.app.compute import analyses
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints import curves as tried
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.pages import faithfulness
from vitviz.app.state.view_state import ViewState
from vitviz.text import Words, words
from vitviz.web.bundle import unpack

CHOICE = ViewState(photo="koala", rows=4, target="5", filling="blur", start=2, cam="9")


@pytest.fixture(autouse=True)
def nothing_cached(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))


class Page(NamedTuple):
    words: Words
    state: ViewState
    analysis: analyses.Analysis


def page(language="en", **fields):
    analysis = analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))
    return Page(words(language), CHOICE.with_(fields), analysis)


def judged(page):
    return faithfulness.judged(*page)


def ablation(page):
    return faithfulness.ablation(*page)


def made(code):
    """What the lines leave behind."""
    found = {}
    exec(code, found)
    return found


def finished(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return unpack(end.value)


def test_the_class_has_its_name_in_the_visitors_language():
    assert judged(page())["label"] == "koala"
    assert ablation(page("zh"))["label"] == page().analysis.vit.labels_zh[5]


def test_a_result_that_is_cached_is_known_and_another_is_not():
    here = page()
    assert ablation(here)["cached"] == {"ablation": False}
    name = ENDPOINTS["ablation"].name(here.analysis.key, "ablation", here.state)
    analyses.blob(name, lambda: b"x")
    assert ablation(here)["cached"] == {"ablation": True}
    name = ENDPOINTS["faithfulness"].name(here.analysis.key, "faithfulness", here.state)
    analyses.blob(name, lambda: b"x")
    assert judged(here)["cached"] == {"faithfulness": "blur"}
    assert judged(page(filling="mean"))["cached"] == {"faithfulness": ""}


def test_the_likeliest_class_unnamed_is_the_same_as_named():
    here = page(target="")
    first = int(here.analysis.trace.logits.argmax())
    named = CHOICE.with_({"target": first})
    analyses.blob(
        ENDPOINTS["faithfulness"].name(here.analysis.key, "faithfulness", named), lambda: b"x"
    )
    assert judged(here)["target"] == first
    assert judged(here)["cached"] == {"faithfulness": "blur"}


def test_the_lines_for_the_curves_make_the_curves(monkeypatch):
    monkeypatch.setattr(tried, "POINTS", 3)
    here = page()
    _, arrays = finished(ENDPOINTS["faithfulness"].make(here.analysis, here.state))
    found = made(judged(here)["code"]["faithfulness"])
    for index in range(5):
        curve = found["found"].deletion[index]
        expected = arrays["vit_curves"][index, 0, 0]
        ends_and_middle = curve.probability[::8]  # of 16 patches the lines try every one
        np.testing.assert_allclose(ends_and_middle, expected, rtol=1e-3, atol=1e-5)
    assert len(found["standings"]) == 5


def test_the_lines_for_weight_randomization_make_the_maps_correlations():
    here = page(forget=3)
    header, _ = unpack(ENDPOINTS["weight_randomization"].make(here.analysis, here.state))
    found = made(judged(here)["code"]["weight_randomization"].replace("{depth}", "3"))
    np.testing.assert_allclose(found["agreement"], header["agreement"], atol=0.02)


def test_the_lines_name_only_layers_that_there_are():
    here = page(start=9999, cam="0999", forget=1)
    header, _ = unpack(ENDPOINTS["weight_randomization"].make(here.analysis, here.state))
    found = made(judged(here)["code"]["weight_randomization"].replace("{depth}", "1"))
    np.testing.assert_allclose(found["agreement"], header["agreement"], atol=0.02)


def test_the_lines_for_the_invariants_find_that_they_hold(capsys):
    assert made(judged(page())["code"]["invariants"])["found"].hold
    assert "True" in capsys.readouterr().out


def test_the_lines_for_the_heads_make_the_table_and_the_change():
    here = page(off="11.3")
    _, arrays = finished(ENDPOINTS["ablation"].make(here.analysis, here.state))
    code = ablation(here)["code"]
    found = made(code["ablation"])
    np.testing.assert_allclose(found["heads"], arrays["heads"][..., 5], atol=1e-4)
    _, arrays = unpack(ENDPOINTS["off"].make(here.analysis, here.state))
    off = "Off(heads=frozenset([(11, 3)]), layers=frozenset([]))"
    found = made(code["off"].replace("{off}", off))
    np.testing.assert_allclose(found["logits"][1], arrays["logits"][1], atol=1e-4)
