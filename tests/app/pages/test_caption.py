import io

from PIL import Image

from tests.app.pages.shown import analysis
from vitviz.app.compute import analyses, photos
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.pages.caption import caption, patches_of
from vitviz.text import words


def test_a_picture_names_the_photo_its_author_and_licence_and_the_model():
    assert caption(words("en"), analysis("koala")) == {
        "file": "koala",
        "lines": [
            "Photo: A koala in a tree. BurningWell, public domain.",
            "Model: Everyday ViT-S/14, 256 patches (16 × 16), 14 px each.",
        ],
    }


def test_it_does_so_in_the_visitors_language():
    photo, model = caption(words("zh"), analysis("koala", weights="random"))["lines"]
    assert photo == "照片：树上的考拉。BurningWell，public domain。"
    assert "未训练" in model


def test_an_upload_is_named_by_nothing_of_its_own():
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    upload = photos.add(file.getvalue())
    own = analyses.analysis(AnalysisSpec(upload.id, "everyday-vit-s14", "published", 4))
    found = caption(words("en"), own)
    assert found["file"] == "own-photo"
    assert upload.id not in str(found)


def test_of_a_pair_the_cnn_is_named_too():
    *_, line = caption(words("en"), analysis(cnn_weights="random"), pair=True)["lines"]
    assert line == "CNN: EfficientNet-Lite0, untrained."


def test_a_size_that_was_chosen_for_the_cnn_is_named_in_both_languages():
    found = analysis(cnn_size=128)
    assert (
        caption(words("en"), found, pair=True)["lines"][-1] == "CNN: EfficientNet-Lite0, at 128 px."
    )
    assert "128 像素" in caption(words("zh"), found, pair=True)["lines"][-1]


def test_a_count_of_patches_is_written_as_every_number_of_the_page_is():
    vit = analysis("koala").vit
    assert patches_of(words("en"), vit, 56, 56).startswith("3,136 patches (56 × 56)")
