from dataclasses import replace

from tests.app.pages.shown import analysis, beside_its_like
from vitviz.app.compute import analyses
from vitviz.app.pages.caveats import caveat
from vitviz.app.pages.predictions import likeliest, predictions
from vitviz.text import words


def shown(photo="koala", language="en", **fields):
    return predictions(words(language), analysis(photo, **fields))


def notes(photo="koala", **fields):
    return [note["text"] for note in shown(photo, **fields)["notes"]]


def test_each_model_has_its_five_likeliest_labels():
    vit, cnn = shown()["own"]
    assert vit["rows"][0]["label"] == "koala"
    assert len(vit["rows"]) == len(cnn["rows"]) == 5
    assert (vit["count"], cnn["count"]) == (62, 1000)


def test_bars_are_probabilities_to_six_digits():
    found = analysis("koala")
    vit, cnn = shown()["own"]
    for own, ranked in zip((vit, cnn), found.ranked, strict=True):
        for row, (_index, share) in zip(own["rows"], ranked, strict=True):
            assert abs(row["shares"][0] - share) <= 5e-6 * share


def test_both_models_stand_over_the_labels_that_they_share_and_something_else():
    rows = shown()["shared"]["rows"]
    assert {len(row["shares"]) for row in rows} == {2}
    assert rows[-1]["label"] == "something else"


def test_the_vit_has_no_share_of_something_else():
    vit, cnn = shown()["shared"]["rows"][-1]["shares"]
    assert vit is None
    assert 0 <= cnn <= 1


def test_labels_are_chinese_on_the_chinese_page():
    vit, cnn = shown(language="zh")["own"]
    assert vit["rows"][0]["label"] == "考拉"
    assert "熊" in cnn["rows"][0]["label"] or "考拉" in cnn["rows"][0]["label"]


def test_what_the_vit_cannot_know_is_said():
    assert caveat(words("en"), analysis("astronaut")) in notes("astronaut")


def test_a_known_thing_is_not_called_unknown():
    assert notes() == []


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


def test_beside_a_cnn_of_the_same_classes_nothing_else_stands(monkeypatch):
    found = predictions(words("en"), beside_its_like(monkeypatch))
    names = [row["label"] for row in found["shared"]["rows"]]
    assert len(names) == 5
    assert set(names) < set(analysis().vit.labels)
    assert found["shared"]["known"] is None
    assert [own["kind"] for own in found["own"]] == ["everyday", "everyday"]


def test_labels_are_said_to_be_whose_they_are():
    assert [own["kind"] for own in shown()["own"]] == ["everyday", "imagenet"]


def test_two_models_that_share_no_label_are_said_to_and_stand_in_their_own(monkeypatch):
    monkeypatch.setattr(analyses.Analysis, "shared", None)
    found = predictions(words("en"), replace(analysis(), key="alone"))
    assert found["shared"] is None
    assert [note["text"] for note in found["notes"]] == [
        "The two models share no label: each speaks in its own."
    ]
    assert [own["count"] for own in found["own"]] == [62, 1000]
