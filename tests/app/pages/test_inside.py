import pytest

from tests.app.pages.shown import analysis, shown
from vitviz.app.pages import inside
from vitviz.app.pages.caption import credit
from vitviz.app.pages.labels import address
from vitviz.text import words


def given(**fields):
    return {panel.view: panel for panel in shown(inside, **fields)}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_a_patch_the_residual_stream_components_and_the_lens(language):
    found = [panel.view for panel in shown(inside, language)]
    assert found == ["patch", "depth", "components", "lens"]


def test_the_lens_is_given_the_address_of_the_labels():
    assert shown(inside, "zh")[3].labels == address(words("zh"), analysis())


def test_what_the_state_holds_reaches_the_views():
    found = given(query="120", filter="7", depth="3", maps="norm", target="5", scale="head")
    assert found["patch"].state == {"query": "120", "filter": "7"}
    assert found["depth"].state == {"query": "120", "depth": "3", "maps": "norm"}
    components = {"query": "120", "depth": "3", "second": "", "on": "first", "scale": "head"}
    assert found["components"].state == components
    lens = {"query": "120", "depth": "3", "target": "5", "scale": "head"}
    assert found["lens"].state == lens


def test_an_untrained_model_is_told_as_such():
    assert given(weights="random")["patch"].data["random"]
    assert not given()["lens"].data["random"]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "the class token [CLS]"), ("zh", "类别 token [CLS]")]
)
def test_the_lens_is_told_what_the_head_reads(language, said):
    assert shown(inside, language)[3].data["reads"] == said


def test_under_two_photos_stands_whose_both_are():
    alone, both = (given(second=name)["components"].data for name in ("", "cat"))
    first, model = alone["caption"]["lines"]
    assert both["caption"]["lines"] == [first, credit(words("en"), "cat"), model]
    assert both["lost"] == alone["lost"] == ""


@pytest.mark.parametrize(
    ("second", "said"), [(f"up-{'0' * 32}", "visitor's own photo"), ("nothing", "no photo of this")]
)
def test_a_second_photo_that_is_not_here_is_said_and_one_is_shown(second, said):
    found = given(second=second)["components"]
    assert said in found.data["lost"]
    assert found.data["caption"] == given()["components"].data["caption"]
