from vitviz.text import words
from vitviz.web.words_receptive import receptive


def test_every_depth_has_a_name():
    said = receptive(words("en"))
    assert said["after_vit"].format(number=12) == "after layer 12"
    assert {"first_vit", "first_cnn", "after_cnn", "last_cnn"} <= said.keys()
