import pytest

from tests.app.pages.shown import analysis
from vitviz.app.pages.instead import instead
from vitviz.errors import ImageError, ModelError, SizeError
from vitviz.text import words

WRONG = {
    "photo": (ImageError("gone"), "A koala in a tree"),
    "vit": (ModelError("unknown", name="x"), "Everyday ViT-S/14"),
    "grid": (SizeError("grid_out_of_range"), "256 patches (16 × 16), 14 px each"),
    "cnn": (ModelError("not_a_cnn", name="x"), "EfficientNet-Lite0"),
    "cnn_size": (SizeError("cnn_size", side=100, step=32, least=32, most=512), "224 px"),
}


@pytest.mark.parametrize("part", WRONG)
def test_each_part_that_is_wrong_says_what_stands_there(part):
    error, what = WRONG[part]
    (said,) = instead(words("en"), ((part, error),), analysis("koala"))
    assert said.endswith(f". Shown instead: {what}.")


def test_in_chinese_no_space_follows_the_full_stop():
    wrong = [("photo", ImageError("gone"))]
    (said,) = instead(words("zh"), wrong, analysis("koala"))
    assert said.endswith("照片。这里显示的是：树上的考拉。")


def test_what_is_right_needs_no_word():
    assert instead(words("en"), (), analysis("koala")) == []
