import json

import pytest

from tests.app.families import MODELS, analysis_in, open_all
from tests.app.pages.shown import analysis
from vitviz.app.pages.flow import alone, panel
from vitviz.app.pages.thread import thread
from vitviz.core.models.token_layout import TokenLayout
from vitviz.errors import ArgumentError
from vitviz.text import words
from vitviz.web.words_flow import STAGES


def told(stage="photo", language="en", **fields):
    return panel(words(language), analysis(), stage, **fields)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_is_the_threads_facts_and_its_own(stage, language):
    shown = told(stage, language, play=True)
    facts = thread(words(language), analysis()).data
    assert shown.view == "flow"
    assert (shown.data["stage"], shown.data["play"]) == (stage, True)
    assert {name: shown.data[name] for name in facts} == facts


def test_its_message_is_small():
    assert len(json.dumps(told().data, ensure_ascii=False).encode()) < 1200


def test_the_bundled_model_reads_its_class_token_alone_and_588_numbers_of_a_patch():
    data = told().data
    assert (data["alone"], data["pooled"], data["filters"]) == ([0], "class", 588)


def test_another_stage_is_refused():
    with pytest.raises(ArgumentError):
        told("convolution")


def test_what_is_read_by_itself():
    pair = TokenLayout(("class", "distillation", "register"), (2, 2), (0.5, 0.5, 0.0))
    assert alone(pair) == [0, 1]
    assert alone(TokenLayout(("register", "register"), (2, 2), (1.0, 0.0))) == [0]
    assert alone(TokenLayout(("class",), (2, 2), (0.0,))) == []


@pytest.mark.parametrize("name", MODELS)
def test_it_is_told_of_every_model(name):
    with pytest.MonkeyPatch.context() as patch:
        open_all(patch)
        data = panel(words("en"), analysis_in(name), "photo").data
    json.dumps(data, allow_nan=False)
    assert data["filters"] in (0, 3 * data["trace"]["patch"][0] * data["trace"]["patch"][1])


def test_a_model_with_windows_says_how_many_tokens_one_holds():
    with pytest.MonkeyPatch.context() as patch:
        open_all(patch)
        found = {name: panel(words("en"), analysis_in(name), "photo") for name in ("swin", "vit")}
    assert {name: each.data["window"] for name, each in found.items()} == {"swin": 16, "vit": 0}
