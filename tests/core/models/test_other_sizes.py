import importlib
from types import SimpleNamespace

import pytest
import timm
import torch
from timm.models import mvitv2

from tests.core.families import small
from vitviz.core.attention.invariants import LIMITS, check
from vitviz.core.models.load import load
from vitviz.core.models.other_sizes import AS_BUILT, opened_for, other_sizes
from vitviz.core.models.probing import noise
from vitviz.core.models.resampling import RESAMPLED

# Of each family a model, made small where its constructor lets one.
ONE_BLOCK = {"depths": (1, 1, 1, 1)}
TWO_BLOCKS = {"depths": (2, 1, 1, 1)}  # the second one's windows are shifted
MODELS = [
    ("beit", "beit_base_patch16_224", {"depth": 1}),
    ("maxxvit", "maxvit_pico_rw_256", ONE_BLOCK),
    ("maxxvit", "coatnet_pico_rw_224", ONE_BLOCK),
    ("maxxvit", "maxvit_tiny_tf_384", ONE_BLOCK),
    ("mvitv2", "mvitv2_tiny", {"cfg_variant": "one_block"}),
    ("swin_transformer", "swin_tiny_patch4_window7_224", TWO_BLOCKS),
    ("swin_transformer", "swin_base_patch4_window12_384", TWO_BLOCKS),
    ("swin_transformer_v2", "swinv2_tiny_window8_256", TWO_BLOCKS),
    ("swin_transformer_v2_cr", "swinv2_cr_tiny_224", TWO_BLOCKS),
    ("tnt", "tnt_s_patch16_224", {"depth": 1}),
]


@pytest.fixture(autouse=True)
def _one_block_a_stage(monkeypatch):
    """MViT's depths are no argument of its constructor."""
    small = mvitv2.MultiScaleVitCfg(**ONE_BLOCK)
    monkeypatch.setitem(mvitv2.model_cfgs, "one_block", small)


# timm's own resampling indexes and searches in ways that torch warns of.
@pytest.mark.filterwarnings("ignore:Using a non-tuple sequence:UserWarning")
@pytest.mark.filterwarnings("ignore:torch.searchsorted:UserWarning")
@pytest.mark.parametrize(("family", "name", "arguments"), MODELS)
def test_what_is_offered_opens_and_timm_resamples_the_published_weights_for_it(
    family, name, arguments
):
    vit = load(name, weights="random", device="cpu", arguments=arguments)
    assert vit.family == family
    sizes = other_sizes(vit)
    assert sizes
    for size in sizes:
        built = load(name, weights="random", device="cpu", arguments=arguments | {"img_size": size})
        rows, cols = (2 * side for side in vit.layout.grid)
        half = vit.layout.grid[0] // 2, vit.layout.grid[1] // 2
        assert built.layout.grid == ((rows, cols) if size > vit.size else half)
        assert built.patch == vit.patch
        own = timm.create_model(name, **arguments).state_dict()
        into = timm.create_model(name, img_size=size, **arguments)
        resample = importlib.import_module(type(into).__module__).checkpoint_filter_fn
        into.load_state_dict(resample(own, into), strict=True)  # raises where a table is another


def test_each_family_of_the_list_is_tried():
    assert {family for family, *_ in MODELS} == RESAMPLED


# Of each family that takes other sizes as it is built a small model: name, arguments, its own size.
TAKERS = [
    ("davit", "davit_tiny", {**ONE_BLOCK, "embed_dims": (32, 64, 64, 64),
     "num_heads": (1, 2, 2, 2)}, 224),
    ("hieradet_sam2", "sam2_hiera_tiny", {}, 448),
    ("lowformer", "lowformer_b0", {}, 224),
    ("pvt_v2", "pvt_v2_b0", ONE_BLOCK, 224),
    ("tiny_vit", "tiny_vit_5m_224", ONE_BLOCK, 224),
    ("twins", "twins_svt_small", TWO_BLOCKS, 224),
    ("vision_transformer_sam", "samvit_base_patch16_224", {
        "depth": 2, "embed_dim": 48, "num_heads": 3, "window_size": 7, "global_attn_indexes": (1,)},
     224),
]  # fmt: skip


@pytest.mark.parametrize(("family", "name", "arguments", "side"), TAKERS)
def test_a_family_that_takes_other_sizes_as_it_is_built_is_opened_for_them_with_its_own_tensors(
    family, name, arguments, side
):
    known = {"weights": "random", "device": "cpu", "arguments": arguments}
    vit = load(name, **known, size=(side, side))
    assert (vit.family, vit.dynamic) == (family, False)
    (size,) = other_sizes(vit)
    assert opened_for(vit, size) == {"size": size}
    built = load(name, **known, **opened_for(vit, size))
    assert built.size == size
    assert built.layout.grid[0] * side == vit.layout.grid[0] * size[0]
    own = vit.module.state_dict()
    other = built.module.state_dict()
    assert own.keys() == other.keys()
    assert all(torch.equal(own[name], other[name]) for name in own)
    found = check(built, noise(size))
    assert max(found.rows) < LIMITS["rows"]
    assert max(found.outputs) < LIMITS["outputs"]
    assert found.logits < LIMITS["logits"]


def test_each_family_that_takes_other_sizes_is_tried():
    assert {family for family, *_ in TAKERS} == AS_BUILT


def test_the_maps_of_a_model_built_for_another_size_are_what_it_does():
    name, arguments = "swin_tiny_patch4_window7_224", TWO_BLOCKS
    vit = load(name, weights="random", device="cpu", arguments=arguments)
    (size,) = other_sizes(vit)
    built = load(name, weights="random", device="cpu", arguments=arguments | {"img_size": size})
    found = check(built, noise(size))
    assert max(found.rows) < LIMITS["rows"]
    assert max(found.outputs) < LIMITS["outputs"]
    assert found.logits < LIMITS["logits"]


@pytest.mark.parametrize(
    ("family", "size", "found"),
    [
        ("swin", (224, 224), [(448, 448)]),
        ("swin", (384, 384), [(192, 192)]),
        ("swin", (256, 384), []),
        ("swin", (192, 256), [(384, 512)]),
        ("pit", (224, 224), []),  # timm leaves its position table as it was published
        ("vit", (224, 224), []),  # takes several sizes as it is
    ],
)
def test_half_and_twice_the_own_size_are_offered_where_they_are_usual(family, size, found):
    vit = small(family)
    of_size = SimpleNamespace(dynamic=vit.dynamic, family=vit.family, size=size)
    assert list(other_sizes(of_size)) == found
