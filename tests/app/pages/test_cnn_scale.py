import pytest

from tests.app.pages.shown import analysis, shown
from vitviz.app.pages import explain, explore, versus
from vitviz.app.pages.cnn_scale import chosen, offered, scale_note
from vitviz.app.pages.frame import tray
from vitviz.app.state.view_state import ViewState
from vitviz.core.models.cnn_size import scale_of
from vitviz.errors import SizeError
from vitviz.text import words

EVERYDAY = "efficientnet-lite0-everyday"


def test_a_cnn_that_looks_at_more_pixels_than_it_learned_says_so_with_the_measured_figures():
    found = analysis(cnn=EVERYDAY)
    note = scale_note(words("en"), found)
    assert note["side"] == 128
    assert "98 to 168 px and is given 224 px" in note["text"]
    shares = scale_of(found.cnn).shares
    for side in (224, 128):
        assert f"{shares[side]:.0%}" in note["text"]
    assert note["press"] == "Show the CNN the same crop at 128 px"


def test_at_a_size_that_is_not_listed_the_figure_is_of_the_nearest_one_and_says_so():
    text = scale_note(words("en"), analysis(cnn=EVERYDAY, cnn_size=256))["text"]
    assert "is given 256 px" in text
    assert "at 224 px" in text


@pytest.mark.parametrize("fields", [{"cnn_size": 128}, {"cnn_size": 160}])
def test_at_what_it_learned_nothing_is_said(fields):
    assert scale_note(words("en"), analysis(cnn=EVERYDAY, **fields)) is None


def test_a_cnn_whose_card_says_nothing_has_no_note():
    assert scale_note(words("en"), analysis()) is None
    assert scale_note(words("en"), analysis(cnn=EVERYDAY, cnn_weights="random")) is None


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("page", "place"),
    [
        (explore, lambda panels: panels["predictions"]),
        (versus, lambda panels: panels["perturb"]),
        (versus, lambda panels: panels["class_maps"]["classes"]),
        (explain, lambda panels: panels["explain"]["classes"]),
    ],
)
def test_the_note_stands_beside_every_answer_of_the_cnn(page, place, language):
    def told(**fields):
        panels = {panel.view: panel.data for panel in shown(page, language, cnn=EVERYDAY, **fields)}
        return place(panels)["scale"]

    assert told() == scale_note(words(language), analysis(cnn=EVERYDAY))
    assert told(cnn_size=128) is None


def test_the_tray_offers_the_sizes_and_marks_the_one_on_screen():
    found = analysis(cnn=EVERYDAY, cnn_size=128)
    data = tray(ViewState(cnn=EVERYDAY, cnn_size=128), found, words("en")).data
    assert [size["cnn_size"] for size in data["cnn_sizes"]] == [128, 0]
    assert [size["label"] for size in data["cnn_sizes"]] == ["128 px", "224 px"]
    assert data["cnn_size"] == 128
    assert tray(ViewState(), analysis(), words("en")).data["cnn_size"] == 0
    assert tray(ViewState(), found, words("en"), sized=False).data["cnn_sizes"] == []


def test_a_size_that_an_address_asks_for_is_offered_too():
    found = analysis(cnn_size=96)
    assert [size["cnn_size"] for size in offered(words("en"), found)] == [96, 128, 0]
    assert chosen(found) == 96


def test_its_own_size_by_its_number_is_its_own_size():
    assert chosen(analysis(cnn_size=224)) == 0


@pytest.mark.parametrize("side", [100, 7, 1024])
def test_a_size_that_the_cnn_cannot_take_is_refused_in_both_languages(side):
    with pytest.raises(SizeError) as caught:
        analysis(cnn_size=side)
    assert f"{side} px" in str(caught.value)
