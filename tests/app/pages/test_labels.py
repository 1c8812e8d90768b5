from tests.app.pages.shown import analysis
from vitviz.app.pages.labels import both_languages, labels_of
from vitviz.text import words


def test_labels_are_those_of_the_visitors_language():
    vit = analysis().vit
    assert labels_of(words("en"), vit)[5] == "koala"
    assert labels_of(words("zh"), vit)[5] == "考拉"


def test_the_other_languages_labels_stand_beside_them():
    english, chinese = (both_languages(words(language), analysis()) for language in ("en", "zh"))
    assert (english["labels"], english["other"]) == (chinese["other"], chinese["labels"])
