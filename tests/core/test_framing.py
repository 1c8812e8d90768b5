import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from timm.data import create_transform
from torch import nn

from vitviz.core.framing import Framing, frame, surroundings
from vitviz.core.models.call_spec import CallSpec
from vitviz.core.models.load import Cnn, Vit
from vitviz.core.models.token_layout import TokenLayout
from vitviz.errors import ArgumentError, SizeError

CALL = CallSpec("attn", "self", 1, 1, None, 1)
PREPROCESSING = {
    "labels": (),
    "labels_zh": (),
    "mean": (0.485, 0.456, 0.406),
    "std": (0.229, 0.224, 0.225),
    "interpolation": "bicubic",
    "crop": 1.0,
    "size": (56, 56),
    "device": torch.device("cpu"),
    "card": {},
}


def vit(patch=(14, 14), **changes):
    facts = {"family": "", "patch": patch, "dynamic": True, "calls": (CALL,)}
    fields = PREPROCESSING | facts | changes
    grid = fields["size"][0] // patch[0], fields["size"][1] // patch[1]
    layout = TokenLayout(("class",), grid, (1.0,))
    return Vit(name="vit", module=nn.Identity(), layout=layout, **fields)


def cnn(**changes):
    return Cnn(name="cnn", module=nn.Identity(), **(PREPROCESSING | changes))


def noise(height, width, seed=0):
    shape = (height, width, 3)
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, shape, np.uint8))


def levels(pixels, model):
    """Pixels as levels of 0 to 255, HWC."""
    mean, std = torch.tensor(model.mean), torch.tensor(model.std)
    return ((pixels[0].permute(1, 2, 0) * std + mean) * 255).numpy()


sides = st.integers(1, 5000)


@st.composite
def cases(draw):
    patch = (draw(st.integers(4, 16)), draw(st.integers(4, 16)))
    size = (draw(st.integers(1, 12)) * patch[0], draw(st.integers(1, 12)) * patch[1])
    crop = draw(st.sampled_from([1.0, 0.95, 0.9, 0.875]))
    long, short = draw(sides), draw(st.integers(1, 40))
    shape = (long, short) if draw(st.booleans()) else (short, long)
    return shape, patch, size, crop


def framed(case):
    shape, patch, size, crop = case
    return frame(Image.new("RGB", shape), vit(patch, size=size, crop=crop))[1]


@given(cases(), st.floats(-100, 5000), st.floats(-100, 5000))
@settings(deadline=None)
def test_a_point_comes_back_from_the_model_to_where_it_was(case, x, y):
    framing = framed(case)
    back = framing.to_image(*framing.to_model(x, y))
    assert back == pytest.approx((x, y), rel=1e-9, abs=1e-6)


@given(cases())
@settings(deadline=None)
def test_what_the_model_sees_lies_inside_the_photo_in_its_middle(case):
    framing = framed(case)
    height, width = framing.image_size
    x0, y0, x1, y1 = framing.box
    assert 0 <= x0 < x1 <= width
    assert 0 <= y0 < y1 <= height
    # The cut is at a whole pixel of the resized picture, so it may be half a pixel off.
    assert abs(x0 - (width - x1)) <= width / framing.resized[1] + 1e-9
    assert abs(y0 - (height - y1)) <= height / framing.resized[0] + 1e-9


@given(cases())
@settings(deadline=None)
def test_the_aspect_is_kept_within_a_pixel_of_the_resized_picture(case):
    framing = framed(case)
    (height, width), (rows, columns) = framing.image_size, framing.resized
    assert abs(columns - rows * width / height) <= max(1, width / height)


@given(cases(), st.data())
@settings(deadline=None)
def test_every_point_of_a_patchs_box_leads_back_to_the_patch(case, data):
    framing = framed(case)
    rows, columns = framing.grid
    index = data.draw(st.integers(0, rows * columns - 1))
    x0, y0, x1, y1 = framing.patch_box(index)
    assert framing.patch_at(x0, y0) == index
    assert framing.patch_at((x0 + x1) / 2, (y0 + y1) / 2) == index
    assert framing.patch_at(math.nextafter(x1, x0), math.nextafter(y1, y0)) == index
    assert framing.patch_at(x1, y1) != index


