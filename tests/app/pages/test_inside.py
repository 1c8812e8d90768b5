import pytest

from vitviz.app.pages import inside


@pytest.fixture
def shown(visit, monkeypatch):
    """Opens Inside at an address and returns what each of its views was given."""
    given = {}

    def keep(view, data, words, language):
        given[view] = {"data": data, "words": words, "language": language}

    def open_page(**parameters):
        monkeypatch.setattr(inside, "show_view", keep)
        page = visit(go="inside", **parameters)
        assert not page.exception
        return given

    return open_page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_three_views_are_shown_in_the_visitors_language(shown, lang):
    given = shown(lang=lang)
    assert list(given) == ["patch", "depth", "lens"]
    assert {view["language"] for view in given.values()} == {lang}


def test_labels_come_in_both_languages_the_visitors_first(shown):
    data = shown(lang="zh", photo="koala")["lens"]["data"]
    assert (data["labels"][5], data["other"][5]) == ("考拉", "koala")


def test_what_the_address_keeps_reaches_the_views(shown):
    given = shown(query="120", filter="7", depth="3", maps="norm", target="5", scale="head")
    assert given["patch"]["data"]["view"] == {"query": "120", "filter": "7"}
    assert given["depth"]["data"]["view"] == {"query": "120", "depth": "3", "maps": "norm"}
    lens = {"query": "120", "depth": "3", "target": "5", "scale": "head"}
    assert given["lens"]["data"]["view"] == lens


def test_an_untrained_model_is_told_as_such(shown):
    assert shown(weights="random")["patch"]["data"]["random"]
    assert not shown(weights="published")["lens"]["data"]["random"]
