import importlib
from types import SimpleNamespace

import pytest
import timm
from timm.models import mvitv2

from tests.core.families import small
from vitviz.core.attention.invariants import LIMITS, check
from vitviz.core.models.load import load
from vitviz.core.models.other_sizes import other_sizes
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
