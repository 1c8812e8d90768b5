import numpy as np
import pytest

from vitviz.images.stated import SRGB, Stated, from_codes, from_curve

P3 = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.3127, 0.3290)
NUMBERS = np.arange(256) / 255


def stored(light):
    """sRGB's curve, IEC 61966-2-1, with 0 ... 255 for black to white."""
    light = np.clip(light, 0, 1)
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def seen(stated, colours):
    light = stated.light(255)
    return stated.to_srgb(light[np.asarray(colours)]).astype(float)


@pytest.mark.parametrize(
    ("code", "light"),
    [
        (1, NUMBERS**2.4),
        (4, NUMBERS**2.2),
        (5, NUMBERS**2.8),
        (8, NUMBERS),
        (17, NUMBERS**2.6 * 52.37 / 48),
    ],
)
def test_a_curve_is_followed(code, light):
    assert np.abs(from_codes(1, code).greys(255) - stored(light)).max() <= 0.51


def test_srgb_by_its_codes_is_srgb():
    assert from_codes(1, 13).is_srgb
    assert (from_codes(1, 13).greys(255) == np.arange(256)).all()


@pytest.mark.parametrize(
    ("primaries", "transfer"), [(0, 13), (3, 13), (200, 13), (1, 0), (1, 3), (1, 2)]
)
def test_reserved_codes_and_an_unsaid_curve_state_nothing(primaries, transfer):
    assert from_codes(primaries, transfer) is None


@pytest.mark.parametrize("primaries", [1, 4, 5, 6, 7, 8, 9, 11, 12, 22])
def test_grey_stays_grey_whatever_the_primaries_and_their_white(primaries):
    greys = np.arange(256)[:, None].repeat(3, 1)
    assert np.abs(seen(from_codes(primaries, 13), greys) - greys).max() <= 1


def test_display_p3_is_converted():
    to_xyz = [  # CSS Color 4, sample code: lin_P3_to_XYZ, and below XYZ_to_lin_sRGB
        [0.4865709486482162, 0.26566769316909306, 0.1982172852343625],
        [0.2289745640697488, 0.6917385218365064, 0.079286914093745],
        [0, 0.04511338185890264, 1.043944368900976],
    ]
    from_xyz = [
        [3.2409699419045226, -1.537383177570094, -0.4986107602930034],
        [-0.9692436362808796, 1.8759675015077202, 0.04155505740717559],
        [0.05563007969699366, -0.20397695888897652, 1.0569715142428786],
    ]
    stated = from_codes(12, 13)
    light = stated.light(255)[np.array([[128, 179, 77], [250, 240, 10], [90, 91, 92]])]
    expected = stored(light @ np.transpose(to_xyz) @ np.transpose(from_xyz))
    assert np.abs(stated.to_srgb(light) - expected).max() <= 0.6


def test_what_srgb_cannot_show_is_cut_off():
    assert seen(from_codes(9, 13), [[0, 255, 0]]).tolist() == [[0, 255, 0]]


@pytest.mark.parametrize("exponent", [1.0, 1.8, 2.5, 1 / 0.45])
def test_an_exponent_is_followed(exponent):
    stated = from_curve(exponent, SRGB)
    assert np.abs(stated.greys(255) - stored(NUMBERS**exponent)).max() <= 0.51


def test_the_usual_exponent_by_itself_means_srgb():
    assert from_curve(1 / 0.45455).is_srgb
    assert not from_curve(1 / 0.45455, P3).is_srgb


@pytest.mark.parametrize("exponent", [0, 0.01, 90, 1e5])
def test_an_exponent_of_no_picture_states_nothing(exponent):
    assert from_curve(exponent) is None


@pytest.mark.parametrize(
    "corners",
    [(0.0,) * 8, (0.3, 0.3) * 4, (*SRGB[:6], 0.3, 0.0), (0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.31, 0.33)],
)
def test_corners_that_span_nothing_are_passed_over(corners):
    assert from_curve(1.8, corners) == Stated(exponent=1.8)
    with pytest.raises(ValueError, match="no "):
        Stated(corners)


def test_narrow_numbers_have_black_at_16_and_white_at_235():
    greys = from_codes(1, 13, narrow=True).greys(255)
    assert [greys[number] for number in (0, 16, 235, 255)] == [0, 0, 255, 255]


@pytest.mark.parametrize(
    ("number", "grey"),  # as Chromium 156 shows a PNG with cICP 9, 16, 0, 1
    [(32, 5), (64, 30), (128, 132), (192, 255), (250, 255)],
)
def test_pq_looks_as_in_a_browser(number, grey):
    assert abs(int(from_codes(9, 16).greys(255)[number]) - grey) <= 1


@pytest.mark.parametrize(
    ("number", "grey"), [(32, 14), (64, 43), (128, 99), (192, 189), (250, 251)]
)
def test_hlg_looks_as_in_a_browser(number, grey):
    assert abs(int(from_codes(9, 18).greys(255)[number]) - grey) <= 1


def test_a_photo_that_says_how_bright_it_is_is_darkened_less():
    usual, dim = from_codes(9, 16).greys(255), from_codes(9, 16, brightest=400).greys(255)
    assert dim[128] > usual[128]


@pytest.mark.parametrize(("transfer", "hdr"), [(16, True), (18, True), (13, False), (8, False)])
def test_pq_and_hlg_go_beyond_white(transfer, hdr):
    assert from_codes(9, transfer).is_hdr == hdr


def test_a_reserved_curve_is_no_statement():
    with pytest.raises(ValueError, match="no such"):
        Stated(transfer=3)
