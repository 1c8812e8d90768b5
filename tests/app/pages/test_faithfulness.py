from typing import NamedTuple

import pytest

from vitviz.app.compute import analyses
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.pages import faithfulness
from vitviz.app.state.view_state import ViewState
from vitviz.text import Words, words

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
