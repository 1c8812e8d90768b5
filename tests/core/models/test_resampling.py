"""A file's tables of positions in another size: as timm makes them of its own published weights."""

import pytest
import timm
import torch
from safetensors.torch import save_file

from vitviz.core.models import weights
from vitviz.core.models.load import load
from vitviz.core.models.own_files import open_file
from vitviz.core.models.resampling import is_resampled, resampled
from vitviz.errors import ModelError

# Of each family that has another table at another size a small model: name, arguments, size.
MODELS = [
    ("beit_base_patch16_224", {"depth": 1, "num_classes": 3}, (448, 448)),
    ("maxvit_pico_rw_256", {"depths": (1, 1, 1, 1), "num_classes": 3}, (512, 512)),
    ("coatnet_pico_rw_224", {"depths": (1, 1, 1, 1), "num_classes": 3}, (448, 448)),
    ("tnt_s_patch16_224", {"depth": 1, "num_classes": 3}, (448, 448)),
]
# timm's own resampling indexes and searches in ways that torch warns of.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Using a non-tuple sequence:UserWarning"),
    pytest.mark.filterwarnings("ignore:torch.searchsorted:UserWarning"),
]


def written(tmp_path, name, arguments):
    """A file of random weights; what a constructor leaves at 0 is random too."""
    state = timm.create_model(name, **arguments).state_dict()
    for each in state.values():
        if each.is_floating_point():
            each.normal_()
    file = tmp_path / "own.safetensors"
    save_file(state, file)
    return file


def as_timm_loads_it(name, file, **arguments):
    overlay = {"file": str(file), "num_classes": 3}
    return timm.create_model(name, pretrained=True, pretrained_cfg_overlay=overlay, **arguments)


@pytest.mark.parametrize(("name", "arguments", "size"), MODELS)
def test_a_file_in_another_size_is_what_timm_makes_of_it_where_it_is_published(
    name, arguments, size, tmp_path
):
    file = written(tmp_path, name, arguments)
    module, loaded = open_file(name, file, arguments, built_for=size)
    expected = as_timm_loads_it(name, file, **arguments, img_size=size).state_dict()
    own = module.state_dict()
    assert own.keys() == expected.keys()
    assert all(torch.equal(own[key], expected[key]) for key in own)
    (note,) = (each for each in loaded.notes if each.reason == "tables_resampled")
    before = timm.create_model(name, **arguments).state_dict()
    assert note.facts["count"] == sum(before[key].shape != own[key].shape for key in own) > 0


def test_in_the_size_of_the_file_nothing_is_resampled(tmp_path):
    name, arguments, _ = MODELS[0]
    file = written(tmp_path, name, arguments)
    module, loaded = open_file(name, file, arguments, built_for=(224, 224))
    assert "tables_resampled" not in [note.reason for note in loaded.notes]
    assert all(torch.equal(module.state_dict()[key], each) for key, each in as_timm_loads_it(
        name, file, **arguments).state_dict().items())  # fmt: skip


def test_by_load_the_size_beside_its_file_gives_way_to_the_one_that_is_asked_for(tmp_path):
    name, arguments, size = MODELS[0]
    file = written(tmp_path, name, {**arguments, "img_size": (224, 224)})
    vit = load(
        f"file:{file}", architecture=name, device="cpu", arguments={"depth": 1, "img_size": size}
    )
    assert (vit.size, vit.layout.grid) == (size, (28, 28))
    assert "tables_resampled" in [note.reason for note in vit.loaded.notes]


def test_what_is_not_the_models_is_refused_at_another_size_too(tmp_path):
    name, arguments, size = MODELS[0]
    file = written(tmp_path, name, arguments)
    with pytest.raises(ModelError) as refused:
        open_file("beit_large_patch16_224", file, arguments, built_for=size)
    assert refused.value.reason == "weights_do_not_fit"


@pytest.mark.parametrize("spoilt", [lambda state: state, lambda state: {}])
def test_what_timm_leaves_in_another_shape_or_out_is_refused(spoilt, tmp_path, monkeypatch):
    name, arguments, size = MODELS[0]
    file = written(tmp_path, name, arguments)
    monkeypatch.setattr(weights, "resampled", lambda _, state: spoilt(state))
    with pytest.raises(ModelError) as refused:
        open_file(name, file, arguments, built_for=size)
    assert refused.value.reason == "weights_do_not_fit"


def test_a_family_that_timm_does_not_resample_is_refused(tmp_path):
    arguments = {"depth": (1, 1, 1), "num_classes": 3}
    file = written(tmp_path, "levit_128s", arguments)
    with pytest.raises(ModelError) as refused:
        open_file("levit_128s", file, arguments, built_for=(448, 448))
    assert refused.value.reason == "weights_do_not_fit"
    assert not is_resampled(timm.create_model("levit_128s", **arguments))


def test_of_mvit_each_table_is_a_line_through_the_published_one():
    from timm.models import mvitv2

    small = mvitv2.MultiScaleVitCfg(depths=(1, 1, 1, 1), embed_dim=8)
    own, twice = (mvitv2.MultiScaleVit(small, img_size=size) for size in ((64, 64), (128, 128)))
    state = {name: torch.randn_like(each) for name, each in own.state_dict().items()}
    found = resampled(twice, state)
    name = "stages.0.blocks.0.attn.rel_pos_h"
    old, new = state[name], found[name]
    assert (len(old), len(new)) == (31, 63)
    for at in range(len(new)):  # halves of a step, middles aligned; the ends are held
        place = min(max((at + 0.5) * 31 / 63 - 0.5, 0), 30)
        low = min(int(place), 29)
        between = old[low] + (old[low + 1] - old[low]) * (place - low)
        torch.testing.assert_close(new[at], between, rtol=1e-4, atol=1e-5)
    assert set(found) == set(state)
    twice.load_state_dict(found, strict=True)
