from tests.app.pages.shown import analysis
from vitviz.app.compute import analyses
from vitviz.app.pages.predictions import bars, likeliest
from vitviz.text import words


def charts(photo="koala", language="en", **fields):
    rows = bars(words(language), analysis(photo, **fields))
    return [chart for row in rows for chart in row["charts"]]


def notes(photo="koala", **fields):
    rows = bars(words("en"), analysis(photo, **fields))
    return [note["text"] for row in rows for note in row["notes"]]


def test_each_model_has_five_bars_in_its_own_labels_and_both_share_a_chart():
    vit, cnn, both = charts()
    assert vit["series"][0]["rows"][0][0] == "koala"
    assert len(vit["series"][0]["rows"]) == len(cnn["series"][0]["rows"]) == 5
    assert [one["title"] for one in both["series"]] == ["ViT", "CNN"]
    assert both["series"][0]["rows"][-1][0] == analyses.vocabulary().labels[-1]


def test_the_vit_has_no_share_of_something_else():
    vit, cnn = charts()[2]["series"]
    assert vit["rows"][-1][2] == "cannot say"
    assert cnn["rows"][-1][2].endswith("%")


def test_labels_are_chinese_on_the_chinese_page():
    vit, cnn, _ = charts(language="zh")
    assert vit["series"][0]["rows"][0][0] == "考拉"
    assert "熊" in cnn["series"][0]["rows"][0][0] or "考拉" in cnn["series"][0]["rows"][0][0]


def test_what_the_vit_cannot_know_is_said():
    assert any("Probably none of the 62 things" in said for said in notes("astronaut"))


def test_a_known_thing_is_not_called_unknown():
    assert notes() == []


def test_the_labels_of_an_untrained_model_are_called_chance():
    assert any("untrained" in said for said in notes(weights="random"))


def test_the_line_under_the_photo_names_the_likeliest_class_of_each_model():
    vit, cnn = likeliest(words("en"), analysis())
    assert (vit["model"], vit["label"], cnn["model"], cnn["label"]) == (
        "vit",
        "koala",
        "cnn",
        "koala",
    )
    assert vit["share"] > 0.9
    assert cnn["share"] > 0.9
