import dataclasses

import pytest

from tests.app.pages.shown import analysis
from vitviz.app.compute import analyses, photos
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.pages import frame
from vitviz.app.pages.frame import bar, tray
from vitviz.app.settings import Settings
from vitviz.app.state.view_state import ViewState
from vitviz.text import words


def test_the_bar_knows_where_it_is_and_what_computes():
    data = bar("inside", ViewState(), "").data
    assert (data["here"], data["device"]) == ("inside", "CPU")


def test_the_tray_marks_what_the_state_asks_for_even_where_another_photo_is_shown():
    shown = tray(ViewState(photo="nothing"), analysis("koala"), words("en"))
    assert shown.state["photo"] == "nothing"


def test_a_bundled_photo_is_nobodys_own():
    assert tray(ViewState(), analysis(), words("en")).data["own"] is None


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "256 patches (16 × 16), 14 px each"),
        ("zh", "256 个图块（16 × 16），每块 14 像素"),
    ],
)
def test_the_tray_says_how_many_patches_there_are_and_how_large(language, title):
    data = tray(ViewState(), analysis(), words(language)).data
    assert data["patches"] == title
    assert [size["label"] for size in data["sizes"]] == ["256", "576", "1,024"]
    assert data["sizes"][0]["hint"].startswith(title)
    assert "224 × 224" in data["sizes"][0]["hint"]


@pytest.mark.parametrize(("toned", "said"), [(True, "HDR"), (False, "")])
def test_an_own_photo_whose_light_was_compressed_says_so(toned, said, monkeypatch):
    held = photos.Photo("up-1", b"", toned)
    monkeypatch.setattr(photos, "kept", lambda _: held)
    shown = analysis()
    mine = dataclasses.replace(shown, spec=dataclasses.replace(shown.spec, photo="up-1"))
    own = tray(ViewState(), mine, words("en")).data["own"]
    assert own["id"] == "up-1"
    assert own.get("credit", "")[:3] == said


@pytest.mark.parametrize(
    ("lecture", "room", "side"), [(False, "", 0), (True, "", 1024), (False, "23456789", 1024)]
)
def test_a_class_sends_its_photos_smaller_and_nobody_else_does(lecture, room, side, monkeypatch):
    monkeypatch.setattr(frame, "settings", lambda: Settings(lecture=lecture))
    assert tray(ViewState(room=room), analysis(), words("en")).data["reduced_to"] == side


def test_the_tray_marks_the_cnn_that_is_asked_for_even_where_another_one_is_shown():
    shown = tray(ViewState(cnn="resnet18.a1_in1k"), analysis(), words("en"))
    assert shown.state["cnn"] == "resnet18.a1_in1k"
    assert shown.data["other_cnn"]["title"] == "resnet18.a1_in1k"


def test_of_a_model_of_one_size_the_tray_says_which_is_built_anew():
    swin = {"model": "swin_tiny_patch4_window7_224", "weights": "random"}
    for rows in (0, 112):
        shown = analyses.analysis(AnalysisSpec("koala", **swin, rows=rows))
        own, built = tray(ViewState(**swin, rows=rows), shown, words("en")).data["sizes"]
        assert (own["rows"], own["label"], built["rows"], built["label"]) == (
            *(56, "3,136"),
            *(112, "12,544"),
        )
        assert own["hint"].endswith("the model reads 224 × 224 px")
        assert built["hint"].endswith("the model is built anew for 448 × 448 px")


def test_a_model_that_takes_another_size_as_it_is_built_is_not_built_anew():
    pvt = {"model": "pvt_v2_b0", "weights": "random"}
    shown = analyses.analysis(AnalysisSpec("koala", **pvt, rows=0))
    hints = [each["hint"] for each in tray(ViewState(**pvt), shown, words("en")).data["sizes"]]
    assert [hint.partition(": ")[2] for hint in hints] == [
        "the model reads 224 × 224 px",
        "the model reads 448 × 448 px",
    ]