@given(cases())
@settings(deadline=None)
def test_the_boxes_tile_what_the_model_sees(case):
    framing = framed(case)
    rows, columns = framing.grid
    boxes = [framing.patch_box(index) for index in range(rows * columns)]
    assert boxes[0][:2] + boxes[-1][2:] == framing.box
    for index, (_, _, x1, y1) in enumerate(boxes):
        if (index + 1) % columns:
            assert boxes[index + 1][0] == x1
        if index + columns < len(boxes):
            assert boxes[index + columns][1] == y1


def test_outside_what_the_model_sees_there_is_no_patch():
    _, framing = frame(noise(56, 112), vit())
    assert framing.box == (28, 0, 84, 56)
    points = [(27.9, 5), (84, 5), (50, -0.1), (50, 56), (50, float("nan"))]
    assert [framing.patch_at(*point) for point in points] == [None] * 5
    assert framing.patch_at(28, 0) == 0
    assert framing.patch_at(83.9, 55.9) == 15


@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
@pytest.mark.parametrize(("height", "width"), [(200, 300), (301, 199), (500, 90), (40, 40)])
def test_a_square_painted_at_a_patchs_box_lights_exactly_that_patch(height, width, interpolation):
    model = vit(interpolation=interpolation)
    _, framing = frame(Image.new("RGB", (width, height)), model)
    for index in range(16):
        photo = Image.new("RGB", (width, height))
        x0, y0, x1, y1 = framing.patch_box(index)
        photo.paste((255, 255, 255), (round(x0), round(y0), round(x1), round(y1)))
        seen = levels(frame(photo, model)[0], model).mean(-1).reshape(4, 14, 4, 14)
        means = seen.mean(axis=(1, 3)).ravel()
        # A box ends between two pixels of the photo; its neighbours get that pixel's part of light.
        assert means[index] > 200
        assert np.delete(means, index).max() < 40


def by_timm(photo, model):
    mean, std = model.mean, model.std
    transform = create_transform(
        model.size, interpolation=model.interpolation, mean=mean, std=std, crop_pct=model.crop
    )
    return transform(photo)[None]


