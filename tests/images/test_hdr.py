import numpy as np
import pytest

from vitviz.images.hdr import hlg_light, hlg_scene, pq_light, toned

WHITE = 203


@pytest.mark.parametrize(
    ("number", "light"),
    [  # SMPTE ST 2084 and ITU-R BT.2408, table 1, where 58 % is reference white
        (0, 0),
        (0.508078, 100),
        (0.580689, 203),
        (0.751827, 1000),
        (0.902572, 4000),
        (1, 10_000),
    ],
)
def test_pq_numbers_are_light(number, light):
    assert pq_light(np.array([float(number)]))[0] * WHITE == pytest.approx(light, rel=1e-3)


@pytest.mark.parametrize(("number", "scene"), [(0, 0), (0.5, 1 / 12), (1, 1)])
def test_hlg_numbers_are_light_of_the_scene(number, scene):
    assert hlg_scene(np.array([float(number)]))[0] == pytest.approx(scene, abs=1e-6)


@pytest.mark.parametrize(
    ("number", "light"),
    [(1, 1000), (0.75, 203), (0.38, 26.0)],  # ITU-R BT.2408, table 1: white and 18 % grey
)
def test_hlg_numbers_are_light_of_a_screen_of_1000(number, light):
    grey = np.full((1, 3), hlg_scene(np.array([float(number)]))[0])
    assert (hlg_light(grey) * WHITE)[0] == pytest.approx([light] * 3, rel=0.01)


@pytest.mark.parametrize("peak", [300, 1000, 4000])
def test_light_is_pressed_into_black_to_white_and_stays_in_order(peak):
    light = np.linspace(0, peak / WHITE, 500)[:, None].repeat(3, 1)
    pressed = toned(light, peak)[:, 0]
    assert pressed[0] == 0
    assert pressed[-1] == pytest.approx(1)
    assert (np.diff(pressed) > 0).all()


def test_up_to_reference_white_light_of_1000_is_halved():
    light = np.array([[0.2, 0.4, 0.6], [1, 0, 0]])
    assert toned(light, 1000) == pytest.approx(light / 2)


def test_what_is_no_brighter_than_white_is_left_alone():
    light = np.array([[0.2, 0.4, 1.0]])
    assert (toned(light, 203) == light).all()


def test_hues_stay():
    light = np.array([[4.0, 2.0, 1.0]])
    pressed = toned(light, 1000)
    assert pressed / pressed[0, 0] == pytest.approx(light / 4)


def test_light_brighter_than_the_file_says_is_as_bright_as_its_brightest():
    assert toned(np.array([[9.0, 9.0, 9.0]]), 1000) == pytest.approx(np.ones((1, 3)))
