import dataclasses
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.reshape_transforms import vit_reshape_transform

from tests.core.families import FAMILIES, noise, small
from tests.core.slopes import with_head
from vitviz.core.attribution.gradcam import gradcam, gradcam_of_each, onto
from vitviz.core.framing import Framing
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import grid_of, load, logits
from vitviz.errors import ArgumentError, ModelError, SizeError

CNNS = {  # the module that pytorch-grad-cam is to be pointed at
    "efficientnet-lite0": lambda module: module.bn2,
    "resnet10t": lambda module: module.layer4[-1],
    "convnext_atto": lambda module: module.stages[-1],
    "mambaout_femto": lambda module: module.stages[-1],  # channels last
    "sequencer2d_s": lambda module: module.norm,  # channels last
}


def opened(name, **arguments):
    return load(name, weights="random", device="cpu", arguments=arguments)


def library(model, pixels, score, part, reshape=None):
    """The map of pytorch-grad-cam before it is stretched to the picture and to 0 to 1."""
    module = clone_sharing_weights(model).module
    with GradCAM(module, [part(module)], reshape) as cam, torch.enable_grad():
        said = cam.activations_and_grads(pixels.clone().requires_grad_())
        score(said[0]).backward()
        seen, slopes = cam.activations_and_grads.activations, cam.activations_and_grads.gradients
        raw = cam.get_cam_image(pixels, None, [], seen[0].numpy(), slopes[0].numpy())
    return np.maximum(raw[0], 0)


def laid(vit, prefix, pixels):
    """For pytorch-grad-cam: tokens as a picture of channels."""
    grid = grid_of(vit, tuple(pixels.shape[2:]))
    return lambda tokens: tokens[:, prefix:].transpose(1, 2).unflatten(2, grid)


def close(found, known):
    assert found.dtype == np.float32
    assert known.max() > 0
    np.testing.assert_allclose(found, known, rtol=1e-3, atol=1e-4 * known.max())


@pytest.mark.parametrize("name", CNNS)
def test_the_map_of_a_cnn_is_that_of_pytorch_grad_cam(name):
    cnn = opened(name)
    pixels = noise(cnn, size=(160, 96))
    if name == "sequencer2d_s":  # made with a classifier of zeros
        mean = cnn.module.forward_features(pixels).mean(dim=(0, 1, 2))
        cnn.module.head.fc.weight.copy_(mean.expand(1000, -1))
    target = int(logits(cnn, pixels).argmax())  # what speaks against a class is cut off
    found = gradcam(cnn, pixels, target)
    assert found.shape == ((11, 6) if name == "sequencer2d_s" else (5, 3))  # patches of 7, then 14
    last = getattr(cnn.module, "output_fmt", "NCHW") == "NHWC"
    laid = (lambda features: features.permute(0, 3, 1, 2)) if last else None
    close(found, library(cnn, pixels, lambda said: said[target], CNNS[name], laid))


def test_several_classes_of_a_cnn_are_explained_as_one():
    cnn = opened("resnet10t")
    pixels, synsets = noise(cnn, size=(96, 96)), [3, 500, 77]
    known = library(cnn, pixels, lambda said: said[synsets].exp().sum().log(), CNNS["resnet10t"])
    close(gradcam(cnn, pixels, synsets), known)
    np.testing.assert_allclose(gradcam(cnn, pixels, [3]), gradcam(cnn, pixels, 3), rtol=1e-4)


def test_the_map_of_a_vit_with_14_by_14_patches_is_that_of_pytorch_grad_cam():
    vit = opened("vit_tiny_patch16_224", depth=3)
    pixels = noise(vit)
    for layer in range(3):
        known = library(
            vit,
            pixels,
            lambda said: said[5],
            lambda module, at=layer: module.blocks[at].norm1,
            vit_reshape_transform,
        )
        close(gradcam(vit, pixels, 5, layer), known)
    np.testing.assert_array_equal(gradcam(vit, pixels, 5), gradcam(vit, pixels, 5, layer=2))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_read_where_its_last_attention_gets_its_tokens(family):
    parts = {
        "parallel blocks": lambda module: module.blocks[-1].attns[-1].norm,
        "parallel scaling": lambda module: module.blocks[-1].in_norm,
        "cait": lambda module: module.blocks_token_only[-1].norm1,
    }
    part = parts.get(family, lambda module: module.blocks[-1].norm1)
    vit, pixels = small(family), noise(small(family))
    reshape = laid(vit, vit.prefix, pixels)
    close(gradcam(vit, pixels, 4), library(vit, pixels, lambda said: said[4], part, reshape))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_layer_is_had_at_once(family):
    vit, pixels = small(family), noise(small(family))
    each = gradcam_of_each(vit, pixels, 4)
    assert len(each) == sum(call.kind != "pool" for call in vit.calls)
    assert each.any()
    for layer, single in enumerate(each):
        np.testing.assert_allclose(single, gradcam(vit, pixels, 4, layer), rtol=1e-4, atol=1e-9)


def test_another_class_or_layer_gives_another_map():
    vit, pixels = small("vit"), noise(small("vit"))
    known = gradcam(vit, pixels, 1)
    for other in (gradcam(vit, pixels, 2), gradcam(vit, pixels, 1, layer=0)):
        assert np.abs(other - known).max() > 0.01 * known.max()


@pytest.mark.parametrize("family", ["vit", "siglip"])
def test_where_no_gradient_comes_the_map_is_0(family):
    vit = with_head(small(family), torch.zeros_like)
    assert not gradcam(vit, noise(vit), 1).any()


