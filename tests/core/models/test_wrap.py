import copy
from unittest.mock import patch

import numpy as np
import pytest
import timm
import torch
import torchvision

import vitviz
from tests.core.models.towers import PATCH, SIZE, tower
from vitviz.core.attention.invariants import check
from vitviz.core.attribution.gradcam import gradcam_of_each
from vitviz.core.attribution.gradients import gradients, head_gradients
from vitviz.core.models.probing import noise
from vitviz.core.positions.embedding import has_table, kind
from vitviz.errors import ArgumentError, ModelError

HALF = (0.5, 0.5, 0.5)
GIVEN = {"mean": HALF, "std": HALF, "size": SIZE, "device": "cpu"}


def wrapped(gives="logits", **given):
    return vitviz.wrap(tower(gives, **given), **GIVEN)


@pytest.fixture(scope="module")
def vit():
    return wrapped()


def eager(gives="logits", target=None):
    """The tower's own maps by plain softmaxes in double precision, and the slopes by autograd."""
    module = tower(gives).double().eval()
    parts = [layer.attention for layer in module.encoder.layer]
    for part in parts:
        part.eager = True
    with torch.enable_grad():
        said = module(noise(SIZE).double())
        maps = [part.weights for part in parts]
        if target is None:
            return said, [each[0].detach() for each in maps], None
        logits = said if gives == "mean" else said.logits
        return said, maps, [slope[0] for slope in torch.autograd.grad(logits[0, target], maps)]


def test_a_modules_tokens_are_told_by_what_it_holds(vit):
    assert vit.layout.prefix_roles == ("class", "register", "register")
    assert (vit.layout.grid, vit.patch, vit.size) == ((3, 5), (PATCH, PATCH), SIZE)
    assert (vit.layout.reads, vit.dynamic, vit.unseen) == ("class", False, ())
    assert [call.kind for call in vit.calls] == ["self", "self"]
    assert (vit.name, vit.family, vit.has_head) == ("Tower", "towers", True)


def test_attention_equals_the_modules_own_softmaxes(vit):
    trace, (_, maps, _) = vitviz.capture(vit, noise(SIZE)), eager()
    for layer, known in zip(trace.layers, maps, strict=True):
        torch.testing.assert_close(vitviz.attention(layer).double(), known, atol=1e-5, rtol=1e-4)
        assert float(known.max()) > 0.4


@pytest.mark.parametrize("gives", ["logits", "mean"])
def test_gradients_equal_those_of_the_modules_own_softmaxes(gives):
    found, (_, _, slopes) = gradients(wrapped(gives), noise(SIZE), 3), eager(gives, 3)
    for layer, known in zip(found.trace.layers, slopes, strict=True):
        mine = torch.stack([slope.clone() for slope in head_gradients(found, layer)]).double()
        assert float((mine - known).abs().max() / known.abs().max()) < 1e-4


def test_logits_are_the_modules_own_and_hold_on_our_maps(vit):
    with torch.no_grad():
        plain = tower().eval()(noise(SIZE)).logits[0]
    assert torch.equal(vitviz.capture(vit, noise(SIZE)).logits, plain)
    assert check(vit, noise(SIZE)).hold


@pytest.mark.parametrize(
    ("gives", "reads"), [("logits", "class"), ("mean", "patches"), ("pooled", "class")]
)
def test_what_is_read_is_found_by_exchanging_the_last_tokens(gives, reads):
    assert wrapped(gives).layout.reads == reads


def test_a_tower_that_gives_its_tokens_has_no_classes_and_counts_its_patches_alike():
    vit = wrapped("tokens")
    trace = vitviz.capture(vit, noise(SIZE))
    assert (vit.has_head, len(trace.logits), vit.layout.reads) == (False, 0, "patches")
    assert float(vitviz.rollout(trace, "pooling").sum()) == pytest.approx(1, abs=1e-5)


def test_every_method_gives_a_map_on_the_grid(vit):
    pixels = noise(SIZE)
    each = gradcam_of_each(vit, pixels, 2)
    for found in (vitviz.relevance(vit, pixels, 2), vitviz.gradient_rollout(vit, pixels, 2), *each):
        assert found.shape == (3, 5)
        assert np.isfinite(found).all()
    for layer, single in enumerate(each):
        np.testing.assert_allclose(vitviz.gradcam(vit, pixels, 2, layer), single, rtol=1e-4)


def test_positions_are_told_by_name_and_no_table_is_claimed(vit):
    assert kind(vit) == ("absolute",)
    assert not has_table(vit)


def test_the_module_that_was_given_stays_as_it_was():
    module = tower().train()
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    vitviz.wrap(module, **GIVEN)
    assert module.training
    assert all(tensor.requires_grad for tensor in module.parameters())
    assert not any(part._forward_hooks for part in module.modules())
    assert all(torch.equal(tensor, before[name]) for name, tensor in module.state_dict().items())


