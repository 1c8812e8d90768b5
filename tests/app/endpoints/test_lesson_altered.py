import pytest

from tests.app.pages.shown import analysis
from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.lesson_altered import label_of, shift, shuffle
from vitviz.app.endpoints.versus_picture import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.web.bundle import unpack


def answer(**fields):
    return unpack(ENDPOINTS["versus_picture"].make(analysis(), ViewState(**fields)))[0]


def test_the_numbers_are_those_of_the_page_vit_vs_cnn():
    header = answer(alter="shuffle", block=28)
    facts = shuffle(analysis(), ViewState())
    for name in ("vit", "cnn"):
        asked = header[name]["shared"][0]
        assert facts[f"{name}_before_share"] == asked["before"]
        assert facts[f"{name}_after_share"] == asked["after"]


def test_a_model_keeps_its_label_that_still_finds_it_the_likeliest():
    header = answer(alter="shift", right=7)
    facts = shift(analysis(), ViewState())
    for name in ("vit", "cnn"):
        asked, *others = header[name]["shared"]
        assert facts[f"{name}_kept"] == all(asked["after"] >= one["after"] for one in others)


@pytest.mark.parametrize("name", ["vit", "cnn"])
def test_models_without_shared_labels_speak_of_their_own(name, monkeypatch):
    monkeypatch.setattr(Analysis, "shared", None)
    monkeypatch.setattr(ENDPOINTS["versus_picture"].__class__, "get", made)
    facts = shift(analysis(), ViewState())
    own = unpack(ENDPOINTS["versus_picture"].make(analysis(), ViewState(alter="shift")))[0][name]
    assert facts["shared"] is False
    assert facts[f"{name}_label"] == label_of(own["own"][0])


def made(endpoint, key, what, state, **own):
    return endpoint.make(analysis(), state, **own)


def test_a_block_is_the_one_that_was_used_where_the_picture_has_another_shape():
    found = analysis(rows=8, shape="photo")  # 9 x 7 patches of 14 px
    assert shuffle(found, ViewState())["block"] == 14
    assert shuffle(analysis(), ViewState(alter="shuffle", block=60))["block"] == 56