def test_twice_the_logit_is_twice_the_map():
    cnn = opened("resnet10t")
    pixels = noise(cnn, size=(96, 96))
    twice = with_head(cnn, lambda tensor: 2 * tensor)
    np.testing.assert_allclose(
        gradcam(twice, pixels, 1), 2 * gradcam(cnn, pixels, 1), rtol=1e-4, atol=1e-7
    )


@pytest.mark.parametrize("name", ["vit", "resnet10t"])
def test_the_shared_model_is_left_as_it_was(name):
    model = small(name) if name in FAMILIES else opened(name)
    pixels, hooks = noise(model), ["_forward_hooks", "_forward_pre_hooks", "_backward_hooks"]
    before, kept = logits(model, pixels), pixels.clone()
    with torch.inference_mode():
        gradcam(model, pixels, 1)
    for part in model.module.modules():
        assert not any(getattr(part, name) for name in hooks)
    assert all(not p.requires_grad and p.grad is None for p in model.module.parameters())
    assert torch.equal(logits(model, pixels), before)
    assert torch.equal(pixels, kept)
    assert not pixels.requires_grad


def test_an_exception_inside_leaves_nothing_behind():
    vit = clone_sharing_weights(small("vit"))

    def fail(*_):
        raise ZeroDivisionError

    hook = vit.module.blocks[1].norm2.register_forward_pre_hook(fail)
    with torch.no_grad():
        with pytest.raises(ZeroDivisionError):
            gradcam(vit, noise(vit), 1)
        assert not torch.is_grad_enabled()
    hook.remove()
    assert not vit.module.blocks[1].attn._forward_pre_hooks
    np.testing.assert_array_equal(gradcam(vit, noise(vit), 1), gradcam(small("vit"), noise(vit), 1))


def test_eight_threads_with_a_photo_each_give_exactly_the_serial_maps():
    vit = small("dinov2")
    photos = [noise(vit, seed, size=(14 * (2 + seed % 3), 70)) for seed in range(8)]
    serial = [gradcam(vit, photo, 2) for photo in photos]
    with ThreadPoolExecutor(8) as pool:
        threaded = list(pool.map(lambda photo: gradcam(vit, photo, 2), photos))
    for one, other in zip(serial, threaded, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(("target", "layer"), [(7, None), ([], None), (1, 2), (1, -1)])
def test_a_class_or_layer_that_is_not_there_is_refused(target, layer):
    with pytest.raises(ArgumentError) as refused:
        gradcam(small("vit"), noise(small("vit")), target, layer)
    assert refused.value.facts["argument"] == ("target" if layer is None else "layer")


def test_a_model_without_a_head_has_no_class_to_explain():
    arguments = {"num_classes": 0, "depth": 1, "embed_dim": 48, "num_heads": 3, "img_size": 48}
    vit = load("vit_tiny_patch16_224", weights="random", device="cpu", arguments=arguments)
    cnn = load("test_convnext", weights="random", device="cpu", arguments={"num_classes": 0})
    asked = [(gradcam, vit), (gradcam, cnn), (gradcam_of_each, vit)]
    for ask, model in asked:
        with pytest.raises(ModelError, match="no_head"):
            ask(model, noise(model), 0)


def test_a_pool_is_no_layer_and_a_cnn_has_none():
    with pytest.raises(ArgumentError, match="from 0 to 1"):
        gradcam(small("siglip"), noise(small("siglip")), 1, layer=2)
    cnn = opened("resnet10t")
    with pytest.raises(ArgumentError, match="None for a Cnn"):
        gradcam(cnn, noise(cnn), 1, layer=0)


def test_what_is_not_one_picture_of_a_size_is_refused(unchecked):
    with pytest.raises(SizeError):
        gradcam(small("vit"), torch.zeros(1, 3, 48, 81), 1)
    with pytest.raises(ArgumentError, match="not_one_picture"):
        gradcam(small("vit"), torch.zeros(2, 3, 48, 80), 1)


def framed(grid, image=(100, 200), patch=10, offset=(0, 0), resized=None):
    size = grid[0] * patch, grid[1] * patch
    return Framing(image, resized or image, offset, size, (patch, patch))


def test_a_map_is_taken_over_at_the_patches_centres():
    cam = np.arange(8, dtype=np.float32).reshape(2, 4)
    whole = dataclasses.replace(framed((10, 20)), patch=(100, 200))  # a CNN's one patch
    found = onto(cam, whole, framed((10, 20)))
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, np.repeat(np.repeat(cam, 5, 0), 5, 1))
    np.testing.assert_array_equal(onto(cam, whole, framed((2, 4), patch=50)), cam)


def test_where_the_maps_model_saw_nothing_there_is_no_number():
    cam = np.array([[1, 2], [3, 4]], dtype=np.float32)
    inner = framed((1, 1), patch=40, offset=(60, 20))  # sees x 60 to 100, y 20 to 60
    found = onto(cam, inner, framed((5, 10), patch=20))
    known = np.full((5, 10), np.nan)
    known[1:3, 3:5] = cam
    np.testing.assert_array_equal(found, known)


def test_models_may_take_the_photo_in_different_sizes():
    cam = np.array([[1, 2]], dtype=np.float32)
    half = framed((1, 2), patch=50, resized=(50, 100))  # the same photo at half the size
    found = onto(cam, half, framed((1, 4), patch=50, offset=(0, 50)))
    assert found.tolist() == [[1, 1, 2, 2]]


def test_framings_of_different_photos_are_refused():
    with pytest.raises(ArgumentError, match="framing_of_other"):
        onto(np.ones((1, 1), dtype=np.float32), framed((1, 1)), framed((1, 1), image=(50, 50)))
