import pytest

from vitviz.app.compute.photo_queue import Place
from vitviz.app.pages.in_line import in_line
from vitviz.text import words

YOURS = "Your photo is number"


@pytest.mark.parametrize(
    ("place", "english", "chinese"),
    [
        (Place(3, 3.2), f"{YOURS} 3 in line, about 4 s", "你的照片排在第 3 位，约 4 秒"),
        (Place(1, 0.2), f"{YOURS} 1 in line, about 1 s", "你的照片排在第 1 位，约 1 秒"),
        (Place(2, 121.0), f"{YOURS} 2 in line, about 3 min", "你的照片排在第 2 位，约 3 分钟"),
        (Place(1200, None), f"{YOURS} 1,200 in line", "你的照片排在第 1,200 位"),
        (Place(0, 0.4), "The model has your photo, about 1 s", "模型正在处理你的照片，约 1 秒"),
        (Place(0, None), "The model has your photo", "模型正在处理你的照片"),
    ],
)  # fmt: skip
def test_the_place_is_said_in_both_languages(place, english, chinese):
    assert in_line(words("en"), place) == english
    assert in_line(words("zh"), place) == chinese
