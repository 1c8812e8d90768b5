import numpy as np
import pytest
import torch
from pytorch_grad_cam import HiResCAM

from tests.core.families import noise
from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.attribution.hirescam import hirescam, without_bias
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import load, logits
from vitviz.errors import ArgumentError, ModelError

CNNS = ["efficientnet-lite0", "resnet10t"]  # a global average and one linear layer


def opened(name, **arguments):
    return load(name, weights="random", device="cpu", arguments=arguments)


@pytest.mark.parametrize("name", CNNS)
@pytest.mark.parametrize("target", [7, [3, 500, 77]])
def test_the_map_sums_to_the_logit_without_its_bias(name, target):
    cnn = opened(name)
    cnn.module.get_classifier().bias.data += torch.linspace(-2, 2, 1000)
    pixels = noise(cnn, size=(160, 96))
    said = logits(cnn, pixels)
    known = without_bias(cnn, said, target)
    found = hirescam(cnn, pixels, target)
    assert found.shape == (5, 3)
    assert found.sum(dtype=np.float64) == pytest.approx(known, abs=1e-5)
    assert abs(known - float(said[torch.tensor(target).ravel()].logsumexp(0))) > 1e-2


@pytest.mark.parametrize("name", CNNS)
def test_grad_cam_is_its_positive_part_after_a_global_average(name):
    cnn = opened(name)
    pixels = noise(cnn, size=(160, 96))
    found = hirescam(cnn, pixels, 7)
    assert found.min() < 0 or found.max() > 0
    known = np.maximum(found, 0)
    np.testing.assert_allclose(gradcam(cnn, pixels, 7), known, atol=1e-5 * np.abs(found).max())


def test_it_is_the_map_of_pytorch_grad_cam_where_that_keeps_it():
    """The library cuts what is negative away."""
    cnn = opened("convnext_atto")  # a norm follows the average: the gradient differs by place
    pixels = noise(cnn, size=(96, 96))
    module = clone_sharing_weights(cnn).module
    with HiResCAM(module, [module.stages[-1]]) as cam, torch.enable_grad():
        said = cam.activations_and_grads(pixels.clone().requires_grad_())
        said[0, 5].backward()
        seen, slopes = cam.activations_and_grads.activations, cam.activations_and_grads.gradients
        raw = cam.get_cam_image(pixels, None, [], seen[0].numpy(), slopes[0].numpy(), False)[0]
    np.testing.assert_allclose(hirescam(cnn, pixels, 5), raw, atol=1e-4 * np.abs(raw).max())


def test_channels_that_come_last_are_summed_at_every_place():
    """By a plain loop over the places of the last map."""
    cnn = opened("mambaout_femto")
    pixels = noise(cnn, size=(96, 64))
    found = hirescam(cnn, pixels, 5)
    assert found.shape == (3, 2)
    leaf = cnn.module.forward_features(pixels).detach().requires_grad_()
    with torch.enable_grad():
        (slopes,) = torch.autograd.grad(cnn.module.forward_head(leaf)[0, 5], leaf)
    for row, col in np.ndindex(3, 2):
        known = float((leaf[0, row, col].detach() * slopes[0, row, col]).sum())
        assert found[row, col] == pytest.approx(known, rel=1e-4, abs=1e-6)


def test_the_logit_without_its_bias_is_that_of_the_largest_class_where_it_outweighs_the_others():
    cnn = opened("resnet10t")
    bias = cnn.module.get_classifier().bias
    said = torch.zeros(1000)
    said[[4, 9]] = torch.tensor([50.0, 1.0])
    assert without_bias(cnn, said, [4, 9]) == pytest.approx(50 - float(bias[4]))


def test_a_head_that_is_no_linear_layer_has_no_bias_to_leave_out():
    cnn = opened("resnet10t")
    cnn.module.fc = torch.nn.Identity()
    assert without_bias(cnn, torch.zeros(1000), 3) is None


def test_a_class_that_is_not_there_and_a_model_without_classes_are_refused():
    cnn = opened("resnet10t")
    with pytest.raises(ArgumentError):
        hirescam(cnn, noise(cnn, size=(64, 64)), 1000)
    with pytest.raises(ModelError):
        hirescam(opened("resnet10t", num_classes=0), noise(cnn, size=(64, 64)), 0)
