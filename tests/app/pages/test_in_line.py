import pytest

from vitviz.app.compute.photo_queue import Place
from vitviz.app.pages.in_line import in_line
from vitviz.text import words


@pytest.mark.parametrize(
    ("place", "english", "chinese"),
    [
        (Place(3, 3.2), "Number 3 in line for the model, about 4 s", "排在第 3 位，约 4 秒"),
        (Place(1, 0.2), "Number 1 in line for the model, about 1 s", "排在第 1 位，约 1 秒"),
        (Place(2, 121.0), "Number 2 in line for the model, about 3 min", "排在第 2 位，约 3 分钟"),
        (Place(1200, None), "Number 1,200 in line for the model", "排在第 1,200 位"),
        (Place(0, 0.4), "The model has your photo, about 1 s", "模型正在处理你的照片，约 1 秒"),
        (Place(0, None), "The model has your photo", "模型正在处理你的照片"),
    ],
)  # fmt: skip
def test_the_place_is_said_in_both_languages(place, english, chinese):
    assert in_line(words("en"), place) == english
    assert in_line(words("zh"), place) == chinese
