import pytest
import torch
from torch import nn

from tests.core.families import noise, small
from vitviz.core.models.watched import watch
from vitviz.errors import ModelError


def test_calls_of_the_head_come_after_those_of_the_body():
    vit = small("siglip")
    seen = watch(vit.module, noise(vit))
    assert (len(seen.calls), seen.inside) == (len(vit.calls), len(vit.calls) - 1)
    plain = small("vit")
    assert watch(plain.module, noise(plain)).inside == len(plain.calls)


def test_the_features_are_what_the_body_gives():
    vit = small("vit")
    with torch.no_grad():
        known = vit.module.forward_features(noise(vit))
    assert torch.equal(watch(vit.module, noise(vit)).features, known)


def test_what_each_module_made_is_known_by_its_shape():
    vit = small("lowformer")
    seen = watch(vit.module, noise(vit))
    made = [seen.made[id(part)] for part in vit.attending]
    assert made == [(1, 64, 14, 14), (1, 64, 7, 7), (1, 64, 7, 7)]


def test_a_convolution_that_mixes_before_the_last_call_is_told():
    assert watch(small("lowformer").module, noise(small("lowformer"))).convolved
    assert not watch(small("vit").module, noise(small("vit"))).convolved


def test_no_hook_is_left():
    vit = small("vit")
    watch(vit.module, noise(vit))
    assert not any(part._forward_hooks for part in vit.module.modules())


def test_a_pass_that_fails_is_told_as_such():
    class Failing(nn.Module):
        def forward_features(self, pixels):
            raise ValueError(pixels.shape)

    with pytest.raises(ModelError, match="pass_failed"):
        watch(Failing(), torch.zeros(1, 3, 8, 8))