def test_labels_are_those_that_were_given():
    named = vitviz.wrap(tower(), **GIVEN, labels=["a", "b", "c", "d", "e"])
    assert named.labels == ("a", "b", "c", "d", "e")
    with pytest.raises(ArgumentError, match="5 names"):
        vitviz.wrap(tower(), **GIVEN, labels=["a", "b"])


def test_a_module_that_makes_no_fused_call_is_refused():
    module = tower()
    for layer in module.encoder.layer:
        layer.attention.eager = True
    with pytest.raises(ModelError, match="no_fused_call"):
        vitviz.wrap(module, **GIVEN)


def test_a_module_that_can_choose_attends_through_the_fused_call():
    module = tower()

    def choose(how):  # as transformers' models offer it
        for layer in copied.encoder.layer:
            layer.attention.eager = how != "sdpa"

    copied = module
    choose("eager")
    module.set_attn_implementation = choose
    copied = copy.deepcopy(module)
    with patch.object(copy, "deepcopy", lambda _: copied):
        assert len(vitviz.wrap(module, **GIVEN).calls) == 2
    assert module.encoder.layer[0].attention.eager


def test_a_pool_with_torchs_own_attention_is_seen_as_what_reads_the_tokens():
    vit = wrapped("pool")  # as SigLIP's towers have it
    assert [call.kind for call in vit.calls] == ["self", "self", "pool"]
    assert (vit.layout.reads, vit.has_head) == ("pool", True)
    pixels = noise(SIZE)
    with torch.no_grad():
        plain = tower("pool").eval()(pixels).logits[0]
        tokens = tower("pool").eval().tokens_of(pixels)
        pool = tower("pool").eval().pool
        known = pool.attention(pool.probe, tokens, tokens, average_attn_weights=False)[1]
    trace = vitviz.capture(vit, pixels)
    torch.testing.assert_close(vitviz.attention(trace.layers[2]), known[0], atol=1e-6, rtol=1e-4)
    torch.testing.assert_close(trace.logits, plain, atol=1e-5, rtol=1e-4)
    assert float(vitviz.rollout(trace, "pooling").sum()) == pytest.approx(1, abs=1e-5)
    assert vitviz.relevance(vit, pixels, 1).shape == (3, 5)


def test_a_vision_transformer_of_torchvision_opens_and_its_maps_are_its_own():
    module = torchvision.models.VisionTransformer(32, 8, 2, 2, 16, 32, num_classes=3).eval()
    torch.nn.init.normal_(module.heads.head.weight)
    vit = vitviz.wrap(module, **GIVEN | {"size": 32})
    assert (vit.layout.prefix_roles, vit.layout.reads) == (("class",), "class")
    seen = []
    part = module.encoder.layers[0].self_attention
    own = part.forward

    def forward(query, key, value, need_weights):
        made = own(query, key, value, need_weights=True, average_attn_weights=False)
        seen.append(made[1])
        return made

    part.forward = forward
    with torch.no_grad():
        plain = module(noise((32, 32)))[0]
    trace = vitviz.capture(vit, noise((32, 32)))
    torch.testing.assert_close(vitviz.attention(trace.layers[0]), seen[0][0], atol=1e-6, rtol=1e-4)
    torch.testing.assert_close(trace.logits, plain, atol=1e-5, rtol=1e-4)


def test_a_module_of_timm_is_asked_as_load_asks_it():
    made = {"depth": 2, "embed_dim": 24, "num_heads": 2, "img_size": 32, "num_classes": 0}
    module = timm.create_model("vit_base_patch16_siglip_224", **made)
    vit = vitviz.wrap(module, **GIVEN | {"size": 32})
    assert (vit.layout.reads, vit.has_head) == ("pool", False)
    swin = timm.create_model("swin_tiny_patch4_window7_224", depths=(2, 2), embed_dim=12)
    assert not vitviz.wrap(swin, **GIVEN | {"size": 224}).one_grid


def test_a_network_without_attention_is_no_vision_transformer():
    with pytest.raises(ModelError, match="not_a_vit"):
        vitviz.wrap(timm.create_model("test_resnet"), **GIVEN | {"size": 64})


def test_a_module_without_patches_is_refused():
    with pytest.raises(ModelError, match="no_patch_layer"):
        vitviz.wrap(torch.nn.Conv2d(3, 4, 3), **GIVEN)


def test_pixels_of_a_size_that_the_module_does_not_take_are_told():
    with pytest.raises(ModelError, match="pass_failed"):
        vitviz.wrap(tower(), **GIVEN | {"size": (64, 64)})


def test_what_is_no_module_is_refused(unchecked):
    with pytest.raises(ArgumentError, match="a module of torch"):
        vitviz.wrap("vit_tiny_patch16_224", **GIVEN)
