from types import SimpleNamespace

import pytest

from tests.app.families import analysis_in, open_all
from tests.app.pages.shown import analysis, shown
from vitviz.app.pages import built_in, versus
from vitviz.app.pages.panel import Panel
from vitviz.app.state.view_state import ViewState
from vitviz.text import words

BACKBONE = SimpleNamespace(name="backbone", has_head=False, dynamic=False, calls=())


def below(found):
    return built_in.built_in(ViewState(), found, words("en"), {}, {})


def test_what_both_have_built_in_stands_below_what_is_done_to_the_picture():
    views = [panel.view for panel in shown(versus)]
    assert views[:5] == ["perturb", "class_maps", "equivariance", "counting", "cost"]
    assert views[5] == "receptive"


@pytest.fixture
def uncosted(monkeypatch):
    """What is known of a cost needs more of a model than its facts."""
    monkeypatch.setattr(built_in, "_cost", lambda *_: Panel("cost", {}, {}))


@pytest.mark.usefixtures("uncosted")
def test_a_model_without_classes_is_counted_all_the_same():
    views = [panel.view for panel in below(SimpleNamespace(vit=BACKBONE))]
    assert views == ["notice", "equivariance", "counting", "cost", "receptive"]


def test_the_class_can_be_picked_among_all_labels():
    panel = below(analysis())[0]
    assert len(panel.data["classes"]["shares"]) == 62
    assert panel.labels


def test_a_model_of_one_size_has_its_cost_too(monkeypatch):
    open_all(monkeypatch)
    panel = below(analysis_in("swin"))[3]
    assert (panel.view, panel.data["known"]) == ("cost", False)


def test_the_browser_is_told_whether_the_cost_is_known(monkeypatch):
    monkeypatch.setattr(built_in.versus_cost, "known", lambda _: True)
    assert below(analysis())[3].data["known"] is True


def test_a_cost_is_asked_at_one_address_for_every_photo_and_size_of_the_same_models():
    def asked(photo, **other):
        return below(analysis(photo, **other))[3].data["urls"]["analysis"]

    assert asked("koala") == asked("cat", rows=8, shape="photo", cnn_size=128)
    assert asked("koala") != asked("koala", cnn="efficientnet-lite0-everyday")
    assert asked("koala") != asked("koala", model="hunger-vit-002")
    assert asked("koala") != asked("koala", weights="random")


def test_a_cost_is_exported_as_of_the_models_whatever_the_photo():
    assert below(analysis("koala"))[3].data["caption"] == {
        "file": "",
        "lines": ["Model: Everyday ViT-S/14.", "CNN: EfficientNet-Lite0."],
    }


@pytest.mark.usefixtures("uncosted")
def test_the_reach_of_heads_is_shown_where_weights_are_shares():
    signed = SimpleNamespace(**vars(BACKBONE) | {"calls": (SimpleNamespace(signed=True),)})
    assert below(SimpleNamespace(vit=BACKBONE))[4].data["reach"] is True
    assert below(SimpleNamespace(vit=signed))[4].data["reach"] is False
