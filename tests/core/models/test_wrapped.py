import pytest
import torch

from tests.core.models.towers import SIZE, tower
from vitviz.core.models.probing import noise
from vitviz.core.models.wrapped import Wrapped
from vitviz.errors import ModelError


def wrapped(gives="logits"):
    return Wrapped(tower(gives).eval().requires_grad_(False), noise(SIZE))


def test_the_last_tokens_are_those_of_the_final_norm():
    own = wrapped()
    assert own.last == "layernorm"
    assert own.entrance_name == "model.embeddings.patch_embeddings"
    assert (own.patch, own.embed_dim, own.num_classes) == ((8, 8), 24, 5)


def test_with_its_own_tokens_the_head_says_what_the_module_says():
    own, pixels = wrapped(), noise(SIZE)
    torch.testing.assert_close(own.forward_head(own.forward_features(pixels)), own(pixels))


def test_with_other_tokens_the_head_says_something_else():
    own, pixels = wrapped(), noise(SIZE)
    tokens = own.forward_features(pixels)
    known = own.model.classifier(tokens[:, 0] + 1)
    torch.testing.assert_close(own.forward_head(tokens + 1), known)


def test_tokens_that_nothing_reads_have_no_head():
    own = wrapped("tokens")
    with pytest.raises(NotImplementedError):
        own.forward_head(own.forward_features(noise(SIZE)))


def test_learned_tokens_are_found_by_their_names():
    own = wrapped()
    assert torch.equal(own.cls_token, own.model.embeddings.cls_token)
    assert own.reg_token.shape == (1, 2, 24)
    assert own.dist_token is None


def test_the_classifier_is_the_linear_layer_of_as_many_outputs_as_classes():
    own = wrapped()
    assert own.get_classifier() is own.model.classifier
    assert isinstance(wrapped("pooled").get_classifier(), torch.nn.Identity)


def test_what_returns_nothing_known_is_refused():
    module = tower()
    module.gives = "tokens"
    module.layernorm.forward = lambda tokens: None
    with pytest.raises(ModelError, match="pass_failed"):
        Wrapped(module, noise(SIZE))
