from vitviz.text import words
from vitviz.web.words_class_maps import class_maps


def test_the_resolution_of_every_map_is_said():
    said = class_maps(words("en"))
    assert said["cells"].format(count=49, rows=7, cols=7) == "49 cells (7 × 7)"