@pytest.mark.parametrize("size", [(224, 224), (112, 224), (224, 154), (448, 448)])
@pytest.mark.parametrize("crop", [1.0, 0.875, 0.95])
@pytest.mark.parametrize("photo", [(300, 400), (401, 299), (100, 90), (333, 700), (700, 131)])
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
def test_pixels_are_those_of_timms_transform_for_evaluation(size, crop, photo, interpolation):
    model = vit(size=size, crop=crop, interpolation=interpolation)
    picture = noise(*photo)
    pixels, _ = frame(picture, model)
    assert pixels.shape == (1, 3, *size)
    # The same levels; normalised in another order of float32 operations.
    torch.testing.assert_close(pixels, by_timm(picture, model), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("photo", [(30, 300), (300, 30), (1000, 101)])
@pytest.mark.parametrize("crop", [1.0, 0.875])
def test_pixels_of_a_very_long_photo_are_timms_within_two_levels(photo, crop):
    model = vit(size=(224, 224), crop=crop)
    # Not from 0 to 255: bicubic overshoots, and what is cut off depends on the order of passes.
    picture = noise(*photo).point(lambda level: 60 + level // 2)
    off = levels(frame(picture, model)[0], model) - levels(by_timm(picture, model), model)
    assert np.abs(off).max() <= 2.01
    assert abs(off.mean()) < 0.02  # a shift by a tenth of a pixel would be many levels


def test_pixels_are_normalised_float32_in_one_piece_on_the_models_device():
    photo = Image.new("RGB", (70, 60), (255, 128, 0))
    pixels, _ = frame(photo, vit(mean=(0.5, 0.4, 0.3), std=(0.5, 0.2, 0.1)))
    assert pixels.dtype == torch.float32
    assert pixels.is_contiguous()
    expected = torch.tensor([1.0, (128 / 255 - 0.4) / 0.2, -3.0])
    torch.testing.assert_close(pixels[0, :, 5, 7], expected)
    assert frame(photo, vit(device=torch.device("meta")))[0].device.type == "meta"


@pytest.mark.parametrize("photo", [(1, 1), (3, 2000), (2000, 3), (1, 9000), (4000, 4000)])
def test_odd_shapes_are_framed(photo):
    pixels, framing = frame(noise(*photo), vit(), (28, 84))
    assert pixels.shape == (1, 3, 28, 84)
    assert framing.image_size == photo
    assert framing.grid == (2, 6)
    assert pixels.isfinite().all()


def test_a_cnn_sees_one_patch_the_whole_picture():
    pixels, framing = frame(noise(300, 200), cnn(size=(64, 64), crop=0.875))
    assert pixels.shape == (1, 3, 64, 64)
    assert framing.resized == (109, 73)
    assert framing.grid == (1, 1)
    assert framing.patch_box(0) == framing.box


def test_the_models_own_size_is_the_default():
    assert frame(noise(9, 9), vit(size=(28, 42)))[0].shape == (1, 3, 28, 42)


def test_a_size_that_is_no_multiple_of_the_patch_is_refused():
    with pytest.raises(SizeError) as refused:
        frame(noise(9, 9), vit(), (56, 60))
    assert refused.value.reason == "size_not_a_multiple"
    assert refused.value.facts == {"size": (56, 60), "patch": (14, 14)}


def test_a_model_of_one_size_takes_that_size_only():
    model = vit(dynamic=False)
    assert frame(noise(9, 9), model, (56, 56))[0].shape == (1, 3, 56, 56)
    with pytest.raises(SizeError) as refused:
        frame(noise(9, 9), model, (28, 28))
    assert refused.value.reason == "fixed_size"
    assert refused.value.facts == {"size": (28, 28), "takes": (56, 56)}


@pytest.mark.parametrize("model", [vit(), cnn()])
def test_a_size_of_nothing_is_refused(model):
    with pytest.raises(SizeError, match="size_not_positive"):
        frame(noise(9, 9), model, (0, 14))


def test_a_photo_that_is_not_rgb_is_refused():
    with pytest.raises(ArgumentError) as refused:
        frame(Image.new("RGBA", (9, 9)), vit())
    assert refused.value.facts["got"] == "RGBA"


@pytest.mark.parametrize("index", [-1, 16])
def test_a_patch_that_is_not_there_is_refused(index):
    _, framing = frame(noise(9, 9), vit())
    with pytest.raises(ArgumentError, match="no_such_patch"):
        framing.patch_box(index)


@pytest.mark.parametrize(
    "broken",
    [
        {"image_size": (0, 5)},
        {"resized": (55, 56)},
        {"offset": (-1, 0)},
        {"offset": (1, 0)},
        {"patch": (14, 15)},
    ],
)
def test_a_geometry_that_cannot_be_is_refused(broken):
    right = {
        "image_size": (9, 9),
        "resized": (56, 56),
        "offset": (0, 0),
        "size": (56, 56),
        "patch": (14, 14),
    }
    assert Framing(**right).grid == (4, 4)
    with pytest.raises(ArgumentError, match="broken_invariant"):
        Framing(**(right | broken))


def test_around_what_the_model_sees_lies_the_photo_until_it_ends():
    photo, model = noise(100, 300), vit(crop=0.9)
    pixels, framing = frame(photo, model)
    wide = surroundings(photo, model, framing, 30)
    assert wide.shape == (1, 3, 116, 116)
    seen = (wide[0, :, 30:-30, 30:-30] * 255).round().numpy().transpose(1, 2, 0)
    assert np.array_equal(seen, levels(pixels, model).round())
    whole = photo.resize(framing.resized[::-1], Image.Resampling[model.interpolation.upper()])
    left, top = framing.offset
    beside = np.asarray(whole)[top : top + 56, left - 30 : left]
    assert np.array_equal((wide[0, :, 30:-30, :30] * 255).round().numpy().T, beside.swapaxes(0, 1))
    above = wide[0, :, :30]  # the model sees nine tenths of the height
    assert above[:, : 30 - top].isnan().all()
    assert above[:, 30 - top :].isfinite().all()


def test_surroundings_are_of_the_framed_photo_alone_and_reach_outward():
    photo, model = noise(100, 300), vit()
    _, framing = frame(photo, model)
    for other, margin in ((noise(100, 301), 5), (photo, -1)):
        with pytest.raises(ArgumentError):
            surroundings(other, model, framing, margin)
