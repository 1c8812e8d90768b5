from dataclasses import replace

from tests.app.pages.shown import analysis
from vitviz.app.pages.labels import address, both_languages, labels_of, name
from vitviz.text import words


def test_labels_are_those_of_the_visitors_language():
    vit = analysis().vit
    assert labels_of(words("en"), vit)[5] == "koala"
    assert labels_of(words("zh"), vit)[5] == "考拉"


def test_the_other_languages_labels_stand_beside_them():
    english, chinese = (
        both_languages(words(language), analysis().vit) for language in ("en", "zh")
    )
    assert (english["labels"], english["other"]) == (chinese["other"], chinese["labels"])


def test_the_address_of_labels_names_the_model_and_the_language_and_no_photo():
    english, chinese = (address(words(language), analysis()) for language in ("en", "zh"))
    other_photo = address(words("en"), analysis("cat"))
    assert english.startswith("api/labels/everyday-vit-s14/en-")
    assert chinese.startswith("api/labels/everyday-vit-s14/zh-")
    assert english == other_photo


def test_other_labels_have_another_name():
    vit = analysis().vit
    other = replace(vit, labels=("nothing", *vit.labels[1:]))
    assert name(words("en"), vit) != name(words("en"), other)
