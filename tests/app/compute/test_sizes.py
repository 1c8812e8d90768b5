import dataclasses

import pytest
import timm
import torch
from safetensors.torch import save_file

from tests.core.families import small
from vitviz.app.compute import models, own
from vitviz.app.compute.sizes import MOST_PATCHES, SIDES, grid_at, offered, size_of, vit_at
from vitviz.app.settings import Settings
from vitviz.core.models.load import grid_of
from vitviz.errors import SizeError
from vitviz.text import words
from vitviz.text.messages import sentence


def of_patches(side, patch):
    """A ViT without a card, of this size, as far as sizes go."""
    vit = dataclasses.replace(models.vit("everyday-vit-s14"), card={})
    grid = side // patch, side // patch
    layout = vit.layout.on(grid)
    return dataclasses.replace(vit, size=(side, side), patch=(patch, patch), layout=layout)


def sides(vit):
    assert all(height == width for height, width in offered(vit))
    return [height for height, _ in offered(vit)]


def test_what_the_card_says_is_offered():
    assert sides(models.vit("everyday-vit-s14")) == [224, 336, 448]


@pytest.mark.parametrize(
    ("side", "patch", "found"),
    [
        (224, 16, [224, 336, 384, 448]),
        (384, 16, [224, 336, 384, 448]),
        (518, 14, [224, 336, 448, 518]),  # DINOv2
        (256, 16, [224, 256, 336, 384]),  # DINOv3
        (224, 8, [224, 336, 384]),  # 448 px would be 3,136 patches
        (224, 32, [224, 384, 448]),  # no 10.5 patches a side
        (32, 4, [32]),
        (896, 14, [336, 448, 518, 896]),  # its own, however many patches
    ],
)
def test_of_a_model_without_a_card_its_own_size_and_common_ones_near_it_are_offered(
    side, patch, found
):
    assert sides(of_patches(side, patch)) == found


def test_every_size_that_is_offered_is_taken_by_its_grid():
    vit = of_patches(224, 16)
    for size in offered(vit):
        assert size_of(vit, *grid_of(vit, size)) == size


def test_a_model_of_one_size_or_of_no_square_is_offered_as_it_is():
    fixed = dataclasses.replace(of_patches(224, 16), dynamic=False)
    assert offered(fixed) == (fixed.size,)
    wide = small("vit")
    assert wide.size[0] != wide.size[1]
    assert offered(wide) == (wide.size,)


def test_rows_and_columns_are_pixels_of_whole_patches():
    vit = models.vit("everyday-vit-s14")
    assert size_of(vit, 0) == vit.size == size_of(vit, 16) == size_of(vit, 16, 16)
    assert size_of(vit, 4, 20) == (56, 280)
    assert size_of(vit, 48) == (672, 672)


@pytest.mark.parametrize("grid", [(3, 0), (4, 3), (49, 0), (5, 500)])
def test_too_few_and_too_many_patches_are_refused(grid):
    with pytest.raises(SizeError) as refused:
        size_of(models.vit("everyday-vit-s14"), *grid)
    assert refused.value.reason == "grid_out_of_range"


def test_the_limit_is_what_the_refusal_says_and_384_pixels_in_patches_of_8():
    assert MOST_PATCHES == 2304 == (384 // 8) ** 2
    assert 384 in SIDES


def test_a_model_of_one_size_takes_no_other():
    fixed = dataclasses.replace(of_patches(224, 16), dynamic=False)
    assert size_of(fixed, 14) == (224, 224)
    with pytest.raises(SizeError) as refused:
        size_of(fixed, 16)
    assert refused.value.reason == "fixed_size"


@pytest.fixture(scope="module")
def swin():
    return models.vit("swin_tiny_patch4_window7_224", "random")


def test_a_model_whose_windows_are_cut_for_one_size_is_offered_in_another(swin):
    assert not swin.dynamic
    assert offered(swin) == ((224, 224), (448, 448))
    assert [grid_at(swin, size) for size in offered(swin)] == [(56, 56), (112, 112)]
    assert size_of(swin, 112) == (448, 448)
    with pytest.raises(SizeError) as refused:
        size_of(swin, 64)
    assert refused.value.reason == "grid_not_offered"
    assert "56 × 56, 112 × 112 patches" in sentence(words("en"), refused.value)


def test_it_is_built_anew_for_it_once_and_offered_in_its_own_size_again(swin):
    built = vit_at(swin.name, "random", 112)
    assert (built.size, built.layout.grid) == ((448, 448), (112, 112))
    assert vit_at(swin.name, "random", 112) is built
    assert vit_at(swin.name, "random", 56) is swin is vit_at(swin.name, "random", 0)
    assert offered(built) == offered(swin)


def test_built_for_another_size_it_does_not_need_its_own_beside_it_in_memory(swin, monkeypatch):
    built = vit_at(swin.name, "random", 112)
    monkeypatch.setattr(models, "model", lambda *_: pytest.fail("it was loaded again"))
    assert vit_at(swin.name, "random", 112) is built


def test_a_model_that_takes_other_sizes_is_the_same_at_each():
    vit = models.vit("everyday-vit-s14")
    assert vit_at("everyday-vit-s14", "published", 24) is vit


# timm's own resampling indexes and searches in ways that torch warns of.
@pytest.mark.filterwarnings("ignore:Using a non-tuple sequence:UserWarning")
@pytest.mark.filterwarnings("ignore:torch.searchsorted:UserWarning")
def test_a_file_of_ones_own_is_offered_in_other_sizes_as_timms_names_are(tmp_path, monkeypatch):
    file = tmp_path / "mine.safetensors"
    beit = timm.create_model("beit_base_patch16_224", depth=1, num_classes=2)
    save_file(beit.state_dict(), file)
    file.with_suffix(".json").write_text('{"architecture": "beit_base_patch16_224"}')
    monkeypatch.setattr(own, "settings", lambda: Settings(models_dir=tmp_path))
    vit = models.vit("own:mine.safetensors")
    assert offered(vit) == ((224, 224), (448, 448))
    built = vit_at(vit.name, "published", 28)
    assert (built.name, built.size, built.layout.grid) == (vit.name, (448, 448), (28, 28))
    assert torch.equal(built.module.cls_token, beit.cls_token)
    with pytest.raises(SizeError) as refused:
        vit_at(vit.name, "published", 20)
    assert refused.value.reason == "grid_not_offered"
